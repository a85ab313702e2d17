import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createClub } from './support/customers'
import { failure } from './support/shop'

const DAY = 86_400

test('left to the customer: incomplete, with a secret, active once the payment is confirmed', async () => {
  const { stripe, subscribe, types } = await createClub()
  const subscription = await subscribe(1000, {
    ...{ payment_behavior: 'default_incomplete', expand: ['latest_invoice.confirmation_secret'] },
  })
  expect(subscription.status).toBe('incomplete')
  const invoice = subscription.latest_invoice as Stripe.Invoice
  expect(invoice).toMatchObject({ status: 'open', amount_due: 1000 })
  const secret = invoice.confirmation_secret?.client_secret ?? ''
  await stripe.paymentIntents.confirm(secret.split('_secret_')[0] ?? '', { payment_method: 'pm_card_visa' })
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  expect((await stripe.invoices.retrieve(String(invoice.id))).status).toBe('paid')
  expect((await types()).at(-1)).toBe('customer.subscription.updated')
})

test('billed by invoices: active, a draft for an hour, then sent; past due when nobody pays', async () => {
  const { stripe, subscribe, clock, days } = await createClub()
  const subscription = await subscribe(1000, { collection_method: 'send_invoice', days_until_due: 7 })
  expect(subscription.status).toBe('active')
  const invoice = () => stripe.invoices.retrieve(String(subscription.latest_invoice))
  expect(await invoice()).toMatchObject({ status: 'draft', collection_method: 'send_invoice' })
  await clock.advance(3_600_000)
  expect((await invoice()).status).toBe('open')
  await days(7)
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('past_due')
  await stripe.invoices.pay(String(subscription.latest_invoice), { paid_out_of_band: true })
  expect((await invoice()).status).toBe('paid')
  expect((await stripe.subscriptions.list({ collection_method: 'send_invoice' })).data).toHaveLength(1)
})

test('ends at a moment, or goes on after all', async () => {
  const { stripe, subscribe, now, days } = await createClub()
  const [first, second] = [await subscribe(1000), await subscribe(2000)]
  const ends = await stripe.subscriptions.update(first.id, { cancel_at: now() + 5 * DAY })
  expect(ends).toMatchObject({ cancel_at: now() + 5 * DAY, cancel_at_period_end: false, canceled_at: now() })
  await stripe.subscriptions.update(second.id, { cancel_at: now() + 5 * DAY })
  expect(await stripe.subscriptions.update(second.id, { cancel_at: '' })).toMatchObject({ cancel_at: null })
  await days(6)
  expect((await stripe.subscriptions.retrieve(first.id)).status).toBe('canceled')
  expect((await stripe.subscriptions.retrieve(second.id)).status).toBe('active')
  const late = await failure(stripe.subscriptions.update(second.id, { cancel_at: now() - 1 }))
  expect([late.statusCode, late.param]).toEqual([400, 'cancel_at'])
})

test.each([
  ['void', 'void'],
  ['mark_uncollectible', 'uncollectible'],
  ['keep_as_draft', 'draft'],
] as const)('paused with %s: the renewal is %s, and collection goes on by itself', async (behavior, status) => {
  const { stripe, subscribe, now, days } = await createClub()
  const subscription = await subscribe(1000)
  const pause_collection = { behavior, resumes_at: now() + 40 * DAY }
  const paused = await stripe.subscriptions.update(subscription.id, { pause_collection })
  expect(paused).toMatchObject({ status: 'active', pause_collection })
  await days(35)
  expect((await stripe.invoices.list({ subscription: subscription.id })).data[0]?.status).toBe(status)
  await days(30)
  expect((await stripe.subscriptions.retrieve(subscription.id)).pause_collection).toBeNull()
  expect((await stripe.invoices.list({ subscription: subscription.id })).data[0]?.status).toBe('paid')
})

test('a trial is made longer, and another begins', async () => {
  const { stripe, subscribe, now, days } = await createClub()
  const trial = await subscribe(1000, { trial_end: now() + 7 * DAY })
  const longer = await stripe.subscriptions.update(trial.id, { trial_end: now() + 14 * DAY })
  expect(longer).toMatchObject({ status: 'trialing', trial_end: now() + 14 * DAY })
  await days(8)
  expect((await stripe.subscriptions.retrieve(trial.id)).status).toBe('trialing')
  await days(7)
  expect((await stripe.subscriptions.retrieve(trial.id)).status).toBe('active')
  expect((await stripe.charges.list()).data.map(({ amount }) => amount)).toEqual([1000])
  const past = await failure(stripe.subscriptions.update(trial.id, { trial_end: now() - 1 }))
  expect([past.statusCode, past.param]).toEqual([400, 'trial_end'])
})

test('a price that is made with the subscription, and an item more', async () => {
  const { stripe, customer, monthly } = await createClub()
  const { id: product } = await stripe.products.create({ name: 'Seat' })
  const price_data = { currency: 'usd', unit_amount: 700, product, recurring: { interval: 'month' as const } }
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price_data, quantity: 2 }] })
  expect((await stripe.charges.list()).data[0]?.amount).toBe(1400)
  const items = [{ price: (await monthly(300)).id }]
  const more = await stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'none' })
  expect(more.items.data).toHaveLength(2)
  const all = more.items.data.map(({ id }) => ({ id, deleted: true }))
  expect((await failure(stripe.subscriptions.update(subscription.id, { items: all }))).param).toBe('items')
})

test.each<[Partial<Stripe.SubscriptionCreateParams>, number, string]>([
  [{ collection_method: 'send_invoice' }, 400, 'days_until_due'],
  [{ days_until_due: 5 }, 400, 'days_until_due'],
  [{ trial_end: 1_900_000_000, trial_period_days: 3 }, 400, 'trial_end'],
  [{ cancel_at: 1_700_000_000 }, 400, 'cancel_at'],
  [{ billing_cycle_anchor: 1_900_000_000 }, 501, 'billing_cycle_anchor'],
])('a subscription with %j is refused: %i', async (params, status, param) => {
  const { subscribe, sandbox } = await createClub()
  const error = await failure(subscribe(1000, params))
  expect([error.statusCode, error.param, sandbox.count('subscription', 'test')]).toEqual([status, param, 0])
})

test('a subscription that must be paid at once is not made when it is not', async () => {
  const { stripe, subscribe, sandbox } = await createClub('pm_card_chargeCustomerFail')
  expect((await failure(subscribe(1000, { payment_behavior: 'error_if_incomplete' }))).statusCode).toBe(402)
  expect([sandbox.count('subscription', 'test'), sandbox.count('invoice', 'test')]).toEqual([0, 0])
  expect((await stripe.events.list({ type: 'customer.subscription.created' })).data).toEqual([])
})

test('an invoice: lines are added, changed and taken off while it is a draft', async () => {
  const { stripe, customer, price, lines } = await createClub()
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10 })
  const draft = await stripe.invoices.create({ customer, discounts: [{ coupon }], footer: 'Bye' })
  const id = String(draft.id)
  await stripe.invoiceItems.create({ customer, invoice: id, pricing: { price: (await price(1000)).id }, quantity: 3 })
  const added = await stripe.invoices.addLines(id, { lines: [{ amount: 500, description: 'Delivery' }] })
  expect(lines(added)).toEqual([
    [3000, 'T-Shirt'],
    [500, 'Delivery'],
  ])
  expect(added).toMatchObject({ subtotal: 3500, total: 3150, total_discount_amounts: [{ amount: 350 }] })
  const [first, second] = added.lines.data
  const changed = await stripe.invoices.updateLines(id, { lines: [{ id: first?.id ?? '', quantity: 2 }] })
  expect(changed.total).toBe(2250)
  const left = await stripe.invoices.removeLines(id, { lines: [{ id: second?.id ?? '', behavior: 'unassign' }] })
  expect(left.total).toBe(1800)
  expect((await stripe.invoiceItems.list({ pending: true })).data).toHaveLength(1)
  expect((await stripe.invoices.update(id, { footer: 'See you' })).footer).toBe('See you')
  const open = await stripe.invoices.finalizeInvoice(id)
  expect(open.amount_due).toBe(1800)
  for (const work of [
    stripe.invoices.update(id, { footer: 'x' }),
    stripe.invoices.addLines(id, { lines: [{ amount: 1 }] }),
  ]) {
    expect((await failure(work)).code).toBe('invoice_not_editable')
  }
  expect((await stripe.invoices.update(id, { metadata: { a: '1' } })).metadata).toEqual({ a: '1' })
})

test('invoices are listed and found', async () => {
  const { stripe, customer, subscribe, now } = await createClub()
  const subscription = await subscribe(1000)
  const sent = await stripe.invoices.create({ customer, collection_method: 'send_invoice', days_until_due: 3 })
  const ids = (page: { data: Stripe.Invoice[] }) => page.data.map(({ id }) => id)
  expect(ids(await stripe.invoices.list({ collection_method: 'send_invoice' }))).toEqual([sent.id])
  expect(ids(await stripe.invoices.list({ due_date: { gt: now() } }))).toEqual([sent.id])
  expect(ids(await stripe.invoices.list({ subscription: subscription.id }))).toEqual([subscription.latest_invoice])
  expect(ids(await stripe.invoices.search({ query: `subscription:"${subscription.id}" AND status:"paid"` }))).toEqual([
    subscription.latest_invoice,
  ])
})
