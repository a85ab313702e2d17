import { expect, it } from 'vitest'
import { getSubscription } from '../../src/actions/get-subscription'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded } from '../support/embedded'

it('tells what it costs and when it is charged next, in one call', async () => {
  const world = createEmbedded()
  const { id, items } = await subscribed(world, await linkedCustomer(world))
  const calls = await world.requestsOf(async () => {
    expect(await world.run(getSubscription, { subscriptionId: id, userId: 'user_ann', locale: 'de' })).toMatchObject({
      ...{ id, status: 'active', cancelAtPeriodEnd: false, collectionPaused: false },
      currentPeriodEnd: items.data[0]?.current_period_end,
      items: [
        {
          ...{ productName: 'Coffee club', quantity: 1, recurrence: 'per month' },
          price: { unit_amount: 900, amount: '9.00', currency: 'usd', formatted: '9,00\u00a0$' },
        },
      ],
    })
  })
  expect(calls).toEqual(['GET /v1/subscriptions/:id'])
})

it("adds Stripe's object when it is asked for", async () => {
  const world = createEmbedded()
  const { id } = await subscribed(world, await linkedCustomer(world))
  const input = { subscriptionId: id, userId: 'user_ann' }
  expect((await world.run(getSubscription, { ...input, raw: true })).raw).toMatchObject({ object: 'subscription' })
  expect(await world.run(getSubscription, input)).not.toHaveProperty('raw')
})

it.each([
  ['another user', { userId: 'user_bob' }, 'not_owned', 'subscriptionId'],
  ['nobody', {}, 'not_allowed', 'userId'],
  ['an ID of another kind', { userId: 'user_ann', subscriptionId: 'cus_1' }, 'invalid_input', 'subscriptionId'],
  ['an unknown ID', { userId: 'user_ann', subscriptionId: 'sub_nothing' }, 'not_found', 'subscriptionId'],
  ['no language', { userId: 'user_ann', locale: 'no such!' }, 'invalid_input', 'locale'],
])('%s is refused', async (_, input, code, field) => {
  const world = createEmbedded()
  const { id } = await subscribed(world, await linkedCustomer(world))
  await linkedCustomer(world, 'user_bob')
  await expect(world.run(getSubscription, { subscriptionId: id, ...input })).rejects.toMatchObject({
    ...{ code, details: { field } },
  })
})

it("staff see everybody's, where the configuration says so", async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const { id } = await subscribed(world, await linkedCustomer(world))
  expect((await world.run(getSubscription, { subscriptionId: id })).id).toBe(id)
  await expect(world.run(getSubscription, { subscriptionId: id, customerId: 'cus_other' })).rejects.toMatchObject({
    code: 'not_owned',
  })
})
