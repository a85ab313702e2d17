import type Stripe from 'stripe'
import { soon, type Work } from '../agenda'
import { manualClock } from '../clock'
import { addDays, addInterval } from '../payments/periods'
import { invalid } from '../protocol/errors'
import { all, find } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { isOnClock } from '../protocol/test-clock'
import { type Call, type Resource, type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Customer, Subscription } from '../wire'
import { removeCustomer } from './customers'

type TestClock = Stripe.TestHelpers.TestClock

const TYPE = 'test_helpers.test_clock'
/** How long Stripe keeps a test clock. */
const KEPT_DAYS = 30

const create = (scene: Scene, { frozen_time, name }: Stripe.TestHelpers.TestClockCreateParams): TestClock => {
  const { sandbox, env } = scene
  if (env.livemode) throw invalid('Test clocks can only be made in test mode.')
  const created = seconds(scene)
  const clock = {
    ...{
      id: sandbox.ids.make('clock'),
      object: TYPE,
      created,
      deletes_after: addDays(created, KEPT_DAYS),
      frozen_time,
    },
    ...{ livemode: false, name: name ?? null, status: 'ready', status_details: {} },
  } satisfies TestClock as TestClock
  env.store.insert(clock as TestClock & { deleted?: never })
  env.clocks.set(clock.id, manualClock(frozen_time * 1000))
  emit(scene, 'test_helpers.test_clock.created', clock)
  return clock
}

/** How far a clock may be moved at once: two periods of its shortest subscription, or two years. */
const latestOf = ({ env }: Scene, { id, frozen_time: now }: TestClock): number => {
  const periods = all<Subscription>(env, 'subscription')
    .filter((subscription) => isOnClock(subscription, id) && subscription.status !== 'canceled')
    .flatMap(({ items }) => items.data.flatMap(({ price }) => price.recurring ?? []))
    .map(({ interval, interval_count: count }) => addInterval(now, { interval, interval_count: 2 * count }))
  return periods.length > 0 ? Math.min(...periods) : addInterval(now, { interval: 'year', interval_count: 2 })
}

/** Moves the time of a clock on; everything that its objects wait for happens meanwhile. */
const advance = (call: Call, { frozen_time: target }: Stripe.TestHelpers.TestClockAdvanceParams): TestClock => {
  const { env, id } = call
  const clock = find<TestClock>(env, TYPE, id)
  if (clock.status !== 'ready') throw invalid('This test clock is being advanced.', undefined, 'test_clock_not_ready')
  if (target <= clock.frozen_time) {
    throw invalid('The new frozen time must be after the current frozen time.', 'frozen_time')
  }
  if (target > latestOf(call, clock)) {
    throw invalid(
      'The new frozen time cannot be more than two intervals of the shortest subscription in the future.',
      'frozen_time'
    )
  }
  const advancing = env.store.replace({
    ...clock,
    ...{ status: 'advancing', status_details: { advancing: { target_frozen_time: target } } },
  })
  emit(call, 'test_helpers.test_clock.advancing', advancing)
  soon(call, 0, { name: 'test clock moves', id, moment: target })
  return advancing
}

/** Everything that the objects of a clock wait for until then happens, in order. */
export const moveClock: Work = async (scene, { id, moment = 0 }) => {
  const { env } = scene
  const clock = env.clocks.get(id)
  if (!clock) return
  await clock.advance(moment * 1000 - clock.now())
  const { frozen_time: _, ...advanced } = find<TestClock>(env, TYPE, id)
  const ready = env.store.replace({ ...advanced, frozen_time: moment, status: 'ready' as const, status_details: {} })
  emit(scene, 'test_helpers.test_clock.ready', ready)
}

/** Deletes a clock with the customers that live on it. @see docs.stripe.com/api/test_clocks/delete */
const remove = (scene: Scene, clock: TestClock) => {
  const { env } = scene
  for (const customer of all<Customer>(env, 'customer'))
    if (isOnClock(customer, clock.id)) removeCustomer(scene, customer)
  env.store.remove(clock.id)
  env.clocks.delete(clock.id)
  emit(scene, 'test_helpers.test_clock.deleted', clock)
  return { id: clock.id, object: TYPE, deleted: true }
}

/** Clocks of their own for customers and what they own. @see docs.stripe.com/billing/testing/test-clocks */
export const testClocks: Resource = {
  routes: {
    'POST /v1/test_helpers/test_clocks': (call) =>
      create(call, call.params as unknown as Stripe.TestHelpers.TestClockCreateParams),
    'GET /v1/test_helpers/test_clocks': (call) =>
      pageOf(call, all<TestClock>(call.env, TYPE), '/v1/test_helpers/test_clocks'),
    'GET /v1/test_helpers/test_clocks/{id}': ({ env, id }) => find(env, TYPE, id),
    'DELETE /v1/test_helpers/test_clocks/{id}': (call) => remove(call, find<TestClock>(call.env, TYPE, call.id)),
    'POST /v1/test_helpers/test_clocks/{id}/advance': (call) =>
      advance(call, call.params as unknown as Stripe.TestHelpers.TestClockAdvanceParams),
  },
}
