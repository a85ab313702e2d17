import { expect, it } from 'vitest'
import { getPayment } from '../../src/actions/get-payment'
import { linkCustomer } from '../../src/actions/link-customer'
import { linkedCustomer, paid } from '../support/customers'
import { BOT_ID, createEmbedded } from '../support/embedded'

it('ties a customer to a chat user, in one call, and gives a token that others require', async () => {
  const world = createEmbedded({ guardrails: { requireCustomerToken: true } })
  const { id: customerId } = await world.gateway.customers.create({ email: 'a@example.com' })
  const paymentId = await paid(world, { customer: customerId })
  const calls = await world.requestsOf(async () => {
    const { customerToken, expiresAt } = await world.run(linkCustomer, { customerId, userId: 'user_ann' })
    expect(expiresAt - Math.floor(Date.now() / 1000)).toBeGreaterThan(3500)
    expect((await world.run(getPayment, { paymentId, customerToken })).id).toBe(paymentId)
  })
  expect(calls).toEqual(['POST /v1/customers/:id', 'GET /v1/payment_intents/:id'])
  expect(world.stripe.get(customerId)?.metadata).toEqual({ botpress_bot_id: BOT_ID, botpress_user_id: 'user_ann' })
  await expect(world.run(getPayment, { paymentId, userId: 'user_ann' })).rejects.toMatchObject({
    code: 'customer_token_required',
  })
})

it('a customer who is another chat user is taken from them only on purpose', async () => {
  const world = createEmbedded()
  const customerId = await linkedCustomer(world)
  const input = { customerId, userId: 'user_bob' }
  await expect(world.run(linkCustomer, input)).rejects.toMatchObject({ code: 'not_owned' })
  await world.run(linkCustomer, { customerId, userId: 'user_ann' })
  await world.run(linkCustomer, { ...input, replace: true })
  expect(await world.tools.customers.holderOf(customerId)).toBe('user_bob')
})

it.each([
  [{ customerId: 'cus_nothing' }, 'not_found'],
  [{ customerId: 'sub_1' }, 'invalid_input'],
  [{ customerId: 'cus_1', tokenHours: 0 }, 'invalid_input'],
])('%j: %s, and nobody is tied', async (input, code) => {
  const world = createEmbedded()
  await expect(world.run(linkCustomer, { userId: 'user_ann', ...input })).rejects.toMatchObject({ code })
  expect(world.bound).toEqual([])
})
