import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const DAY = 86_400_000

const paid = async (method = 'pm_card_visa') => {
  const shop = createShop()
  const intent = await shop.stripe.paymentIntents.create({
    ...{ amount: 5000, currency: 'usd', confirm: true, payment_method: method, metadata: { order: '7' } },
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })
  return { ...shop, intent }
}

test('a refund in parts: what each gave back is in previous_attributes', async () => {
  const { stripe, intent, types } = await paid()
  const first = await stripe.refunds.create({
    payment_intent: intent.id,
    amount: 2000,
    reason: 'requested_by_customer',
  })
  expect(first).toMatchObject({ amount: 2000, status: 'succeeded', charge: intent.latest_charge, currency: 'usd' })
  await stripe.refunds.create({ payment_intent: intent.id })
  expect(await stripe.charges.retrieve(String(intent.latest_charge))).toMatchObject({
    amount_refunded: 5000,
    refunded: true,
  })
  const { data } = await stripe.events.list({ type: 'charge.refunded' })
  expect(data.map((event) => event.data.previous_attributes)).toEqual([
    { amount_refunded: 2000, refunded: false },
    { amount_refunded: 0 },
  ])
  expect((await types()).slice(-4)).toEqual(['refund.created', 'charge.refunded', 'refund.created', 'charge.refunded'])
  expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(2)
})

test.each([
  ['more than was paid', { amount: 5001 }, 'Refund amount ($50.01) is greater than charge amount ($50.00)'],
  ['nothing', { amount: 0 }, 'Invalid positive integer'],
])('a refund of %s is refused', async (_, params, message) => {
  const { stripe, intent, sandbox } = await paid()
  const error = await failure(stripe.refunds.create({ payment_intent: intent.id, ...params }))
  expect([error.statusCode, error.param]).toEqual([400, 'amount'])
  expect(error.message).toContain(message)
  expect(sandbox.count('refund', 'test')).toBe(0)
})

test('a refund of more than is left names what is left', async () => {
  const { stripe, intent } = await paid()
  await stripe.refunds.create({ payment_intent: intent.id, amount: 2000 })
  const error = await failure(stripe.refunds.create({ payment_intent: intent.id, amount: 3001 }))
  expect([error.param, error.message]).toEqual([
    'amount',
    'Refund amount ($30.01) is greater than unrefunded amount on charge ($30.00)',
  ])
})

test('refunds and disputes are listed by charge and payment; unknown ones are refused', async () => {
  const { stripe, intent } = await paid()
  const refund = await stripe.refunds.create({ payment_intent: intent.id })
  const other = await stripe.paymentIntents.create({
    ...{ amount: 900, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' },
  })
  const ids = async (params: { charge?: string; payment_intent?: string }) =>
    (await stripe.refunds.list(params)).data.map(({ id }) => id)
  expect(await ids({ charge: String(intent.latest_charge) })).toEqual([refund.id])
  expect(await ids({ payment_intent: other.id })).toEqual([])
  for (const list of [stripe.refunds, stripe.disputes, stripe.charges]) {
    const error = await failure(list.list({ payment_intent: 'pi_none' }))
    expect([error.code, error.param]).toEqual(['resource_missing', 'payment_intent'])
  }
  expect((await failure(stripe.refunds.cancel(refund.id))).message).toContain('requires_action')
})

test('an inquiry may be refunded, what was charged back may not', async () => {
  const inquiry = await paid('pm_card_createDisputeInquiry')
  const refund = await inquiry.stripe.refunds.create({ payment_intent: inquiry.intent.id })
  expect(refund.status).toBe('succeeded')
  const dispute = await paid('pm_card_createDispute')
  const error = await failure(dispute.stripe.refunds.create({ payment_intent: dispute.intent.id }))
  expect(error.code).toBe('charge_disputed')
})

test('what was refunded is not refunded again', async () => {
  const { stripe, intent } = await paid()
  await stripe.refunds.create({ payment_intent: intent.id })
  const error = await failure(stripe.refunds.create({ payment_intent: intent.id }))
  expect([error.statusCode, error.code]).toEqual([400, 'charge_already_refunded'])
})

test.each([
  ['pm_card_refundFail', 'succeeded', 'failed', 'refund.failed'],
  ['pm_card_pendingRefund', 'pending', 'succeeded', 'refund.updated'],
])('%s: a refund that is settled later', async (method, first, last, type) => {
  const { stripe, intent, clock, types } = await paid(method)
  const refund = await stripe.refunds.create({ payment_intent: intent.id })
  expect(refund.status).toBe(first)
  await clock.advance(2 * DAY)
  expect((await stripe.refunds.retrieve(refund.id)).status).toBe(last)
  expect((await types()).filter((one) => one !== 'balance.available').at(-1)).toBe(type)
})

test.each([
  ['pm_card_createDispute', 'winning_evidence', 'won', 'charge.dispute.funds_reinstated'],
  ['pm_card_createDispute', 'losing_evidence', 'lost', 'charge.dispute.closed'],
  ['pm_card_createDisputeInquiry', 'losing_evidence', 'warning_closed', 'charge.dispute.closed'],
])('%s answered with %s is %s', async (method, evidence, status, lastType) => {
  const { stripe, intent, types } = await paid(method)
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data
  expect(dispute).toMatchObject({ amount: 5000, charge: intent.latest_charge, metadata: {} })
  expect(dispute).not.toHaveProperty('customer')
  await stripe.disputes.update(dispute?.id ?? '', { evidence: { uncategorized_text: evidence } })
  expect((await stripe.disputes.retrieve(dispute?.id ?? '')).status).toBe(status)
  expect((await types()).at(-1)).toBe(lastType)
})

test('a dispute that is closed is lost', async () => {
  const { stripe, intent } = await paid('pm_card_createDisputeProductNotReceived')
  const [dispute] = (await stripe.disputes.list({ charge: String(intent.latest_charge) })).data
  expect(dispute).toMatchObject({ reason: 'product_not_received', status: 'needs_response' })
  expect((await stripe.disputes.close(dispute?.id ?? '')).status).toBe('lost')
  expect((await failure(stripe.disputes.close(dispute?.id ?? ''))).statusCode).toBe(400)
})
