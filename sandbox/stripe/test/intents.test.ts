import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const DAY = 86_400_000

const reserved = async () => {
  const shop = createShop()
  const intent = await shop.stripe.paymentIntents.create({
    ...{ amount: 5000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', capture_method: 'manual' },
  })
  return { ...shop, intent }
}

test('a part of what was reserved is captured; the rest is released, and nothing more can be taken', async () => {
  const { stripe, intent } = await reserved()
  const error = await failure(stripe.paymentIntents.capture(intent.id, { amount_to_capture: 5001 }))
  expect([error.code, error.param]).toEqual(['amount_too_large', 'amount_to_capture'])
  const captured = await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 3000, metadata: { a: '1' } })
  expect(captured).toMatchObject({
    ...{ status: 'succeeded', amount_received: 3000, amount_capturable: 0, metadata: { a: '1' } },
  })
  const again = await failure(stripe.paymentIntents.capture(intent.id))
  expect([again.code, again.message]).toEqual([
    'payment_intent_unexpected_state',
    'This PaymentIntent could not be captured because it has a status of succeeded. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.',
  ])
})

test('what was reserved is released when the payment is cancelled, once', async () => {
  const { stripe, intent, types } = await reserved()
  const canceled = await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' })
  expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned', amount_capturable: 0 })
  expect(await stripe.charges.retrieve(String(intent.latest_charge))).toMatchObject({ refunded: true, captured: false })
  expect((await types()).slice(-2)).toEqual(['charge.refunded', 'payment_intent.canceled'])
  for (const work of [stripe.paymentIntents.cancel(intent.id), stripe.paymentIntents.confirm(intent.id)]) {
    expect((await failure(work)).code).toBe('payment_intent_unexpected_state')
  }
})

test('the payment of a checkout session is cancelled by expiring the session', async () => {
  const { stripe, link, pay } = createShop()
  await pay((await link()).url, '4000000000000002')
  const [intent] = (await stripe.paymentIntents.list()).data
  const error = await failure(stripe.paymentIntents.cancel(intent?.id ?? ''))
  expect([error.statusCode, error.message]).toEqual([
    400,
    'You cannot perform this action on PaymentIntents created by Checkout.',
  ])
})

test('payments are listed by customer and time, and found by search', async () => {
  const { stripe, clock } = createShop()
  const { id: customer } = await stripe.customers.create({})
  const pay = (amount: number, more = {}) =>
    stripe.paymentIntents.create({ amount, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', ...more })
  const first = await pay(700, { customer, metadata: { order: '7' } })
  await clock.advance(DAY)
  const second = await pay(800)
  const ids = (page: { data: Array<{ id: string }> }) => page.data.map(({ id }) => id)
  expect(ids(await stripe.paymentIntents.list({ customer }))).toEqual([first.id])
  expect(ids(await stripe.paymentIntents.list({ created: { gt: first.created } }))).toEqual([second.id])
  expect(ids(await stripe.paymentIntents.search({ query: "metadata['order']:'7'" }))).toEqual([first.id])
  const query = "payment_method_details.card.last4:'4242' AND amount>750"
  expect((await stripe.charges.search({ query })).data.map(({ payment_intent }) => payment_intent)).toEqual([second.id])
  expect((await failure(stripe.charges.list({ customer: 'cus_none' }))).param).toBe('customer')
})

test('the balance: pending for two days, then available; refunds and disputes are taken back', async () => {
  const { stripe, clock } = createShop()
  const pay = (amount: number, currency: string, payment_method = 'pm_card_visa') =>
    stripe.paymentIntents.create({ amount, currency, confirm: true, payment_method })
  const first = await pay(5000, 'usd')
  await stripe.refunds.create({ payment_intent: first.id, amount: 2000 })
  await pay(700, 'usd', 'pm_card_createDispute')
  await pay(900, 'eur')
  const amounts = (entries: Array<{ amount: number; currency: string }>) =>
    Object.fromEntries(entries.map(({ amount, currency }) => [currency, amount]))
  const before = await stripe.balance.retrieve()
  expect([amounts(before.pending), amounts(before.available)]).toEqual([
    { usd: 3000, eur: 900 },
    { usd: 0, eur: 0 },
  ])
  await clock.advance(2 * DAY)
  const after = await stripe.balance.retrieve()
  expect([amounts(after.pending), amounts(after.available)]).toEqual([
    { usd: 0, eur: 0 },
    { usd: 3000, eur: 900 },
  ])
})
