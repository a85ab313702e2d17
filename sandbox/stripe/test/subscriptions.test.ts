import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const DAY = 86_400
const MONTHLY = { interval: 'month' } as const

test('a subscription link paid: customer, subscription, first invoice, and their metadata', async () => {
  const { stripe, price, link, pay, types } = createShop()
  const { url } = await link({ subscription_data: { metadata: { order: '1' } } }, await price(900, MONTHLY))
  expect((await pay(url)).status).toBe(303)
  const [subscription] = (await stripe.subscriptions.list({ expand: ['data.latest_invoice'] })).data
  expect(subscription).toMatchObject({ status: 'active', metadata: { order: '1' } })
  expect(subscription?.latest_invoice).toMatchObject({
    status: 'paid',
    amount_paid: 900,
    billing_reason: 'subscription_create',
  })
  expect(subscription?.latest_invoice).toMatchObject({
    parent: { subscription_details: { metadata: { order: '1' }, subscription: subscription?.id } },
  })
  const happened = await types()
  expect(happened).toEqual(
    expect.arrayContaining([
      'customer.created',
      'customer.subscription.created',
      'invoice.paid',
      'checkout.session.completed',
    ])
  )
})

test('a declined first payment on the page leaves no subscription and no invoice', async () => {
  const { sandbox, price, link, pay } = createShop()
  const { url } = await link({}, await price(900, MONTHLY))
  const page = await pay(url, '4000000000000002')
  expect(page.status).toBe(200)
  expect(['subscription', 'invoice', 'payment_intent'].map((object) => sandbox.count(object, 'test'))).toEqual([
    0, 0, 1,
  ])
})

test('a trial is free until its end', async () => {
  const { stripe, price, link, pay, clock } = createShop()
  const { url } = await link({ subscription_data: { trial_period_days: 14 } }, await price(900, MONTHLY))
  await pay(url)
  const [subscription] = (await stripe.subscriptions.list()).data
  expect(subscription).toMatchObject({ status: 'trialing', trial_end: Math.floor(clock.now() / 1000) + 14 * DAY })
  expect((await stripe.charges.list()).data).toEqual([])
})

test('a cancellation now, and one at the end of the period', async () => {
  const { stripe, price, types } = createShop()
  const { id: customer } = await stripe.customers.create({
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const start = async () =>
    stripe.subscriptions.create({ customer, items: [{ price: (await price(900, MONTHLY)).id }] })
  const first = await start()
  expect(await stripe.subscriptions.cancel(first.id)).toMatchObject({ status: 'canceled' })
  const second = await start()
  const planned = await stripe.subscriptions.update(second.id, { cancel_at_period_end: true })
  expect(planned).toMatchObject({ status: 'active', cancel_at_period_end: true })
  const happened = await types()
  expect(happened.filter((type) => type === 'customer.subscription.deleted')).toHaveLength(1)
  expect(happened.at(-1)).toBe('customer.subscription.updated')
  const { data } = await stripe.events.list({ type: 'customer.subscription.updated' })
  expect(data[0]?.data.previous_attributes).toMatchObject({ cancel_at_period_end: false })
})

test('a schedule has phases and can be cancelled', async () => {
  const { stripe, price, types } = createShop()
  const { id: customer } = await stripe.customers.create({
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const items = [{ price: (await price(900, MONTHLY)).id, quantity: 1 }]
  const phases = [{ items, duration: { interval: 'month', interval_count: 3 } }] as const
  const schedule = await stripe.subscriptionSchedules.create({ customer, start_date: 'now', phases: [...phases] })
  expect([schedule.object, schedule.phases.length]).toEqual(['subscription_schedule', 1])
  await stripe.subscriptionSchedules.update(schedule.id, { metadata: { note: 'x' } })
  expect(await types()).toEqual(
    expect.arrayContaining(['subscription_schedule.created', 'subscription_schedule.updated'])
  )
})

test.each([
  ['declined', 'pm_card_chargeCustomerFail', 'card_declined'],
  ['to be confirmed', 'pm_card_authenticationRequired', 'subscription_payment_intent_requires_action'],
])('a subscription that must be paid and is %s is not made, nor anything with it', async (_, card, code) => {
  const { stripe, price, sandbox } = createShop()
  const { id: customer } = await stripe.customers.create({ payment_method: card })
  const [method] = (await stripe.customers.listPaymentMethods(customer, { expand: ['data.customer'] })).data
  expect(method?.customer).toMatchObject({ id: customer })
  const params = {
    customer,
    items: [{ price: (await price(900, MONTHLY)).id }],
    default_payment_method: method?.id ?? '',
  }
  const error = await failure(stripe.subscriptions.create({ ...params, payment_behavior: 'error_if_incomplete' }))
  expect([error.statusCode, error.code]).toEqual([402, code])
  expect(['subscription', 'invoice', 'payment_intent'].map((type) => sandbox.count(type, 'test'))).toEqual([0, 0, 0])
})

test("somebody else's payment method is refused", async () => {
  const { stripe, price } = createShop()
  const [one, other] = [await stripe.customers.create(), await stripe.customers.create()]
  const { id: method } = await stripe.paymentMethods.attach('pm_card_visa', { customer: other.id })
  const items = [{ price: (await price(900, MONTHLY)).id }]
  const error = await failure(stripe.subscriptions.create({ customer: one.id, items, default_payment_method: method }))
  expect([error.statusCode, error.param]).toEqual([400, 'default_payment_method'])
})
