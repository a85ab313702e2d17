import { expect, test } from 'vitest'
import { createClub } from './support/customers'
import { failure } from './support/shop'

/** 10 of the 31 days of the first month: 1800000000 is 15 January 2027. */
const TEN_DAYS = 10
const left = (amount: number) => Math.round((amount * 21) / 31)

test('a dearer plan in the middle of a month: what is unused is given back, what remains is charged with the next invoice', async () => {
  const { stripe, subscribe, monthly, itemOf, days, lines } = await createClub()
  const subscription = await subscribe(1000)
  await days(TEN_DAYS)
  const items = [{ id: itemOf(subscription), price: (await monthly(3000)).id }]
  const preview = await stripe.invoices.createPreview({
    subscription: subscription.id,
    subscription_details: { items },
  })
  expect(lines(preview)).toEqual([
    [3000, '1 × T-Shirt (at $30.00 / month)'],
    [-left(1000), 'Unused time on T-Shirt after 25 Jan 2027'],
    [left(3000), 'Remaining time on T-Shirt after 25 Jan 2027'],
  ])
  const updated = await stripe.subscriptions.update(subscription.id, { items })
  expect(updated.items.data[0]?.price.unit_amount).toBe(3000)
  expect((await stripe.invoiceItems.list({ pending: true })).data).toHaveLength(2)
  await days(22)
  const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data
  expect(renewal).toMatchObject({
    billing_reason: 'subscription_cycle',
    status: 'paid',
    amount_paid: preview.amount_due,
  })
  expect(renewal && lines(renewal)).toEqual(lines(preview))
})

test.each([
  ['a quantity', 2000, 3],
  ['a cheaper plan: the rest is credit for the next invoice', 500, 1],
])('always_invoice, %s: billed at once, as the preview said', async (_, amount, quantity) => {
  const { stripe, subscribe, monthly, itemOf, days, lines, customer } = await createClub()
  const subscription = await subscribe(2000)
  await days(TEN_DAYS)
  const details = {
    items: [{ id: itemOf(subscription), price: (await monthly(amount)).id, quantity }],
    proration_behavior: 'always_invoice' as const,
  }
  const before = await stripe.events.list({ limit: 1 })
  const preview = await stripe.invoices.createPreview({
    ...{ customer, subscription: subscription.id, subscription_details: details },
  })
  expect((await stripe.events.list({ limit: 1 })).data[0]?.id).toBe(before.data[0]?.id)
  const updated = await stripe.subscriptions.update(subscription.id, { ...details, expand: ['latest_invoice'] })
  const invoice = updated.latest_invoice as import('stripe').Stripe.Invoice
  const difference = left(amount * quantity) - left(2000)
  expect([preview.total, preview.amount_due]).toEqual([difference, Math.max(0, difference)])
  expect(invoice).toMatchObject({
    ...{ billing_reason: 'subscription_update', status: 'paid', total: preview.total, amount_due: preview.amount_due },
  })
  expect(lines(invoice)).toEqual(lines(preview))
  expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: Math.min(0, difference) })
})

test('no proration, and a proration date', async () => {
  const { stripe, subscribe, monthly, itemOf, days, now } = await createClub()
  const subscription = await subscribe(1000)
  const start = now()
  await days(TEN_DAYS)
  const items = [{ id: itemOf(subscription), price: (await monthly(3100)).id }]
  const preview = (more: object) =>
    stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: { items, ...more } })
  expect((await preview({ proration_behavior: 'none' })).amount_due).toBe(3100)
  expect((await preview({ proration_date: start })).amount_due).toBe(3100 + 2100)
  const error = await failure(preview({ proration_date: start - 1 }))
  expect([error.statusCode, error.param]).toEqual([400, 'proration_date'])
})

test('another interval begins a new period, paid at once less what is unused', async () => {
  const { stripe, subscribe, price, itemOf, days, now } = await createClub()
  const subscription = await subscribe(1000)
  await days(TEN_DAYS)
  const items = [{ id: itemOf(subscription), price: (await price(9900, { interval: 'year' })).id }]
  const preview = await stripe.invoices.createPreview({
    subscription: subscription.id,
    subscription_details: { items },
  })
  const updated = await stripe.subscriptions.update(subscription.id, { items, expand: ['latest_invoice'] })
  expect(updated.items.data[0]?.current_period_start).toBe(now())
  expect(updated.latest_invoice).toMatchObject({ status: 'paid', amount_paid: 9900 - left(1000) })
  expect(preview.amount_due).toBe(9900 - left(1000))
})

test('a change that must be paid is not made when it is not', async () => {
  const { stripe, subscribe, monthly, itemOf, customer } = await createClub()
  const subscription = await subscribe(1000)
  const declined = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: declined.id } })
  const items = [{ id: itemOf(subscription), price: (await monthly(3000)).id }]
  const change = { items, proration_behavior: 'always_invoice', payment_behavior: 'error_if_incomplete' } as const
  expect((await failure(stripe.subscriptions.update(subscription.id, change))).statusCode).toBe(402)
  const same = await stripe.subscriptions.retrieve(subscription.id)
  expect([same.items.data[0]?.price.unit_amount, same.status]).toEqual([1000, 'active'])
  await stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'always_invoice' })
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('past_due')
})

test('what comes next: the renewal, the sooner of two, or nothing', async () => {
  const { stripe, subscribe, customer, days } = await createClub()
  const first = await subscribe(1000)
  await days(1)
  await subscribe(2000)
  const next = await stripe.invoices.createPreview({ customer })
  expect(next).toMatchObject({ amount_due: 1000, status: 'draft', billing_reason: 'upcoming', number: null })
  expect(next.id).toMatch(/^upcoming_in_/)
  await stripe.subscriptions.update(first.id, { cancel_at_period_end: true })
  expect((await stripe.invoices.createPreview({ customer })).amount_due).toBe(2000)
  const error = await failure(stripe.invoices.createPreview({ subscription: first.id }))
  expect([error.statusCode, error.code]).toEqual([404, 'invoice_upcoming_none'])
})

test('a new subscription is previewed, not made', async () => {
  const { stripe, monthly, customer, sandbox } = await createClub()
  const items = [{ price: (await monthly(1500)).id, quantity: 2 }]
  expect((await stripe.invoices.createPreview({ customer, subscription_details: { items } })).amount_due).toBe(3000)
  expect([sandbox.count('subscription', 'test'), sandbox.count('invoice', 'test')]).toEqual([0, 0])
})

test('ended now: the unused time is paid back as the customer’s balance, and used up by the next invoice', async () => {
  const { stripe, subscribe, days, customer } = await createClub()
  const subscription = await subscribe(3100)
  await days(TEN_DAYS)
  const params = { prorate: true, invoice_now: true, cancellation_details: { feedback: 'unused' } } as const
  const preview = await stripe.invoices.createPreview({
    ...{ subscription: subscription.id, subscription_details: { cancel_now: true } },
  })
  const canceled = await stripe.subscriptions.cancel(subscription.id, { ...params, expand: ['latest_invoice'] })
  expect(canceled).toMatchObject({ status: 'canceled', cancellation_details: { feedback: 'unused' } })
  expect(canceled.latest_invoice).toMatchObject({ total: -2100, amount_due: 0, status: 'paid', ending_balance: -2100 })
  expect(preview.total).toBe(-2100)
  const second = await subscribe(3000, { expand: ['latest_invoice'] })
  expect(second.latest_invoice).toMatchObject({
    total: 3000,
    amount_due: 900,
    starting_balance: -2100,
    ending_balance: 0,
  })
  expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: 0 })
})
