import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const INTENT = { amount: 1000, currency: 'usd', payment_method_types: ['card'] }

test('who names no version may speak as an older account does', async () => {
  const { raw } = createShop()
  const { status, json } = await raw(
    'POST',
    '/v1/payment_intents',
    'amount=1000&currency=usd&payment_method_types[]=card'
  )
  expect([status, json().allowed_payment_method_types]).toEqual([200, ['card']])
})

test('who names the version speaks as it does', async () => {
  const { stripe, sandbox } = createShop()
  const error = await failure(stripe.rawRequest('POST', '/v1/payment_intents', INTENT))
  expect(error).toMatchObject({ code: 'parameter_unknown', param: 'payment_method_types' })
  expect(sandbox.count('payment_intent', 'test')).toBe(0)
})

const scheduled = async (iterations: string, recurring: { interval: 'month' | 'week'; interval_count?: number }) => {
  const shop = createShop()
  const { id: customer } = await shop.stripe.customers.create({})
  const { id: price } = await shop.price(900, recurring)
  const { status, json } = await shop.raw(
    'POST',
    '/v1/subscription_schedules',
    `customer=${customer}&start_date=0&phases[0][items][0][price]=${price}&phases[0][iterations]=${iterations}`
  )
  return { status, body: json() }
}

test.each([
  ['1', { interval: 'month' as const }, 31 * 86_400],
  ['3', { interval: 'week' as const, interval_count: 2 }, 42 * 86_400],
])('%s iterations of a phase are so many periods of its price', async (iterations, recurring, end) => {
  const { status, body } = await scheduled(iterations, recurring)
  expect([status, body.phases?.[0]?.end_date]).toEqual([200, end])
})

test.each(['0', 'x'])('%s iterations are refused', async (iterations) => {
  const { status, body } = await scheduled(iterations, { interval: 'month' })
  expect([status, body.error.param]).toEqual([400, 'phases[0][iterations]'])
})
