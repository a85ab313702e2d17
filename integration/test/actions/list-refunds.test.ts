import { expect, it } from 'vitest'
import { listRefunds } from '../../src/actions/list-refunds'
import { linkedCustomer, paid } from '../support/customers'
import { createEmbedded } from '../support/embedded'

it('lists the refunds of a payment of the user’s own, in two calls', async () => {
  const world = createEmbedded()
  const paymentId = await paid(world, { customer: await linkedCustomer(world) })
  const refund = await world.gateway.refunds.create({ payment_intent: paymentId, amount: 300 })
  const calls = await world.requestsOf(async () => {
    const { refunds } = await world.run(listRefunds, { paymentId, userId: 'user_ann' })
    expect(refunds).toMatchObject([{ id: refund.id, paymentId, total: { amount: '3.00' } }])
  })
  expect(calls).toEqual(['GET /v1/payment_intents/:id', 'GET /v1/refunds'])
})

it('a chat user names a payment; staff need not', async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  await linkedCustomer(world)
  await world.gateway.refunds.create({ payment_intent: await paid(world) })
  await expect(world.run(listRefunds, { userId: 'user_ann' })).rejects.toMatchObject({ code: 'invalid_input' })
  expect((await world.run(listRefunds, {})).refunds).toHaveLength(1)
})

it('somebody else’s is refused', async () => {
  const world = createEmbedded()
  const paymentId = await paid(world)
  await expect(world.run(listRefunds, { paymentId, userId: 'user_ann' })).rejects.toMatchObject({ code: 'not_owned' })
})
