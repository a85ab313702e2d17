import { createAccount } from './account'
import { answerControl } from './control'
import { fill } from './fill'
import { answerPage } from './hosted'
import { DEFAULT_KEYS } from './keys'
import type { Answer } from './protocol/idempotency'
import { fromRequest } from './protocol/incoming'
import { type Api, answerRequest, gather } from './protocol/pipeline'
import { resources } from './resources'
import type { Scene } from './sandbox'
import { steer } from './traffic/steer'
import type { Mode, StripeOptions, StripeSandbox } from './types'
import { checkDeliveries, resend } from './webhooks/by-hand'
import { emit } from './webhooks/events'
import { listen } from './webhooks/listen'
import { rollSecret } from './webhooks/secrets'

export { type ManualClock, manualClock, systemClock } from './clock'
export { nameIn } from './fill'
export { DEFAULT_KEYS } from './keys'
export { seedShop } from './seed'
export { serveStripe } from './serve'
export { readFaults, type ScriptedFault } from './traffic/fault-script'
export { FAULTS } from './traffic/faults'
export type * from './types'

/** The same for every sandbox. */
const api: Api = gather(resources)

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
  const account = createAccount(options)
  const { sandbox, clock, feed, requests, deliveries, background } = account
  const sceneOf = (mode: Mode): Scene => ({
    ...{ sandbox, env: sandbox.environments[mode], requestId: null, idempotencyKey: undefined },
  })
  const toResponse = ({ body, ...rest }: Answer) => new Response(body, rest)
  const answer = async (request: Request): Promise<Response> =>
    (await answerPage(request, sandbox)) ??
    (await answerControl(request, stripe)) ??
    toResponse(await answerRequest(fromRequest(request), sandbox, api))
  const stripe: StripeSandbox = {
    fetch: async (request) => {
      const response = await answer(request)
      await sandbox.committed()
      return response
    },
    answer: async (incoming) => {
      const answered = await answerRequest(incoming, sandbox, api)
      await sandbox.committed()
      return answered
    },
    account: {
      get id() {
        return sandbox.accountId
      },
    },
    keys: [...(options.keys ?? DEFAULT_KEYS)],
    requests,
    subscribe: feed.subscribe,
    settled: background.settled,
    count: (object, mode) => sandbox.environments[mode].store.count(object),
    get: (id) => {
      const { test, live } = sandbox.environments
      const object = test.store.get(id) ?? live.store.get(id)
      return object && { ...object }
    },
    trigger: (type, object, mode = 'test') => emit(sceneOf(mode), type, structuredClone(object)),
    fill: (counts, mode = 'test') => fill(sceneOf(mode), counts),
    faults: sandbox.traffic.faults,
    steer: (traffic) => steer(sandbox, traffic),
    deliveries: {
      entries: deliveries.entries,
      options: () => sandbox.deliveries,
      configure: (changed) => {
        sandbox.deliveries = { ...sandbox.deliveries, ...checkDeliveries(changed) }
      },
      resend: (event, endpoint) => resend(sandbox, event, endpoint),
    },
    listen: (session, send) => listen(sandbox, feed.subscribe, session, send),
    rollSecret: (endpointId) => rollSecret(sandbox, endpointId),
    revoke: account.revoke,
    reset: account.reset,
    snapshot: account.snapshot,
    restore: account.restore,
    get publicUrl() {
      return sandbox.publicUrl
    },
    set publicUrl(url) {
      sandbox.publicUrl = url
    },
    now: clock.now,
    advance: (ms) => clock.advance(checkedMs(ms), background.settled),
    close: account.close,
  }
  return stripe
}
