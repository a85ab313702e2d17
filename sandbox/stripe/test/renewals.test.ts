import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createShop } from './support/shop'

const DAY = 86_400_000
const MONTHLY = { interval: 'month' } as const

const subscribed = async (card: string, params: Partial<Stripe.SubscriptionCreateParams> = {}) => {
  const shop = createShop()
  const { id: customer } = await shop.stripe.customers.create({
    payment_method: card,
    invoice_settings: { default_payment_method: card },
  })
  const { id: price } = await shop.price(900, MONTHLY)
  const subscription = await shop.stripe.subscriptions.create({ customer, items: [{ price }], ...params })
  const since = async (moment: number) =>
    (await shop.stripe.events.list({ limit: 100, created: { gte: moment } })).data.map(({ type }) => type).reverse()
  return { ...shop, subscription, since, now: () => Math.floor(shop.clock.now() / 1000) }
}

test('a renewal: a draft for an hour, then paid', async () => {
  const { stripe, subscription, clock } = await subscribed('pm_card_visa')
  await clock.advance(31.5 * DAY)
  const { data } = await stripe.invoices.list({ subscription: subscription.id })
  expect(data.map(({ billing_reason, status }) => [billing_reason, status])).toEqual([
    ['subscription_cycle', 'paid'],
    ['subscription_create', 'paid'],
  ])
  const renewed = await stripe.subscriptions.retrieve(subscription.id)
  expect(renewed.items.data[0]?.current_period_start).toBe(subscription.items.data[0]?.current_period_end)
  const upcoming = await stripe.events.list({ type: 'invoice.upcoming' })
  expect(upcoming.data).toHaveLength(1)
})

test('a year of renewals', async () => {
  const { stripe, subscription, clock } = await subscribed('pm_card_visa')
  await clock.advance(366 * DAY)
  const { data } = await stripe.invoices.list({ subscription: subscription.id, limit: 100 })
  expect(data).toHaveLength(13)
  expect(new Set(data.map(({ status }) => status))).toEqual(new Set(['paid']))
})

test('declined renewals: past due, three more tries, then the subscription ends', async () => {
  const params = { trial_period_days: 7 }
  const { stripe, subscription, clock } = await subscribed('pm_card_chargeCustomerFail', params)
  await clock.advance(7.5 * DAY)
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('past_due')
  await clock.advance(16 * DAY)
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
    status: 'canceled',
    cancellation_details: { reason: 'payment_failed' },
  })
  expect((await stripe.events.list({ type: 'invoice.payment_failed' })).data).toHaveLength(4)
})

test('a renewal the bank wants confirmed is paid on the page of its invoice', async () => {
  const { stripe, sandbox, price, link, pay, clock } = createShop()
  const { url } = await link({}, await price(900, MONTHLY))
  await pay(url, '4000002760003184')
  await clock.advance(31.5 * DAY)
  const [subscription] = (await stripe.subscriptions.list()).data
  expect(subscription?.status).toBe('past_due')
  const { data } = await stripe.events.list({ type: 'invoice.payment_action_required' })
  expect(data).toHaveLength(1)
  const [invoice] = (await stripe.invoices.list({ status: 'open' })).data
  const form = { number: '4242424242424242', cvc: '123', expiry: '12/40' }
  const request = new Request(invoice?.hosted_invoice_url ?? '', { method: 'POST', body: new URLSearchParams(form) })
  expect((await sandbox.fetch(request)).status).toBe(303)
  expect((await stripe.subscriptions.retrieve(subscription?.id ?? '')).status).toBe('active')
})

test('a trial: told three days before its end, then paid', async () => {
  const { stripe, subscription, clock } = await subscribed('pm_card_visa', { trial_period_days: 14 })
  await clock.advance(10 * DAY)
  expect((await stripe.events.list({ type: 'customer.subscription.trial_will_end' })).data).toHaveLength(0)
  await clock.advance(2 * DAY)
  expect((await stripe.events.list({ type: 'customer.subscription.trial_will_end' })).data).toHaveLength(1)
  await clock.advance(2.5 * DAY)
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  expect((await stripe.charges.list()).data).toHaveLength(1)
})

test('a trial without a payment method pauses, and goes on when it is resumed', async () => {
  const { stripe, clock, price } = createShop()
  const { id: customer } = await stripe.customers.create({})
  const subscription = await stripe.subscriptions.create({
    ...{ customer, items: [{ price: (await price(900, MONTHLY)).id }], trial_period_days: 7 },
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  })
  await clock.advance(8 * DAY)
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('paused')
  await stripe.customers.update(customer, {
    invoice_settings: {
      default_payment_method: (await stripe.paymentMethods.attach('pm_card_visa', { customer })).id,
    },
  })
  expect((await stripe.subscriptions.resume(subscription.id)).status).toBe('active')
  await clock.advance(DAY)
  expect((await stripe.charges.list()).data).toHaveLength(1)
})

test('cancelled at the end of its period', async () => {
  const { stripe, subscription, clock } = await subscribed('pm_card_visa', { cancel_at_period_end: true })
  await clock.advance(30 * DAY)
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active')
  await clock.advance(2 * DAY)
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled')
  expect((await stripe.invoices.list()).data).toHaveLength(1)
})

test('a first payment that stays missing', async () => {
  const { stripe, subscription, clock } = await subscribed('pm_card_chargeCustomerFail')
  expect(subscription.status).toBe('incomplete')
  await clock.advance(DAY)
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('incomplete_expired')
})

test('a schedule ends with its last phase', async () => {
  const { stripe, clock, price } = createShop()
  const { id: customer } = await stripe.customers.create({})
  const items = [{ price: (await price(900, MONTHLY)).id, quantity: 1 }]
  const phases = [{ items, duration: { interval: 'month', interval_count: 2 } }] as const
  const start = async (end_behavior: 'cancel' | 'release') =>
    (await stripe.subscriptionSchedules.create({ customer, start_date: 'now', end_behavior, phases: [...phases] })).id
  const [first, second] = [await start('cancel'), await start('release')]
  await clock.advance(63 * DAY)
  expect((await stripe.subscriptionSchedules.retrieve(first)).status).toBe('completed')
  // Its subscription goes on without it; only who releases a schedule makes it a released one.
  expect((await stripe.subscriptionSchedules.retrieve(second)).status).toBe('completed')
  const third = await stripe.subscriptionSchedules.release(await start('release'))
  expect([third.status, third.released_at]).toEqual(['released', Math.floor(clock.now() / 1000)])
})
