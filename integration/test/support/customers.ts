import type Stripe from 'stripe'
import type { Embedded } from './embedded'

/** A chat user who is a Stripe customer with a card that works, as the actions about customers find them. */
export const linkedCustomer = async (
  world: Embedded,
  userId = 'user_ann',
  method = 'pm_card_visa'
): Promise<string> => {
  const { id } = await world.gateway.customers.create({
    ...{ email: `${userId}@example.com`, payment_method: method },
    invoice_settings: { default_payment_method: method },
  })
  await world.tools.customers.link(id, { userId })
  return id
}

/** A subscription of a customer to a plan of 9.00 USD a month. */
export const subscribed = async (
  world: Embedded,
  customer: string,
  params: Partial<Stripe.SubscriptionCreateParams> = {}
) => {
  const price = await world.gateway.prices.create({
    ...{ currency: 'usd', unit_amount: 900, recurring: { interval: 'month' } },
    product_data: { name: 'Coffee club' },
  })
  return world.gateway.subscriptions.create({ customer, items: [{ price: price.id }], ...params })
}

/** A payment of a customer by a card, or a guest's whom only the metadata names. */
export const paid = async (
  { gateway }: Embedded,
  params: Partial<Stripe.PaymentIntentCreateParams> = {}
): Promise<string> => {
  const { id } = await gateway.paymentIntents.create({
    ...{ amount: 1999, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', ...params },
  })
  return id
}
