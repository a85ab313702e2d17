import type Stripe from 'stripe'
import { fits, lookupKeyFor, type PricedOffer, pricesOf, productIdFor, productsNamed, refuseArchived } from './offer'

const liveProduct = (product: Stripe.Price['product'] | undefined): Stripe.Product | undefined =>
  typeof product === 'object' && !('deleted' in product) ? product : undefined

/**
 * The price with the amount of an offer, made when there is none.
 * @throws {IntegrationError} product_archived
 */
export const pricedPrice = async (offer: PricedOffer, stripe: Stripe): Promise<string> => {
  const ours = await priceByLookupKey(offer, stripe)
  if (ours) return ours
  const products = await productsNamed(offer.productName, stripe)
  const active = products.filter((product) => product.active)
  for (const product of active) {
    const price = (await pricesOf(product.id, offer, stripe)).find((candidate) => fits(candidate, offer))
    if (price) return price.id
  }
  const home = active[0]
  if (home) return createPrice(offer, { product: home.id }, stripe)
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
  const price = data[0]
  const product = liveProduct(price?.product)
  const same = price && product?.active && product.name === offer.productName && fits(price, offer)
  return same ? price.id : undefined
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
    const price = (await pricesOf(id, offer, stripe)).find((candidate) => fits(candidate, offer))
    return price?.id ?? createPrice(offer, { product: id }, stripe)
  }
  return createPrice(offer, { product_data: { name } }, stripe)
}

/** Stripe's answer to an ID that another product has. */
const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'resource_already_exists'
