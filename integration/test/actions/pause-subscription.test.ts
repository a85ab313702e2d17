import { manualClock } from '@botpress-stripe/sandbox-stripe'
import { expect, it } from 'vitest'
import { pauseSubscription } from '../../src/actions/pause-subscription'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'
const NOW = 1_800_000_000
const DAY = 86_400

const createWorld = async () => {
  const clock = manualClock(NOW * 1000)
  const world = createEmbedded({ clock, gatewayClock: clock })
  const { id } = await subscribed(world, await linkedCustomer(world))
  return { world, clock, subscriptionId: id }
}

it('stops charging until it is resumed, in two calls; again it changes nothing', async () => {
  const { world, clock, subscriptionId } = await createWorld()
  const calls = await world.requestsOf(async () => {
    const paused = await world.run(pauseSubscription, { subscriptionId, userId })
    expect(paused).toMatchObject({ status: 'active', collectionPaused: true, changed: true })
    expect(paused).not.toHaveProperty('pausedUntil')
  })
  expect(calls).toEqual(['GET /v1/subscriptions/:id', 'POST /v1/subscriptions/:id'])
  expect(await world.run(pauseSubscription, { subscriptionId, userId })).toMatchObject({ changed: false })
  await clock.advance(40 * DAY * 1000)
  const { data } = await world.gateway.invoices.list({ subscription: subscriptionId })
  expect(data.map(({ status }) => status)).toEqual(['void', 'paid'])
})

it.each([
  ['days', { days: 30 }, NOW + 30 * DAY],
  ['a moment', { resumesAt: NOW + 5000 }, NOW + 5000],
])('until %s, and then it goes on by itself', async (_, input, until) => {
  const { world, clock, subscriptionId } = await createWorld()
  expect(await world.run(pauseSubscription, { subscriptionId, userId, ...input })).toMatchObject({
    ...{ pausedUntil: until, changed: true },
  })
  expect(await world.run(pauseSubscription, { subscriptionId, userId, ...input })).toMatchObject({ changed: false })
  await clock.advance((until - NOW + 1) * 1000)
  expect(world.stripe.get(subscriptionId)?.pause_collection).toBeNull()
})

it('a pause can become another one', async () => {
  const { world, subscriptionId } = await createWorld()
  await world.run(pauseSubscription, { subscriptionId, userId, days: 30 })
  const input = { subscriptionId, userId, invoices: 'keep_as_draft' as const }
  expect(await world.run(pauseSubscription, input)).toMatchObject({ changed: true })
  expect(world.stripe.get(subscriptionId)?.pause_collection).toEqual({ behavior: 'keep_as_draft', resumes_at: null })
})

it.each([
  ['another user', { userId: 'user_bob' }, 'not_owned', 'subscriptionId'],
  ['an ID of another kind', { subscriptionId: 'si_1' }, 'invalid_input', 'subscriptionId'],
  ['an unknown ID', { subscriptionId: 'sub_nothing' }, 'not_found', 'subscriptionId'],
  ['days and a moment', { days: 1, resumesAt: NOW + 5 }, 'invalid_input', 'resumesAt'],
  ['a moment that is over', { resumesAt: NOW - 1 }, 'invalid_input', 'resumesAt'],
  ['milliseconds', { resumesAt: NOW * 1000 }, 'invalid_input', 'resumesAt'],
  ['no days', { days: 0 }, 'invalid_input', 'days'],
])('%s is refused, and it is charged on', async (_, input, code, field) => {
  const { world, subscriptionId } = await createWorld()
  await linkedCustomer(world, 'user_bob')
  const attempt = world.run(pauseSubscription, { subscriptionId, userId, ...input })
  await expect(attempt).rejects.toMatchObject({ code, details: { field } })
  expect(world.stripe.get(subscriptionId)?.pause_collection).toBeNull()
})

it('one that has ended cannot be paused', async () => {
  const { world, subscriptionId } = await createWorld()
  await world.gateway.subscriptions.cancel(subscriptionId)
  await expect(world.run(pauseSubscription, { subscriptionId, userId })).rejects.toMatchObject({
    code: 'invalid_input',
  })
})
