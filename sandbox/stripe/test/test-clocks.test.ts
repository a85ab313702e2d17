import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const START = Date.UTC(2020, 0, 1) / 1000
const DAY = 86_400

/** A subscription that lives on a test clock. */
const onClock = async (params: Partial<Stripe.SubscriptionCreateParams> = {}) => {
  const shop = createShop()
  const { stripe, price } = shop
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: START, name: 'Renewals' })
  const customer = await stripe.customers.create({ test_clock: clock.id, payment_method: 'pm_card_visa' })
  const [{ id: method } = { id: '' }] = (await stripe.customers.listPaymentMethods(customer.id)).data
  const subscription = await stripe.subscriptions.create({
    ...{ customer: customer.id, default_payment_method: method },
    items: [{ price: (await price(900, { interval: 'month' })).id }],
    ...params,
  })
  const advance = async (frozen_time: number) => {
    const advancing = await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time })
    await shop.sandbox.settled()
    return advancing
  }
  return { ...shop, testClock: clock, customer, subscription, advance }
}

test('a test clock moves what lives on it, and nothing else', async () => {
  const { stripe, testClock, customer, subscription, advance, types, clock } = await onClock()
  const now = Math.floor(clock.now() / 1000)
  expect(testClock).toMatchObject({ status: 'ready', frozen_time: START, created: now, deletes_after: now + 30 * DAY })
  expect(subscription).toMatchObject({ status: 'active', created: START, test_clock: testClock.id })
  const other = await stripe.customers.create({})
  const target = START + 31 * DAY + 3601
  expect(await advance(target)).toMatchObject({
    ...{ status: 'advancing', frozen_time: START, status_details: { advancing: { target_frozen_time: target } } },
  })
  expect(await stripe.testHelpers.testClocks.retrieve(testClock.id)).toMatchObject({
    ...{ status: 'ready', frozen_time: target, status_details: {} },
  })
  const invoices = (await stripe.invoices.list({ customer: customer.id })).data
  expect(invoices.map(({ status, created }) => [status, created])).toEqual([
    ['paid', START + 31 * DAY],
    ['paid', START],
  ])
  expect((await types()).slice(-2)).toEqual(['invoice_payment.paid', 'test_helpers.test_clock.ready'])
  expect(other.created).toBe(now)
})

test('deliveries are signed by the time of the world', async () => {
  const { stripe, clock, advance, deliveries, client } = await onClock()
  const endpoint = await stripe.webhookEndpoints.create({
    url: 'https://example.com/hook',
    enabled_events: ['invoice.paid'],
  })
  await advance(START + 31 * DAY + 3601)
  expect(deliveries).toHaveLength(1)
  const [delivery] = deliveries
  const event = client().webhooks.constructEvent(
    ...([delivery?.body ?? '', delivery?.signature ?? '', endpoint.secret ?? ''] as const),
    ...([300, undefined, clock.now()] as const)
  )
  expect(event.created).toBe(START + 31 * DAY + 3600)
})

test('what lives on a test clock is listed when it is asked for', async () => {
  const { stripe, testClock, customer, subscription } = await onClock()
  const ids = async (list: Promise<{ data: Array<{ id: string }> }>) => (await list).data.map(({ id }) => id)
  expect(await ids(stripe.customers.list())).toEqual([])
  expect(await ids(stripe.customers.list({ test_clock: testClock.id }))).toEqual([customer.id])
  expect(await ids(stripe.subscriptions.list())).toEqual([])
  expect(await ids(stripe.subscriptions.list({ customer: customer.id }))).toEqual([subscription.id])
  expect(await ids(stripe.testHelpers.testClocks.list())).toEqual([testClock.id])
})

test.each([
  ['back', START - 1],
  ['more than two periods', START + 61 * DAY],
])('a test clock does not move %s', async (_, target) => {
  const { stripe, testClock } = await onClock()
  const error = await failure(stripe.testHelpers.testClocks.advance(testClock.id, { frozen_time: target }))
  expect(error).toMatchObject({ type: 'StripeInvalidRequestError', param: 'frozen_time' })
})

test('a clock that is not there is refused, and so is one in live mode', async () => {
  const { stripe, client } = createShop()
  expect(await failure(stripe.customers.create({ test_clock: 'clock_none' }))).toMatchObject({ param: 'test_clock' })
  const live = client('sk_live_fake_sandbox').testHelpers.testClocks.create({ frozen_time: START })
  expect((await failure(live)).message).toContain('test mode')
})

test('a trial that is ended now pauses when nothing can be charged', async () => {
  const { stripe, price } = createShop()
  const { id: customer } = await stripe.customers.create({})
  const { id } = await stripe.subscriptions.create({
    ...{ customer, items: [{ price: (await price(900, { interval: 'month' })).id }], trial_period_days: 7 },
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  })
  expect((await stripe.subscriptions.update(id, { trial_end: 'now' })).status).toBe('paused')
})
