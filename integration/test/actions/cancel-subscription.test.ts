import { expect, it } from 'vitest'
import { cancelSubscription } from '../../src/actions/cancel-subscription'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'
const RETRIEVE = 'GET /v1/subscriptions/:id'

it('ends with the paid period, in two calls, with what the customer said; again it changes nothing', async () => {
  const world = createEmbedded()
  const { id: subscriptionId, items } = await subscribed(world, await linkedCustomer(world))
  const input = { subscriptionId, userId, feedback: 'too_expensive' as const, comment: 'Too dear for me' }
  const calls = await world.requestsOf(async () => {
    expect(await world.run(cancelSubscription, input)).toMatchObject({
      ...{ status: 'active', cancelAtPeriodEnd: true, changed: true },
      ...{ cancelAt: items.data[0]?.current_period_end, items: [{ productName: 'Coffee club' }] },
    })
  })
  expect(calls).toEqual([RETRIEVE, 'POST /v1/subscriptions/:id'])
  expect(world.stripe.get(subscriptionId)).toMatchObject({
    cancellation_details: { feedback: 'too_expensive', comment: 'Too dear for me' },
  })
  const again = await world.requestsOf(async () => {
    expect(await world.run(cancelSubscription, input)).toMatchObject({ cancelAtPeriodEnd: true, changed: false })
  })
  expect(again).toEqual([RETRIEVE])
})

it('ends now, also when its end was planned; a canceled one is no error', async () => {
  const world = createEmbedded()
  const { id: subscriptionId } = await subscribed(world, await linkedCustomer(world))
  await world.run(cancelSubscription, { subscriptionId, userId })
  const input = { subscriptionId, userId, when: 'now' as const, feedback: 'unused' as const }
  const calls = await world.requestsOf(async () => {
    expect(await world.run(cancelSubscription, input)).toMatchObject({ status: 'canceled', changed: true })
  })
  expect(calls).toEqual([RETRIEVE, 'DELETE /v1/subscriptions/:id'])
  expect(world.stripe.get(subscriptionId)).toMatchObject({ cancellation_details: { feedback: 'unused' } })
  for (const when of ['now', 'period_end'] as const) {
    expect(await world.run(cancelSubscription, { subscriptionId, userId, when })).toMatchObject({
      ...{ status: 'canceled', changed: false },
    })
  }
})

it('an end that is planned for later comes sooner; one that comes sooner stays', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const { id: subscriptionId, items } = await subscribed(world, customer)
  const end = items.data[0]?.current_period_end ?? 0
  await world.gateway.subscriptions.update(subscriptionId, { cancel_at: end + 86_400 * 90 })
  expect(await world.run(cancelSubscription, { subscriptionId, userId })).toMatchObject({
    changed: true,
    cancelAt: end,
  })
  await world.gateway.subscriptions.update(subscriptionId, { cancel_at: end - 86_400 })
  expect(await world.run(cancelSubscription, { subscriptionId, userId })).toMatchObject({
    ...{ changed: false, cancelAt: end - 86_400 },
  })
})

it('a cancellation whose answer was lost is found', async () => {
  let lost = 0
  const world = createEmbedded({
    wrap: (stripe) => async (input, init) => {
      const response = await stripe(input, init)
      if (init?.method !== 'DELETE' || lost++ > 0) return response
      throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    },
  })
  const { id: subscriptionId } = await subscribed(world, await linkedCustomer(world))
  expect(await world.run(cancelSubscription, { subscriptionId, userId, when: 'now' })).toMatchObject({
    status: 'canceled',
  })
  expect(lost).toBe(2)
})

it.each([
  ['another user', { userId: 'user_bob' }, 'not_owned', 'subscriptionId'],
  ['nobody', { userId: undefined }, 'not_allowed', 'userId'],
  ['an ID of another kind', { subscriptionId: 'cus_1' }, 'invalid_input', 'subscriptionId'],
  ['an unknown ID', { subscriptionId: 'sub_nothing' }, 'not_found', 'subscriptionId'],
  ['no such reason', { feedback: 'bored' }, 'invalid_input', 'feedback'],
])('%s is refused, and it goes on', async (_, input, code, field) => {
  const world = createEmbedded()
  const { id: subscriptionId } = await subscribed(world, await linkedCustomer(world))
  await linkedCustomer(world, 'user_bob')
  for (const when of ['now', 'period_end']) {
    const attempt = world.run(cancelSubscription, { subscriptionId, userId, when, ...input } as never)
    await expect(attempt).rejects.toMatchObject({ code, details: { field } })
  }
  expect(world.stripe.get(subscriptionId)).toMatchObject({ status: 'active', cancel_at: null })
})
