import { manualClock } from '@botpress-stripe/sandbox-stripe'
import { describe, expect, it } from 'vitest'
import { refundPayment } from '../../src/actions/refund-payment'
import { toMetadata } from '../../src/binding'
import { linkedCustomer, paid } from '../support/customers'
import { BOT_ID, createEmbedded } from '../support/embedded'

const userId = 'user_ann'

it('pays back all that is left, in two calls, and the metadata says for whom', async () => {
  const world = createEmbedded()
  const paymentId = await paid(world, { customer: await linkedCustomer(world) })
  const calls = await world.requestsOf(async () => {
    const refund = await world.run(refundPayment, { paymentId, userId, metadata: { ticket: '7' } })
    expect(refund).toMatchObject({
      ...{ status: 'succeeded', repeated: false, paymentId, total: { unit_amount: 1999, formatted: '$19.99' } },
    })
    expect(world.stripe.get(refund.id)?.metadata).toMatchObject({ ticket: '7', botpress_user_id: userId })
  })
  expect(calls).toEqual(['GET /v1/payment_intents/:id', 'POST /v1/refunds'])
})

it('asked twice with the same words it is done once, and says so; with another key again', async () => {
  const world = createEmbedded()
  const paymentId = await paid(world, { customer: await linkedCustomer(world) })
  const part = { paymentId, userId, amount: '5.00' }
  const first = await world.run(refundPayment, part)
  expect(await world.run(refundPayment, part)).toEqual({ ...first, repeated: true })
  expect(await world.run(refundPayment, { ...part, idempotencyKey: 'second' })).toMatchObject({ repeated: false })
  const rest = await world.run(refundPayment, { paymentId, userId })
  expect(rest.total.unit_amount).toBe(999)
  expect(await world.run(refundPayment, { paymentId, userId })).toEqual({ ...rest, repeated: true })
  expect(world.stripe.count('refund', 'test')).toBe(3)
})

it("a guest's payment is theirs who bought it; a charge can be named too", async () => {
  const world = createEmbedded()
  const paymentId = await paid(world, { metadata: toMetadata({ userId }, BOT_ID) })
  const { latest_charge: charge } = await world.gateway.paymentIntents.retrieve(paymentId)
  expect((await world.run(refundPayment, { paymentId: String(charge), userId, amount: '1' })).paymentId).toBe(paymentId)
})

describe('is refused, and nothing is paid back:', () => {
  const attempts: Array<[string, object, object, string, string]> = [
    ['no user', {}, {}, 'not_allowed', 'userId'],
    ["somebody else's", { userId: 'user_bob' }, {}, 'not_owned', 'paymentId'],
    ['more than was paid', { userId, amount: '20.00' }, {}, 'invalid_input', 'unit_amount'],
    ['nothing', { userId, unit_amount: 0 }, {}, 'invalid_input', 'unit_amount'],
    ['less than nothing', { userId, unit_amount: -5 }, {}, 'invalid_input', 'unit_amount'],
    ['half a cent', { userId, unit_amount: 0.5 }, {}, 'invalid_input', 'unit_amount'],
    ['two amounts', { userId, unit_amount: 5, amount: '5' }, {}, 'invalid_input', 'amount'],
    ['an amount in words', { userId, amount: 'half' }, {}, 'invalid_input', 'amount'],
    ['an ID of another kind', { userId, paymentId: 'cus_1' }, {}, 'invalid_input', 'paymentId'],
    ['an unknown payment', { userId, paymentId: 'pi_nothing' }, {}, 'not_found', 'paymentId'],
    ['switched off', { userId }, { refunds: 'off' }, 'not_allowed', 'paymentId'],
    [
      'above the limit',
      { userId },
      { largestRefunds: [{ currency: 'usd', amount: '10' }] },
      'not_allowed',
      'unit_amount',
    ],
    ['without a token', { userId }, { requireCustomerToken: true }, 'customer_token_required', 'customerToken'],
  ]
  it.each(attempts)('%s', async (_, input, guardrails, code, field) => {
    const world = createEmbedded({ guardrails })
    const paymentId = await paid(world, { customer: await linkedCustomer(world) })
    await linkedCustomer(world, 'user_bob')
    await expect(world.run(refundPayment, { paymentId, ...input })).rejects.toMatchObject({ code, details: { field } })
    expect(world.stripe.count('refund', 'test')).toBe(0)
  })

  it('what was paid back in full already, under another key', async () => {
    const world = createEmbedded()
    const paymentId = await paid(world, { customer: await linkedCustomer(world) })
    await world.run(refundPayment, { paymentId, userId })
    await expect(world.run(refundPayment, { paymentId, userId, idempotencyKey: 'x' })).rejects.toMatchObject({
      ...{ code: 'invalid_input', sentence: 'paymentId: was already paid back in full.' },
    })
    expect(world.stripe.count('refund', 'test')).toBe(1)
  })

  it('what was only reserved', async () => {
    const world = createEmbedded()
    const paymentId = await paid(world, { customer: await linkedCustomer(world), capture_method: 'manual' })
    await expect(world.run(refundPayment, { paymentId, userId })).rejects.toMatchObject({
      ...{ code: 'invalid_input', sentence: expect.stringContaining('requires_capture') },
    })
  })

  it('after 30 days', async () => {
    const clock = manualClock()
    const world = createEmbedded({ clock, gatewayClock: clock })
    const paymentId = await paid(world, { customer: await linkedCustomer(world) })
    await clock.advance(30 * 86_400_000 + 1000)
    await expect(world.run(refundPayment, { paymentId, userId })).rejects.toMatchObject({ code: 'not_allowed' })
  })
})

it('of any payment, where the configuration says so', async () => {
  const world = createEmbedded({ guardrails: { refunds: 'any' } })
  const paymentId = await paid(world)
  expect((await world.run(refundPayment, { paymentId })).status).toBe('succeeded')
})
