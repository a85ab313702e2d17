import Stripe from 'stripe'
import type { Clock } from '../clock'
import { PINNED_API_VERSION } from '../versions'
import type { Fetch } from './fetch'
import { createHttpClient } from './http-client'
import { idempotency } from './idempotency'
import type { InvocationContext } from './invocation'
import { type Observer, observe } from './observe'
import { type Limits, limitsFor, pace } from './pace'
import { retry } from './retry'
import { serialize } from './serialize'
import { share } from './share'
import { compose, overFetch } from './stage'

export interface GatewayOptions {
  /** Where requests go in the end: the network in production, an embedded Stripe in tests. */
  transport: Fetch
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  context: InvocationContext
  observer: Observer
  /** Another server than api.stripe.com, on loopback only: an embedded Stripe. */
  apiBase?: URL | undefined
  /** Other limits than Stripe's documented ones. */
  limits?: Limits | undefined
}

/** Longer than Botpress waits for an action, so that it never ends one by itself. Milliseconds. */
const SDK_TIMEOUT = 90_000

/**
 * The real, unmodified Stripe SDK for one key, over our stages. Read the list from top to bottom: that is the order.
 *
 * `observe` sees one call whatever happens inside. Reads are shared before they cost anything. The idempotency key is
 * the same for all attempts, so it is outside `retry`; an object's turn is held across retries, so that a later change
 * cannot overtake. `pace` is inside, because each attempt costs a slot.
 */
export const createGateway = (apiKey: string, options: GatewayOptions): Stripe => {
  const { transport, clock, random, context, observer, apiBase } = options
  const stages = [
    observe(context, clock, observer),
    share(),
    idempotency(context),
    serialize(context, clock),
    retry(context, clock, random),
    pace(context, clock, options.limits ?? limitsFor(apiKey.includes('_live_'))),
  ]
  return new Stripe(apiKey, {
    apiVersion: PINNED_API_VERSION,
    httpClient: createHttpClient(compose(stages, overFetch(transport))),
    maxNetworkRetries: 0,
    timeout: SDK_TIMEOUT,
    // It would write a file into the home directory.
    telemetry: false,
    appInfo: { name: 'botpress-stripe' },
    ...(apiBase && { protocol: 'http', host: apiBase.hostname, port: Number(apiBase.port || 80) }),
  })
}

/** Gateways that stay in memory. A process serves few keys; the bound is against a leak. */
const KEPT_GATEWAYS = 100

/** One gateway per key: it holds the connections, and what it knows of the account's limits. */
export const gatewayPool = (options: GatewayOptions): ((apiKey: string) => Stripe) => {
  const gateways = new Map<string, Stripe>()
  return (apiKey) => {
    const gateway = gateways.get(apiKey) ?? createGateway(apiKey, options)
    gateways.delete(apiKey)
    gateways.set(apiKey, gateway)
    const oldest = gateways.keys().next()
    if (gateways.size > KEPT_GATEWAYS && !oldest.done) gateways.delete(oldest.value)
    return gateway
  }
}
