import Stripe from 'stripe'
import { PINNED_API_VERSION } from '../versions'

/** A `fetch`: takes a request, answers it. The transport of the gateway and of every stage around it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

export interface GatewayOptions {
  /** Where requests go in the end: the network in production, an embedded Stripe in tests. */
  transport: Fetch
  /** Another server than api.stripe.com, on loopback only: an embedded Stripe. */
  apiBase?: URL | undefined
}

/** Longer than Botpress waits for an action, so that it never ends one by itself. Milliseconds. */
const SDK_TIMEOUT = 90_000

/** The real Stripe SDK for one key, over our transport. */
export const createGateway = (apiKey: string, { transport, apiBase }: GatewayOptions): Stripe =>
  new Stripe(apiKey, {
    apiVersion: PINNED_API_VERSION,
    httpClient: Stripe.createFetchHttpClient(transport),
    maxNetworkRetries: 0,
    timeout: SDK_TIMEOUT,
    // It would write a file into the home directory.
    telemetry: false,
    appInfo: { name: 'botpress-stripe' },
    ...(apiBase && { protocol: 'http', host: apiBase.hostname, port: Number(apiBase.port || 80) }),
  })

/** Gateways that stay in memory. A process serves few keys; the bound is against a leak. */
const KEPT_GATEWAYS = 100

/** One gateway per key, since a client is costly to make and holds the connections. */
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
