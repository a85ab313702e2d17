import Stripe from 'stripe'
import type { StripeSandbox } from './types'

/** A small made-up shop: a few products, subscriptions and customers, in test mode. Does nothing in a shop that has products. */
export const seedShop = async (sandbox: StripeSandbox): Promise<void> => {
  const key = sandbox.keys.find(({ key }) => key.startsWith('sk_test_'))?.key
  if (!key || sandbox.count('product', 'test') > 0) return
  const stripe = new Stripe(key, {
    httpClient: Stripe.createFetchHttpClient((input, init) => sandbox.fetch(new Request(input, init))),
    maxNetworkRetries: 0,
    telemetry: false,
  })
  const once = (name: string, description: string, currency: string, unit_amount: number) =>
    stripe.products.create({ name, description, default_price_data: { currency, unit_amount } })
  await once('T-Shirt', 'Organic cotton, printed by hand', 'usd', 1999)
  await once('Mug', 'Holds a third of a litre', 'eur', 1250)
  await once('Tea', 'A tin of green tea', 'jpy', 1800)
  const club = await stripe.products.create({ name: 'Coffee club', description: 'A bag of coffee every month' })
  await stripe.prices.create({ product: club.id, currency: 'usd', unit_amount: 900, recurring: { interval: 'month' } })
  await stripe.prices.create({ product: club.id, currency: 'usd', unit_amount: 9900, recurring: { interval: 'year' } })
  await stripe.customers.create({ email: 'customer@example.com', name: 'Example Customer' })
  await stripe.customers.create({ email: 'Second.Customer@example.com', name: 'Second Customer', phone: '+15550100' })
}
