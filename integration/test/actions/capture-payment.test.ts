import { expect, it } from 'vitest'
import { capturePayment } from '../../src/actions/capture-payment'
import { linkedCustomer, paid } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'
const reserved = async (world: ReturnType<typeof createEmbedded>) =>
  paid(world, { customer: await linkedCustomer(world), capture_method: 'manual' })

it('takes a part of what is reserved, in two calls; again it changes nothing', async () => {
  const world = createEmbedded()
  const paymentId = await reserved(world)
  const calls = await world.requestsOf(async () => {
    const taken = await world.run(capturePayment, { paymentId, userId, amount: '15.00' })
    expect(taken).toMatchObject({ status: 'succeeded', total: { unit_amount: 1500 } })
  })
  expect(calls).toEqual(['GET /v1/payment_intents/:id', 'POST /v1/payment_intents/:id/capture'])
  expect((await world.run(capturePayment, { paymentId, userId })).total.unit_amount).toBe(1500)
})

it('takes all of it', async () => {
  const world = createEmbedded()
  const paymentId = await reserved(world)
  expect((await world.run(capturePayment, { paymentId, userId })).total.unit_amount).toBe(1999)
})

it.each([
  [{ userId, amount: '20' }, {}, 'invalid_input'],
  [{ userId, unit_amount: 0 }, {}, 'invalid_input'],
  [{ userId: 'user_bob' }, {}, 'not_owned'],
  [{ userId, paymentId: 'ch_1' }, {}, 'invalid_input'],
  [{ userId }, { largestAmounts: [{ currency: 'usd', amount: '10' }] }, 'not_allowed'],
])('%j under %j: %s, and nothing is taken', async (input, guardrails, code) => {
  const world = createEmbedded({ guardrails })
  const paymentId = await reserved(world)
  await linkedCustomer(world, 'user_bob')
  await expect(world.run(capturePayment, { paymentId, ...input })).rejects.toMatchObject({ code })
  expect(world.stripe.get(paymentId)?.status).toBe('requires_capture')
})

it('an open payment has nothing reserved', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const { id } = await world.gateway.paymentIntents.create({ amount: 500, currency: 'usd', customer })
  await expect(world.run(capturePayment, { paymentId: id, userId })).rejects.toMatchObject({ code: 'invalid_input' })
})
