import Stripe from 'stripe'
import { createBounded } from '../bounded'
import type { Clock } from '../clock'
import type { Shared } from '../shared/index'
import { alone } from '../shared/memory'
import { PINNED_API_VERSION } from '../versions'
import { createHttpClient, type Holder } from './http-client'
import { idempotency } from './idempotency'
import type { Invocation } from './invocation'
import { type Observer, observe } from './observe'
import { type Limits, limitsFor, pace } from './pace'
import { retry } from './retry'
import { serialize } from './serialize'
import { share } from './share'
import { compose, type Send } from './stage'

export interface GatewayOptions {
  /** Where requests go in the end: the network in production, an embedded Stripe in tests. */
  transport: Send
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  observer: Observer
  /** Another server than api.stripe.com, on loopback only: an embedded Stripe. */
  apiBase?: URL | undefined
  /** Other limits than Stripe's documented ones. */
  limits?: Limits | undefined
  /** What the instances share. Without it, this process is alone. */
  shared?: Shared | undefined
}

/** Longer than Botpress waits for an action, so that it never ends one by itself. Milliseconds. */
const SDK_TIMEOUT = 90_000

/** The SDK for one key. */
export interface Gateway {
  /** A client for one invocation, whose time and keys all its calls share. */
  client(invocation?: Invocation): Stripe
  /**
   * The same for work that is over when the client is given back. Clients are used again, since making one takes as long
   * as a stage; after a failure, something may still be under way, and its client is not given back.
   */
  borrow(invocation: Invocation): { stripe: Stripe; giveBack(): void }
  /** Borrows a client for some work. */
  lend<T>(invocation: Invocation, work: (stripe: Stripe) => Promise<T>): Promise<T>
}

/**
 * The real, unmodified Stripe SDK for one key, over our stages. Each invocation has a client of its own; the stages,
 * which hold what is known of the account, are the same for all. Read the list from top to bottom: that is the order.
 *
 * `observe` sees one call whatever happens inside. Reads are shared before they cost anything. The idempotency key is
 * the same for all attempts, so it is outside `retry`; an object's turn is held across retries, so that a later change
 * cannot overtake. `pace` is inside, because each attempt costs a slot, and inside of it is the pace of all instances, if
 * they share one.
 */
export const createGateway = (apiKey: string, options: GatewayOptions): Gateway => {
  const { transport, clock, random, observer, apiBase, shared = alone } = options
  const { limits = limitsFor(apiKey.includes('_live_')) } = options
  const together = shared.account(apiKey, limits)
  const stages = [
    observe(clock, observer),
    share(),
    idempotency(),
    serialize(clock, together.lease),
    retry(clock, random),
    pace(clock, limits),
    ...(together.pace ? [together.pace] : []),
  ]
  const send = compose(stages, transport)
  const config = {
    maxNetworkRetries: 0,
    timeout: SDK_TIMEOUT,
    // It would write a file into the home directory.
    telemetry: false,
    appInfo: { name: 'botpress-stripe' },
    ...(apiBase && { protocol: 'http' as const, host: apiBase.hostname, port: Number(apiBase.port || 80) }),
  }
  const create = (holder: Holder): Stripe =>
    new Stripe(apiKey, { ...config, apiVersion: PINNED_API_VERSION, httpClient: createHttpClient(send, holder) })
  const borrow = lendClients(create)
  return {
    client: (invocation) => create({ invocation }),
    borrow,
    lend: async (invocation, work) => {
      const { stripe, giveBack } = borrow(invocation)
      const result = await work(stripe)
      giveBack()
      return result
    },
  }
}

/** How many clients of one key wait to be used again. */
const IDLE_CLIENTS = 20

const lendClients = (create: (holder: Holder) => Stripe): Gateway['borrow'] => {
  const idle: Array<{ holder: Holder; stripe: Stripe }> = []
  return (invocation) => {
    const holder: Holder = { invocation }
    const lent = idle.pop() ?? { holder, stripe: create(holder) }
    lent.holder.invocation = invocation
    const giveBack = () => {
      if (idle.length < IDLE_CLIENTS) idle.push(lent)
    }
    return { stripe: lent.stripe, giveBack }
  }
}

/** Gateways that stay in memory. A process serves few keys; the bound is against a leak. */
const KEPT_GATEWAYS = 100

/** One gateway per key: it holds the connections, and what it knows of the account's limits. */
export const gatewayPool = (options: GatewayOptions): ((apiKey: string) => Gateway) => {
  const gateways = createBounded<Gateway>(KEPT_GATEWAYS)
  return (apiKey) => {
    const known = gateways.get(apiKey)
    if (known) return known
    const gateway = createGateway(apiKey, options)
    gateways.set(apiKey, gateway)
    return gateway
  }
}
