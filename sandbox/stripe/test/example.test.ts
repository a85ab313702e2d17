import { createStripe, manualClock } from '@botpress-stripe/sandbox-stripe'
import Stripe from 'stripe'
import { expect, test } from 'vitest'

const setUp = () => {
  const clock = manualClock()
  const webhooks: string[] = []
  const sandbox = createStripe({
    clock,
    seed: 'the same IDs in every run',
    deliver: async (_, init) => {
      webhooks.push(JSON.parse(String(init.body)).type)
      return new Response('ok')
    },
  })
  const stripe = new Stripe('sk_test_fake_sandbox', {
    httpClient: Stripe.createFetchHttpClient((input, init) => sandbox.fetch(new Request(input, init))),
  })
  return { sandbox, stripe, webhooks }
}

test('a trial ends, and the first payment is made', async () => {
  const { sandbox, stripe, webhooks } = setUp()
  await stripe.webhookEndpoints.create({ url: 'https://example.com/hook', enabled_events: ['invoice.paid'] })
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1000,
    recurring: { interval: 'month' },
    product_data: { name: 'Club' },
  })
  const customer = await stripe.customers.create({ payment_method: 'pm_card_visa' })
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
  const { id } = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    trial_period_days: 7,
    default_payment_method: card?.id ?? '',
  })
  await sandbox.advance(8 * 86_400_000)
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('active')
  expect(webhooks).toContain('invoice.paid')
  expect((await stripe.balance.retrieve()).pending).toEqual([
    { amount: 1000, currency: 'usd', source_types: { card: 1000 } },
  ])
})

test('the connection breaks after the payment was made, and it is not made twice', async () => {
  const { sandbox, stripe } = setUp()
  sandbox.faults.add({ fault: 'reset after', times: 1, operation: 'POST /v1/payment_intents' })
  const paid = { amount: 500, currency: 'usd', payment_method: 'pm_card_visa', confirm: true }
  expect((await stripe.paymentIntents.create(paid)).status).toBe('succeeded')
  expect(sandbox.count('charge', 'test')).toBe(1)
})
