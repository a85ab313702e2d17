import type { StripeOptions } from '@botpress-stripe/sandbox-stripe'
import Stripe from 'stripe'
import { createCustomer } from '../../integration/src/actions/create-customer'
import type { Clock } from '../../integration/src/clock'
import { createEmbedded, TEST_KEY } from '../../integration/test/support/embedded'

/** Where time comes from: the machine, or a test that jumps from timer to timer. */
export interface Time {
  clock: Clock
  /** Runs work to its end. */
  run<T>(work: Promise<T>): Promise<T>
}

export type Window = 'fixed' | 'sliding' | 'bucket'
export const WINDOWS: Window[] = ['fixed', 'sliding', 'bucket']

/** Stripe's limit in test mode. */
export const LIMIT = 25

const limits = (window: Window) => ({ account: LIMIT, endpoint: LIMIT, search: 20, window })
const LATENCY = [20, 80] as const

const createWorld = (time: Time, traffic: StripeOptions['traffic'], seed: string) =>
  createEmbedded({
    ...{ clock: time.clock, gatewayClock: time.clock, limits: { account: LIMIT, endpoint: LIMIT, search: 20 }, seed },
    traffic: traffic ?? {},
  })

const refusedShare = (entries: ReadonlyArray<{ status: number }>): number =>
  entries.filter(({ status }) => status === 429).length / entries.length

export interface RushResult {
  customers: number
  errors: number
  /** Share of the requests that were answered 429. */
  refused: number
  seconds: number
  /** Share of the limiter's capacity that was used. */
  used: number
}

/** Many customers created at once, against a limit. */
export const rush = async (time: Time, window: Window, count = 300): Promise<RushResult> => {
  const world = createWorld(time, { limits: limits(window), latencyMs: LATENCY }, `rush ${window}`)
  const begun = time.clock.now()
  const calls = Array.from({ length: count }, (_, index) =>
    world.run(createCustomer, { email: `${index}@example.com` })
  )
  const results = await time.run(Promise.allSettled(calls))
  const seconds = (time.clock.now() - begun) / 1000
  return {
    customers: world.stripe.count('customer', 'test'),
    errors: results.filter(({ status }) => status === 'rejected').length,
    refused: refusedShare(world.stripe.requests.entries()),
    ...{ seconds, used: count / (LIMIT * seconds) },
  }
}

export interface SharedResult {
  errors: number
  refused: number
  /** Share of what the other program leaves that we used. */
  usedOfRest: number
}

/** What the other program sends each second, evenly, whatever it is answered. */
const OTHER = LIMIT / 2

/** Another program uses half of the limit and does not back off; a busy bot shares the rest. */
export const shared = async (time: Time, window: Window, seconds = 30): Promise<SharedResult> => {
  const world = createWorld(time, { limits: limits(window), latencyMs: LATENCY }, `shared ${window}`)
  const other = new Stripe(TEST_KEY, {
    httpClient: Stripe.createFetchHttpClient((input, init) => world.stripe.fetch(new Request(input, init))),
    ...{ maxNetworkRetries: 0, telemetry: false },
  })
  const end = time.clock.now() + seconds * 1000
  let [errors, done] = [0, 0]
  const repeat = async (work: () => Promise<unknown>) => {
    while (time.clock.now() < end) await work()
  }
  const intruder = repeat(async () => {
    other.balance.retrieve().catch(() => undefined)
    await time.clock.sleep(1000 / OTHER)
  })
  const callers = Array.from({ length: 30 }, (_, index) =>
    repeat(() =>
      world.run(createCustomer, { email: `${index}@example.com` }).then(
        () => done++,
        () => errors++
      )
    )
  )
  await time.run(Promise.all([intruder, ...callers]))
  const ours = world.stripe.requests.entries().filter(({ method }) => method === 'POST')
  return { errors, refused: refusedShare(ours), usedOfRest: done / seconds / (LIMIT - OTHER) }
}

export interface LockResult {
  succeeded: number
  conflicts: number
}

/** Many updates of one object that Stripe locks while it works on it. */
export const lockedObject = async (time: Time, count = 20): Promise<LockResult> => {
  const world = createEmbedded({
    ...{ clock: time.clock, gatewayClock: time.clock, traffic: { locks: true, latencyMs: [60, 60] } },
  })
  const { id } = await time.run(world.gateway.customers.create({ email: 'a@example.com' }))
  const updates = Array.from({ length: count }, (_, index) =>
    world.gateway.customers.update(id, { metadata: { [`key_${index}`]: 'x' } })
  )
  const results = await time.run(Promise.allSettled(updates))
  return {
    succeeded: results.filter(({ status }) => status === 'fulfilled').length,
    conflicts: world.stripe.requests.entries().filter(({ status }) => status === 429).length,
  }
}

/** Changes mixed over several objects, some of which touch two; a number at a time. */
export const mixed = async (time: Time, count = 2000, objects = 50, inFlight = 64): Promise<LockResult> => {
  const world = createEmbedded({
    ...{ clock: time.clock, gatewayClock: time.clock, traffic: { locks: true, latencyMs: LATENCY } },
  })
  const made = Array.from({ length: objects }, () => world.gateway.customers.create({ email: 'a@example.com' }))
  const customers = await time.run(Promise.all(made))
  let [next, succeeded] = [0, 0]
  const one = async (index: number): Promise<void> => {
    const customer = customers[(index * 7919) % objects]?.id ?? ''
    if (index % 5 === 0) await world.gateway.paymentIntents.create({ amount: 500, currency: 'usd', customer })
    else await world.gateway.customers.update(customer, { metadata: { last: String(index) } })
    succeeded++
  }
  const worker = async (): Promise<void> => {
    while (next < count) await one(next++)
  }
  await time.run(Promise.all(Array.from({ length: inFlight }, worker)))
  return { succeeded, conflicts: world.stripe.requests.entries().filter(({ status }) => status === 429).length }
}
