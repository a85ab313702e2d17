import { createAgenda } from './agenda'
import { answerControl } from './control'
import { createBackground, createFeed, createRequestLog } from './feed'
import { fill } from './fill'
import { answerPage } from './hosted'
import { createIds } from './ids'
import { type Api, answerRequest, gather } from './protocol/pipeline'
import { API_VERSION } from './protocol/version'
import { resources } from './resources'
import { createEnvironments, type Sandbox } from './sandbox'
import { aheadOf, isMovable } from './sandbox-clock'
import { tasks } from './tasks'
import { createTraffic } from './traffic/traffic'
import type { ApiKey, StripeOptions, StripeSandbox } from './types'
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

/** An endpoint that does not answer is given up. @see docs.stripe.com/webhooks */
const LONGEST_DELIVERY_MS = 20_000

const overFetch = (url: string, init: RequestInit): Promise<Response> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(LONGEST_DELIVERY_MS) })

const checkedMs = (ms: number): number => {
  if (Number.isSafeInteger(ms) && ms >= 0) return ms
  throw new Error(`advance(ms): a whole number of milliseconds, 0 or more, not ${ms}.`)
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
  const { searchLagMs = 0, keys = DEFAULT_KEYS } = options
  const clock = options.clock && isMovable(options.clock) ? options.clock : aheadOf(options.clock)
  const ids = createIds(options.seed)
  const feed = createFeed()
  const background = createBackground((error) => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    feed.publish({ kind: 'problem', at: clock.now(), message })
  })
  const requests = createRequestLog(feed)
  const api: Api = gather(resources)
  const sandbox: Sandbox = {
    ...{ clock, ids, searchLagMs, accountId: `acct_${ids.text(16)}`, businessName: 'Sandbox Shop' },
    accountVersion: options.accountApiVersion ?? API_VERSION,
    publicUrl: options.publicUrl ?? 'http://127.0.0.1:12111',
    keys: new Map(keys.map((key) => [key.key, key])),
    environments: createEnvironments(clock, searchLagMs),
    agenda: createAgenda({
      clockOf: (planned) => (planned.clock ? sandbox.environments[planned.mode].clocks.get(planned.clock) : clock),
      perform: ({ mode, clock: id, task }) => {
        const env = sandbox.environments[mode]
        // Nobody asked for what happens by itself: its events name no request.
        const scene = {
          sandbox,
          env,
          requestId: null,
          idempotencyKey: undefined,
          clock: id ? env.clocks.get(id) : undefined,
        }
        return tasks[task.name](scene, task)
      },
      background: background.start,
      record: () => undefined,
    }),
    deliveries: options.deliveries ?? {},
    deliver: options.deliver ?? overFetch,
    ...{ publish: feed.publish, background: background.start },
    hasPortal: options.hasPortal ?? true,
    traffic: createTraffic(options.traffic ?? {}, clock, ids.number),
  }
  const { test, live } = sandbox.environments
  const stripe: StripeSandbox = {
    fetch: async (request) =>
      (await answerPage(request, sandbox)) ??
      (await answerControl(request, stripe)) ??
      answerRequest(request, sandbox, api),
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
    rollSecret: (endpointId) => rollSecret(sandbox, endpointId),
    revoke: (key) => void sandbox.keys.delete(key),
    get publicUrl() {
      return sandbox.publicUrl
    },
    set publicUrl(url) {
      sandbox.publicUrl = url
    },
    now: clock.now,
    advance: (ms) => clock.advance(checkedMs(ms), background.settled),
    close: () => sandbox.agenda.stop(),
  }
  return stripe
}
