import { expect, it } from 'vitest'
import { cancelPayment } from '../../src/actions/cancel-payment'
import { linkedCustomer, paid } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'

it('gives a reserved amount free, in two calls; again it changes nothing', async () => {
  const world = createEmbedded()
  const paymentId = await paid(world, { customer: await linkedCustomer(world), capture_method: 'manual' })
  const calls = await world.requestsOf(async () => {
    const canceled = await world.run(cancelPayment, { paymentId, userId, reason: 'requested_by_customer' })
    expect(canceled).toMatchObject({ id: paymentId, status: 'canceled' })
  })
  expect(calls).toEqual(['GET /v1/payment_intents/:id', 'POST /v1/payment_intents/:id/cancel'])
  expect((await world.run(cancelPayment, { paymentId, userId })).status).toBe('canceled')
})

it('what was paid is refunded, not cancelled', async () => {
  const world = createEmbedded()
  const paymentId = await paid(world, { customer: await linkedCustomer(world) })
  await expect(world.run(cancelPayment, { paymentId, userId })).rejects.toMatchObject({
    ...{ code: 'invalid_input', sentence: expect.stringContaining('refundPayment') },
  })
})

it.each([
  [{ userId: 'user_bob' }, 'not_owned'],
  [{ userId, paymentId: 'ch_1' }, 'invalid_input'],
  [{ userId, paymentId: 'pi_nothing' }, 'not_found'],
])('%j: %s, and nothing changed', async (input, code) => {
  const world = createEmbedded()
  const paymentId = await paid(world, { customer: await linkedCustomer(world), capture_method: 'manual' })
  await linkedCustomer(world, 'user_bob')
  await expect(world.run(cancelPayment, { paymentId, ...input })).rejects.toMatchObject({ code })
  expect(world.stripe.get(paymentId)?.status).toBe('requires_capture')
})
