import type Stripe from 'stripe'
import { IntegrationError } from '../errors'
import { formatMoney } from '../money/money'
import { fits, type Offer, productIdFor, productsNamed, refuseArchived } from './offer'

/**
 * The price that the products of a name have already.
 * @throws {IntegrationError} price_not_found, product_ambiguous, product_archived
 */
export const existingPrice = async (offer: Offer, stripe: Stripe): Promise<string> => {
  const products = await activeProducts(offer.productName, stripe)
  const choices = []
  for (const product of products) choices.push(await ownPrice(product, offer, stripe))
  const found = choices.filter((choice) => choice.price !== undefined)
  const different = new Set(found.map(({ price }) => price && describe(price)))
  if (different.size > 1) throw ambiguous(offer, found)
  const price = found[0]?.price
  if (price) return price.id
  throw noPrice(offer, choices)
}

/** Active products of exactly this name; our own is added by its ID, since search lags behind. */
const activeProducts = async (name: string, stripe: Stripe): Promise<Stripe.Product[]> => {
  const products = await productsNamed(name, stripe)
  const ours = productIdFor(name)
  if (!products.some((product) => product.id === ours)) {
    const product = await retrieveProduct(ours, stripe)
    if (product?.name === name) products.unshift(product)
  }
  const active = products.filter((product) => product.active)
  if (active.length > 0) return active
  refuseArchived(name, products)
  throw new IntegrationError(
    'price_not_found',
    `There is no product named "${name}", so there is no price to use. Give unit_amount to create it, or check the name.`,
    { field: 'productName' }
  )
}

const retrieveProduct = async (id: string, stripe: Stripe): Promise<Stripe.Product | undefined> => {
  try {
    return await stripe.products.retrieve(id)
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'resource_missing') return
    throw error
  }
}

interface Choice {
  product: Stripe.Product
  price: Stripe.Price | undefined
  /** All active prices of the product that are of the wanted type, in any currency and interval. */
  prices: Stripe.Price[]
}

const ownPrice = async (product: Stripe.Product, offer: Offer, stripe: Stripe): Promise<Choice> => {
  const { data: prices } = await stripe.prices.list({ product: product.id, active: true, limit: 100 })
  const defaultId = typeof product.default_price === 'string' ? product.default_price : product.default_price?.id
  const fitting = prices.filter((price) => fits(price, offer))
  const price = fitting.find(({ id }) => id === defaultId) ?? (fitting.length === 1 ? fitting[0] : undefined)
  return { product, price, prices }
}

const describe = (price: Stripe.Price): string => {
  const amount =
    price.unit_amount === null
      ? `a variable amount in ${price.currency.toUpperCase()}`
      : formatMoney({ amount: price.unit_amount, currency: price.currency })
  if (!price.recurring) return `${amount} once`
  const { interval, interval_count: count } = price.recurring
  return `${amount} every ${count === 1 ? interval : `${count} ${interval}s`}`
}

const ambiguous = (offer: Offer, choices: Choice[]): IntegrationError => {
  const list = choices.map(({ product, price }) => `${product.id}: ${price ? describe(price) : 'no price'}`).join('; ')
  return new IntegrationError(
    'product_ambiguous',
    `Several products are named "${offer.productName}" and their prices differ (${list}). Give unit_amount, or give the products different names.`,
    { field: 'productName' }
  )
}

const noPrice = (offer: Offer, choices: Choice[]): IntegrationError => {
  const kind = offer.interval ? `price per ${offer.interval}` : 'one-time price'
  const wanted = `${kind}${offer.currency ? ` in ${offer.currency.toUpperCase()}` : ''}`
  const existing = choices.flatMap(({ prices }) => prices.map(describe))
  const has = existing.length > 0 ? ` Its prices are: ${existing.slice(0, 10).join('; ')}.` : ' It has no active price.'
  const fitting = choices.flatMap(({ prices }) => prices.filter((price) => fits(price, offer)))
  const problem = fitting.length > 1 ? `several prices that fit and none of them is its default` : `no ${wanted}`
  return new IntegrationError(
    'price_not_found',
    `The product "${offer.productName}" has ${problem}.${has} Give unit_amount, or set the product's default price in the Stripe Dashboard.`,
    { field: 'unit_amount' }
  )
}
