import type Stripe from 'stripe'
import type { Tools } from '../define/tools'
import { toIntegrationError } from '../gateway/translate'
import {
  defaultPriceOf,
  fits,
  lookupKeyFor,
  type PricedOffer,
  pricesOf,
  productIdFor,
  productOf,
  productsNamed,
  refuseArchived,
} from './offer'

/**
 * The price with the amount of an offer, made when there is none. However many products share the name and however
 * many prices they have: at most four calls, of which the last one makes the price.
 * @throws {IntegrationError} product_archived
 */
export const pricedPrice = async (offer: PricedOffer, tools: Tools): Promise<string> => {
  const { stripe } = tools
  const ours = await priceByLookupKey(offer, stripe)
  if (ours) return ours
  const products = await searched(offer.productName, tools)
  const active = products.filter((product) => product.active)
  const byDefault = active.map(defaultPriceOf).find((price) => price && fits(price, offer))
  if (byDefault) return byDefault.id
  for (const { id } of active) {
    const prices = await pricesOf(id, offer, stripe)
    // Deleted a moment ago: the search lags.
    if (!prices) continue
    return prices.data.find((price) => fits(price, offer))?.id ?? createPrice(offer, { product: id }, stripe)
  }
  refuseArchived(offer.productName, products)
  return createProductWithPrice(offer, stripe)
}

/** The price we made for this offer before, if it and its product are still what they were. */
const priceByLookupKey = async (offer: PricedOffer, stripe: Stripe): Promise<string | undefined> => {
  const { data } = await stripe.prices.list({
    lookup_keys: [lookupKeyFor(offer)],
    active: true,
    expand: ['data.product'],
    limit: 1,
  })
  const [price] = data
  if (!price) return undefined
  const product = productOf(price)
  return product?.active && product.name === offer.productName && fits(price, offer) ? price.id : undefined
}

/** How long the search may take before it is done without. Milliseconds. */
const SEARCH_TIME = 8_000

/**
 * The products of a name, as far as search knows. Without search – it is down, or Stripe does not offer it in the
 * account's country – there is a second product of the name at worst: its price has the offer's amount all the same.
 */
const searched = async (name: string, { within }: Tools): Promise<Stripe.Product[]> => {
  try {
    return (await within(SEARCH_TIME, (stripe) => productsNamed(name, stripe))).products
  } catch (error) {
    const { code } = toIntegrationError(error)
    if (code === 'stripe_busy' || code === 'stripe_unavailable' || code === 'stripe_rejected') return []
    throw error
  }
}

const createPrice = async (
  offer: PricedOffer,
  home: Pick<Stripe.PriceCreateParams, 'product' | 'product_data'>,
  stripe: Stripe
): Promise<string> => {
  const price = await stripe.prices.create({
    ...home,
    currency: offer.currency,
    unit_amount: offer.amount,
    ...(offer.interval && { recurring: { interval: offer.interval } }),
    lookup_key: lookupKeyFor(offer),
    // An archived price keeps its key; the new one takes it over.
    transfer_lookup_key: true,
  })
  return price.id
}

/** Tries in case people renamed products that carry our derived IDs. */
const RENAMED_PRODUCTS = 5

const createProductWithPrice = async (offer: PricedOffer, stripe: Stripe): Promise<string> => {
  const name = offer.productName
  for (let attempt = 0; attempt < RENAMED_PRODUCTS; attempt++) {
    const id = productIdFor(name, attempt)
    try {
      return await createPrice(offer, { product_data: { id, name } }, stripe)
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    // The search lagged behind, another instance was faster, or a person changed the product.
    const product = await stripe.products.retrieve(id)
    if (product.name !== name) continue
    refuseArchived(name, [product])
    const price = (await pricesOf(id, offer, stripe))?.data.find((candidate) => fits(candidate, offer))
    return price?.id ?? createPrice(offer, { product: id }, stripe)
  }
  return createPrice(offer, { product_data: { name } }, stripe)
}

/** Stripe's answer to an ID that another product has. */
const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'resource_already_exists'
