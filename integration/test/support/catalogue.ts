import type Stripe from 'stripe'
import { createEmbedded, type Embedded } from './embedded'

/** The catalogue is changed by a bot of the shop's staff. */
export const createStaffed = (guardrails = {}): Embedded =>
  createEmbedded({ guardrails: { access: 'any', ...guardrails } })

/** A product that a person made in the Dashboard, with its default price. */
export const onSale = (
  { gateway }: Embedded,
  params: Partial<Stripe.ProductCreateParams> = {}
): Promise<Stripe.Product> =>
  gateway.products.create({
    ...{ name: 'T-Shirt', default_price_data: { currency: 'usd', unit_amount: 1999 }, ...params },
  })

/** The ID of a product's default price. */
export const priceOf = ({ default_price: price }: Stripe.Product): string => String(price)
