import { expect, it } from 'vitest'
import { createBillingPortalSession } from '../../src/actions/create-billing-portal-session'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'

it('gives the page of the user’s own customer, in one call', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const calls = await world.requestsOf(async () => {
    const { url } = await world.run(createBillingPortalSession, { userId, goTo: 'update_card' })
    expect((await world.stripe.fetch(new Request(url))).status).toBe(200)
  })
  expect(calls).toEqual(['POST /v1/billing_portal/sessions'])
})

it('goes straight to cancelling a subscription of theirs, in two calls', async () => {
  const world = createEmbedded()
  const { id: subscriptionId } = await subscribed(world, await linkedCustomer(world))
  const calls = await world.requestsOf(async () => {
    const { url } = await world.run(createBillingPortalSession, { userId, goTo: 'cancel', subscriptionId })
    expect((await world.stripe.fetch(new Request(url))).status).toBe(200)
  })
  expect(calls).toEqual(['GET /v1/subscriptions/:id', 'POST /v1/billing_portal/sessions'])
})

it.each<[object, string]>([
  [{ userId, goTo: 'cancel' }, 'invalid_input'],
  [{ userId, subscriptionId: 'sub_1' }, 'invalid_input'],
  [{ userId, goTo: 'cancel', subscriptionId: 'other' }, 'not_owned'],
  [{ userId: 'user_nobody' }, 'customer_unknown'],
  [{}, 'not_allowed'],
])('%j: %s', async (input, code) => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const { id } = await subscribed(world, await linkedCustomer(world, 'user_bob'))
  const named = 'subscriptionId' in input && input.subscriptionId === 'other' ? { ...input, subscriptionId: id } : input
  await expect(world.run(createBillingPortalSession, named)).rejects.toMatchObject({ code })
})
