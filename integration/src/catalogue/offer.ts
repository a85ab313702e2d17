import type Stripe from 'stripe'
import { IntegrationError } from '../errors'
import { sha256 } from '../hash'
import { equals } from '../search'

/** How often a price is charged; undefined for a one-time price. */
export const INTERVALS = ['day', 'week', 'month', 'year'] as const

export type Interval = (typeof INTERVALS)[number]

/** What is to be sold. */
export interface Offer {
  productName: string
  /** In minor units of the currency. Without it the product's own price is used. */
  amount?: number | undefined
  /** Lower-case code. Required with an amount; without one it narrows the choice. */
  currency?: string | undefined
  interval?: Interval | undefined
}

/** An offer with an amount. */
export type PricedOffer = Offer & { amount: number; currency: string }

const hash = (...parts: unknown[]): string => sha256(JSON.stringify(parts), 'hex').slice(0, 32)

/** The ID of the product that we make for a name. `attempt` counts on when a person renamed the earlier one. */
export const productIdFor = (name: string, attempt = 0): string =>
  `bp_${attempt === 0 ? hash(name) : hash(name, attempt)}`

/** The lookup key of the price that we make for an offer. */
export const lookupKeyFor = ({ productName, amount, currency, interval }: PricedOffer): string =>
  `bp:${hash(productName)}:${currency}:${amount}:${interval ?? 'once'}`

/** As Stripe filters prices. */
const priceType = (offer: Offer) => (offer.interval ? ('recurring' as const) : ('one_time' as const))

/** A price for one piece, charged once or every single interval: tiers, metered use and "every 3 months" are not it. */
const isPlain = (price: Stripe.Price, offer: Offer): boolean =>
  price.active &&
  price.unit_amount !== null &&
  price.billing_scheme === 'per_unit' &&
  !price.transform_quantity &&
  !price.custom_unit_amount &&
  (offer.interval
    ? price.recurring?.interval === offer.interval &&
      price.recurring.interval_count === 1 &&
      price.recurring.usage_type === 'licensed'
    : price.type === 'one_time')

/** Whether a price is what the offer says. */
export const fits = (price: Stripe.Price, offer: Offer): boolean =>
  isPlain(price, offer) &&
  (offer.currency === undefined || price.currency === offer.currency) &&
  (offer.amount === undefined || price.unit_amount === offer.amount)

/** The products of one name. */
export interface Named {
  products: Stripe.Product[]
  /** Whether these are all of them. */
  complete: boolean
}

/**
 * Products of exactly this name, with their default prices: ours first, then the newest first; archived ones too, to be
 * able to say so. One call.
 */
export const productsNamed = async (name: string, stripe: Stripe): Promise<Named> => {
  const { data, has_more: more } = await stripe.products.search({
    ...{ query: equals('name', name), limit: 100, expand: ['data.default_price'] },
  })
  const ours = productIdFor(name)
  const products = data
    .filter((product) => product.name === name)
    .sort((a, b) => Number(b.id === ours) - Number(a.id === ours) || b.created - a.created)
  return { products, complete: !more }
}

/** The default price of a product, which must have been expanded. */
export const defaultPriceOf = ({ default_price: price }: Stripe.Product): Stripe.Price | undefined =>
  typeof price === 'object' && price !== null ? price : undefined

/** The newest active prices of a product that are of the offer's kind; undefined when there is no such product. */
export const pricesOf = async (
  product: string,
  offer: Offer,
  stripe: Stripe,
  more: Pick<Stripe.PriceListParams, 'limit' | 'expand'> = {}
): Promise<Stripe.ApiList<Stripe.Price> | undefined> => {
  try {
    return await stripe.prices.list({
      ...{ product, active: true, type: priceType(offer), limit: 100 },
      ...(offer.currency && { currency: offer.currency }),
      ...more,
    })
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Stripe's answer to an ID that nothing has. */
const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'resource_missing'

/** The product of a price, which must have been expanded. */
export const productOf = ({ product }: Pick<Stripe.Price, 'product'>): Stripe.Product | undefined =>
  typeof product === 'object' && !('deleted' in product) ? product : undefined

/** @throws {IntegrationError} product_archived when a product of this name is archived */
export const refuseArchived = (name: string, products: Stripe.Product[]): void => {
  const archived = products.find((product) => !product.active)
  if (!archived) return
  throw new IntegrationError(
    'product_archived',
    `The product "${name}" (${archived.id}) is archived, so it is not for sale. Activate it again in the Stripe Dashboard, or use another name.`,
    { field: 'productName' }
  )
}
