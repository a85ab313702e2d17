import { setMaxListeners } from 'node:events'
import { systemClock } from './clock'
import { fill } from './fill'
import { answerPage } from './hosted'
import { createIds } from './ids'
import { type Api, answerRequest, gather } from './protocol/pipeline'
import { API_VERSION } from './protocol/version'
import { resources } from './resources'
import { createEnvironments, type Sandbox } from './sandbox'
import { steer } from './traffic/steer'
import { createTraffic } from './traffic/traffic'
import type { ApiKey, FeedEntry, RequestEntry, StripeOptions, StripeSandbox } from './types'
import { emit } from './webhooks/events'
import { rollSecret } from './webhooks/secrets'

export { type ManualClock, manualClock, systemClock } from './clock'
export { nameIn } from './fill'
export { seedShop } from './seed'
export { serveStripe } from './serve'
export { FAULTS } from './traffic/faults'
export type * from './types'

/** Keys that work unless others are given. They are made up, and so is every key here. */
export const DEFAULT_KEYS: readonly ApiKey[] = [
  { key: 'sk_test_fake_sandbox' },
  { key: 'sk_live_fake_sandbox' },
  { key: 'pk_test_fake_sandbox' },
  { key: 'pk_live_fake_sandbox' },
  {
    key: 'rk_test_fake_sandbox',
    permissions: [
      ...['customers', 'products', 'prices', 'payment_links', 'checkout_sessions', 'webhook_endpoints'].map(
        (name) => `${name}:write`
      ),
      ...['events', 'charges', 'invoice_payments'].map((name) => `${name}:read`),
    ],
  },
]

const KEPT_REQUESTS = 10_000

/** Tells everybody who listens; what a listener throws is its own affair. */
const createFeed = () => {
  const listeners = new Set<(entry: FeedEntry) => void>()
  return {
    publish: (entry: FeedEntry) => {
      for (const listener of listeners) listener(entry)
    },
    subscribe: (listener: (entry: FeedEntry) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const createRequestLog = (feed: ReturnType<typeof createFeed>) => {
  let entries: RequestEntry[] = []
  feed.subscribe((entry) => {
    if (entry.kind !== 'request') return
    entries.push(entry)
    if (entries.length > KEPT_REQUESTS) entries = entries.slice(-KEPT_REQUESTS / 2)
  })
  return {
    entries: () => entries,
    clear: () => {
      entries = []
    },
    subscribe: (listener: (entry: RequestEntry) => void) =>
      feed.subscribe((entry) => {
        if (entry.kind === 'request') listener(entry)
      }),
  }
}

/** Work that goes on after a request was answered, such as the delivery of webhooks. */
const createBackground = () => {
  const running = new Set<Promise<void>>()
  return {
    start: (work: () => Promise<void>) => {
      const task: Promise<void> = Promise.resolve()
        .then(work)
        .finally(() => running.delete(task))
      running.add(task)
    },
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}

/**
 * An embedded, stateful Stripe: give its `fetch` to the SDK, or serve it.
 *
 * @example
 * const sandbox = createStripe()
 * const stripe = new Stripe('sk_test_fake_sandbox', {
 *   httpClient: Stripe.createFetchHttpClient((input, init) => sandbox.fetch(new Request(input, init))),
 * })
 */
export const createStripe = (options: StripeOptions = {}): StripeSandbox => {
  const { clock = systemClock, searchLagMs = 0, keys = DEFAULT_KEYS } = options
  const ids = createIds(options.seed)
  const feed = createFeed()
  const background = createBackground()
  const end = new AbortController()
  // Everything that waits for its time listens.
  setMaxListeners(0, end.signal)
  const requests = createRequestLog(feed)
  const api: Api = gather(resources)
  const sandbox: Sandbox = {
    ...{ clock, ids, searchLagMs, accountId: `acct_${ids.text(16)}`, businessName: 'Sandbox Shop' },
    accountVersion: options.accountApiVersion ?? API_VERSION,
    publicUrl: options.publicUrl ?? 'http://127.0.0.1:12111',
    keys: new Map(keys.map((key) => [key.key, key])),
    environments: createEnvironments(clock, searchLagMs),
    deliveries: options.deliveries ?? {},
    deliver: options.deliver ?? ((url, init) => fetch(url, init)),
    ...{ publish: feed.publish, background: background.start, closed: end.signal },
    hasPortal: options.hasPortal ?? true,
    traffic: createTraffic(options.traffic ?? {}, clock, ids.number),
  }
  const { test, live } = sandbox.environments
  return {
    fetch: async (request) => (await answerPage(request, sandbox)) ?? answerRequest(request, sandbox, api),
    account: { id: sandbox.accountId },
    keys: [...keys],
    requests,
    subscribe: feed.subscribe,
    settled: background.settled,
    count: (object, mode) => sandbox.environments[mode].store.count(object),
    get: (id) => {
      const object = test.store.get(id) ?? live.store.get(id)
      return object && { ...object }
    },
    trigger: (type, object, mode = 'test') =>
      emit({ sandbox, env: sandbox.environments[mode], requestId: null, idempotencyKey: undefined }, type, object),
    fill: (counts, mode = 'test') =>
      fill({ sandbox, env: sandbox.environments[mode], requestId: null, idempotencyKey: undefined }, counts),
    faults: sandbox.traffic.faults,
    steer: (steering) => steer(sandbox, steering),
    rollSecret: (endpointId) => rollSecret(sandbox, endpointId),
    revoke: (key) => void sandbox.keys.delete(key),
    get publicUrl() {
      return sandbox.publicUrl
    },
    set publicUrl(url) {
      sandbox.publicUrl = url
    },
    close: () => end.abort(),
  }
}
