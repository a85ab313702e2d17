import type Stripe from 'stripe'
import { createShop } from './shop'

/** A customer whose card is charged, and a monthly price in minor units. */
export const createClub = async (card = 'pm_card_visa') => {
  const shop = createShop()
  const { stripe, clock } = shop
  const { id: customer } = await stripe.customers.create({
    ...{ email: 'member@example.com', payment_method: card, invoice_settings: { default_payment_method: card } },
  })
  const monthly = (amount: number) => shop.price(amount, { interval: 'month' })
  const subscribe = async (amount: number, params: Partial<Stripe.SubscriptionCreateParams> = {}) =>
    stripe.subscriptions.create({ customer, items: [{ price: (await monthly(amount)).id }], ...params })
  const itemOf = (subscription: Stripe.Subscription): string => subscription.items.data[0]?.id ?? ''
  const lines = ({ lines: { data } }: Stripe.Invoice) => data.map(({ amount, description }) => [amount, description])
  const days = (count: number) => clock.advance(count * 86_400_000)
  return { ...shop, customer, monthly, subscribe, itemOf, lines, days, now: () => Math.floor(clock.now() / 1000) }
}
