import { expect, it } from 'vitest'
import { getPayment } from '../../src/actions/get-payment'
import { linkedCustomer, paid } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'

it('tells amount, card, receipt and what was refunded, in one call', async () => {
  const world = createEmbedded()
  const paymentId = await paid(world, { customer: await linkedCustomer(world), metadata: { order: '42' } })
  await world.gateway.refunds.create({ payment_intent: paymentId, amount: 500 })
  const calls = await world.requestsOf(async () => {
    const payment = await world.run(getPayment, { paymentId, userId })
    expect(payment).toMatchObject({
      ...{ id: paymentId, status: 'succeeded', paymentMethod: 'visa ending in 4242', metadata: { order: '42' } },
      ...{ total: { unit_amount: 1999 }, refunded: { formatted: '$5.00' }, receiptUrl: expect.stringMatching(/^http/) },
    })
    expect(payment).not.toHaveProperty('raw')
  })
  expect(calls).toEqual(['GET /v1/payment_intents/:id'])
})

it('by its charge; raw without the client secret', async () => {
  const world = createEmbedded()
  const paymentId = await paid(world, { customer: await linkedCustomer(world) })
  const { latest_charge: charge } = await world.gateway.paymentIntents.retrieve(paymentId)
  const payment = await world.run(getPayment, { paymentId: String(charge), userId, raw: true })
  expect([payment.id, payment.raw?.object]).toEqual([paymentId, 'payment_intent'])
  expect(JSON.stringify(payment)).not.toContain('_secret_')
})

it('a declined one has a sentence for the customer', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const intent = await world.gateway.paymentIntents.create({ amount: 500, currency: 'usd', customer })
  const card = { payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds' }
  await world.gateway.paymentIntents.confirm(intent.id, card).catch(() => undefined)
  expect(await world.run(getPayment, { paymentId: intent.id, userId })).toMatchObject({
    ...{ status: 'requires_payment_method', declineCode: 'insufficient_funds' },
    customerMessage: 'There is not enough money on this card. Please use another card.',
  })
})

it.each([
  [{ userId: 'user_bob' }, 'not_owned'],
  [{}, 'not_allowed'],
  [{ userId, paymentId: 'pi_nothing' }, 'not_found'],
  [{ userId, paymentId: 're_1' }, 'invalid_input'],
])('%j: %s', async (input, code) => {
  const world = createEmbedded()
  const paymentId = await paid(world, { customer: await linkedCustomer(world) })
  await linkedCustomer(world, 'user_bob')
  await expect(world.run(getPayment, { paymentId, ...input })).rejects.toMatchObject({ code })
})
