import { manualClock } from '@botpress-stripe/sandbox-stripe'
import { expect, it } from 'vitest'
import { extendTrial } from '../../src/actions/extend-trial'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'
const NOW = 1_800_000_000
const DAY = 86_400

const createWorld = async (largestTrialDays?: number) => {
  const clock = manualClock(NOW * 1000)
  const world = createEmbedded({ clock, gatewayClock: clock, guardrails: { largestTrialDays } })
  const { id } = await subscribed(world, await linkedCustomer(world), { trial_period_days: 7 })
  return { world, clock, subscriptionId: id }
}

it('gives more free days, in two calls, and nothing is charged before', async () => {
  const { world, clock, subscriptionId } = await createWorld(30)
  const calls = await world.requestsOf(async () => {
    expect(await world.run(extendTrial, { subscriptionId, userId, days: 7 })).toMatchObject({
      ...{ status: 'trialing', trialEnd: NOW + 14 * DAY, currentPeriodEnd: NOW + 14 * DAY, repeated: false },
    })
  })
  expect(calls).toEqual(['GET /v1/subscriptions/:id', 'POST /v1/subscriptions/:id'])
  await clock.advance(13 * DAY * 1000)
  expect(world.stripe.get(subscriptionId)?.status).toBe('trialing')
  await clock.advance(2 * DAY * 1000)
  expect(world.stripe.get(subscriptionId)?.status).toBe('active')
})

it('the same days asked for twice are given once, and it says so; a day later or with another key, again', async () => {
  const { world, clock, subscriptionId } = await createWorld(60)
  const input = { subscriptionId, userId, days: 7 }
  await world.run(extendTrial, input)
  const calls = await world.requestsOf(async () => {
    expect(await world.run(extendTrial, input)).toMatchObject({ trialEnd: NOW + 14 * DAY, repeated: true })
  })
  expect(calls).toHaveLength(1)
  expect(await world.run(extendTrial, { ...input, idempotencyKey: 'x' })).toMatchObject({
    ...{ trialEnd: NOW + 21 * DAY, repeated: false },
  })
  await clock.advance(DAY * 1000 + 1)
  expect(await world.run(extendTrial, { ...input, idempotencyKey: 'x' })).toMatchObject({ trialEnd: NOW + 28 * DAY })
})

it('until a moment; two moments are two', async () => {
  const { world, subscriptionId } = await createWorld(30)
  for (const days of [10, 12]) {
    const input = { subscriptionId, userId, until: NOW + days * DAY }
    expect(await world.run(extendTrial, input)).toMatchObject({ trialEnd: NOW + days * DAY, repeated: false })
    expect(await world.run(extendTrial, input)).toMatchObject({ repeated: true })
  }
})

it.each([
  ['without a configuration', undefined, { days: 1 }, 'not_allowed', 'days'],
  ['more than is allowed in all', 14, { days: 8 }, 'not_allowed', 'days'],
  ['a later moment than is allowed', 14, { until: NOW + 14 * DAY + 1 }, 'not_allowed', 'until'],
  ['another user', 30, { days: 1, userId: 'user_bob' }, 'not_owned', 'subscriptionId'],
  ['an ID of another kind', 30, { days: 1, subscriptionId: 'pi_1' }, 'invalid_input', 'subscriptionId'],
  ['an unknown ID', 30, { days: 1, subscriptionId: 'sub_nothing' }, 'not_found', 'subscriptionId'],
  ['nothing', 30, {}, 'invalid_input', 'days'],
  ['days and a moment', 30, { days: 1, until: NOW + 9 * DAY }, 'invalid_input', 'days'],
  ['an earlier end', 30, { until: NOW + DAY }, 'invalid_input', 'until'],
  ['milliseconds', 30, { until: NOW * 1000 }, 'invalid_input', 'until'],
])('%s is refused, and the trial ends as before', async (_, most, input, code, field) => {
  const { world, subscriptionId } = await createWorld(most)
  await linkedCustomer(world, 'user_bob')
  const attempt = world.run(extendTrial, { subscriptionId, userId, ...input })
  await expect(attempt).rejects.toMatchObject({ code, details: { field } })
  expect(world.stripe.get(subscriptionId)?.trial_end).toBe(NOW + 7 * DAY)
})

it('what is allowed is counted from the start, however often it is asked for', async () => {
  const { world, subscriptionId } = await createWorld(14)
  await world.run(extendTrial, { subscriptionId, userId, days: 7 })
  const more = world.run(extendTrial, { subscriptionId, userId, days: 1, idempotencyKey: 'x' })
  await expect(more).rejects.toMatchObject({ code: 'not_allowed' })
})

it('one that is charged already has no trial', async () => {
  const { world, clock, subscriptionId } = await createWorld(30)
  await clock.advance(8 * DAY * 1000)
  await expect(world.run(extendTrial, { subscriptionId, userId, days: 1 })).rejects.toMatchObject({
    ...{ code: 'invalid_input', sentence: expect.stringContaining('active') },
  })
})
