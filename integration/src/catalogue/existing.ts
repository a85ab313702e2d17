import type Stripe from 'stripe'
import { IntegrationError } from '../errors'
import { formatMoney } from '../money/money'
import {
  defaultPriceOf,
  fits,
  type Named,
  type Offer,
  pricesOf,
  productIdFor,
  productOf,
  productsNamed,
  refuseArchived,
} from './offer'

/** A product, and its one price for the offer if that can be told. */
interface Choice {
  product: Stripe.Product
  price: Stripe.Price | undefined
  /** How many of its prices fit, as far as is known. */
  fitting: number
}

/**
 * The price that the products of a name have already. A product that this integration made needs no other look: one
 * call. At most four for one that people made.
 * @throws {IntegrationError} price_not_found, product_ambiguous, product_archived
 */
export const existingPrice = async (offer: Offer, stripe: Stripe): Promise<string> => {
  const own = await ownChoice(offer, stripe)
  if (own?.product.active && own.price) return own.price.id
  const named = withOwn(await productsNamed(offer.productName, stripe), own)
  const choices = await choicesOf(offer, activeOf(offer, named), { own, named, stripe })
  const price = choices.find((choice) => choice.price)?.price
  if (price) return price.id
  throw await noPrice(offer, choices, stripe)
}

/** Enough to see that a price is the only one. */
const OWN_PRICES = 10

/**
 * What the product that we made for the name says by itself: asked for by its derived ID, since search lags behind.
 * Undefined when there is none, when it has no active price of the kind, or when people gave it another name.
 */
const ownChoice = async (offer: Offer, stripe: Stripe): Promise<Choice | undefined> => {
  const id = productIdFor(offer.productName)
  const page = await pricesOf(id, offer, stripe, { limit: OWN_PRICES, expand: ['data.product.default_price'] })
  const product = page?.data[0] && productOf(page.data[0])
  return page && product?.name === offer.productName ? choiceOf(product, page, offer) : undefined
}

const withOwn = (named: Named, own: Choice | undefined): Named =>
  own && !named.products.some(({ id }) => id === own.product.id)
    ? { ...named, products: [own.product, ...named.products] }
    : named

const activeOf = ({ productName }: Offer, { products }: Named): Stripe.Product[] => {
  const active = products.filter((product) => product.active)
  if (active.length > 0) return active
  refuseArchived(productName, products)
  throw new IntegrationError(
    'price_not_found',
    `There is no product named "${productName}", so there is no price to use. Give unit_amount to create it, or check the name.`,
    { field: 'productName' }
  )
}

/** Its default price if that fits, else the only one that does. */
const choiceOf = (product: Stripe.Product, page: Stripe.ApiList<Stripe.Price>, offer: Offer): Choice => {
  const byDefault = defaultPriceOf(product)
  if (byDefault && fits(byDefault, offer)) return { product, price: byDefault, fitting: 1 }
  const fitting = page.data.filter((price) => fits(price, offer))
  const only = fitting.length === 1 && !page.has_more ? fitting[0] : undefined
  return { product, price: only, fitting: page.has_more ? Number.POSITIVE_INFINITY : fitting.length }
}

/** Products whose prices are listed, for want of a default price that fits. */
const MOST_LISTED = 2

/**
 * The choice of each product. Several of one name must agree, and all of them must be known to.
 * @throws {IntegrationError} product_ambiguous
 */
const choicesOf = async (
  offer: Offer,
  active: Stripe.Product[],
  { own, named, stripe }: { own: Choice | undefined; named: Named; stripe: Stripe }
): Promise<Choice[]> => {
  const choices: Choice[] = []
  const unclear: Stripe.Product[] = []
  for (const product of active) {
    const byDefault = defaultPriceOf(product)
    if (product.id === own?.product.id) choices.push(own)
    else if (byDefault && fits(byDefault, offer)) choices.push({ product, price: byDefault, fitting: 1 })
    else unclear.push(product)
  }
  refuseDifferent(offer, choices)
  if (!named.complete || unclear.length > MOST_LISTED) throw tooMany(offer, active.length)
  for (const product of unclear) {
    const page = await pricesOf(product.id, offer, stripe)
    if (page) choices.push(choiceOf(product, page, offer))
  }
  refuseDifferent(offer, choices)
  return choices
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

/** Products that a message names. */
const MOST_NAMED = 10

const refuseDifferent = (offer: Offer, choices: Choice[]): void => {
  const found = choices.flatMap(({ product, price }) => (price ? [`${product.id}: ${describe(price)}`] : []))
  const different = new Set(choices.flatMap(({ price }) => (price ? [describe(price)] : [])))
  if (different.size <= 1) return
  throw new IntegrationError(
    'product_ambiguous',
    `Several products are named "${offer.productName}" and their prices differ (${found.slice(0, MOST_NAMED).join('; ')}). Give unit_amount, or give the products different names.`,
    { field: 'productName' }
  )
}

const tooMany = (offer: Offer, count: number): IntegrationError =>
  new IntegrationError(
    'product_ambiguous',
    `At least ${count} products are named "${offer.productName}", too many to see whether their prices are the same. Give unit_amount, or give the products different names.`,
    { field: 'productName' }
  )

/** Prices that the message names. */
const SHOWN_PRICES = 10

const noPrice = async (offer: Offer, choices: Choice[], stripe: Stripe): Promise<IntegrationError> => {
  const kind = offer.interval ? `price per ${offer.interval}` : 'one-time price'
  const wanted = `${kind}${offer.currency ? ` in ${offer.currency.toUpperCase()}` : ''}`
  const product = choices[0]?.product.id
  const { data } = product
    ? await stripe.prices.list({ product, active: true, limit: SHOWN_PRICES })
    : { data: [] as Stripe.Price[] }
  const has = data.length > 0 ? ` Its prices are: ${data.map(describe).join('; ')}.` : ' It has no active price.'
  const several = choices.some(({ fitting }) => fitting > 1)
  const problem = several ? 'several prices that fit and none of them is its default' : `no ${wanted}`
  return new IntegrationError(
    'price_not_found',
    `The product "${offer.productName}" has ${problem}.${has} Give unit_amount, or set the product's default price in the Stripe Dashboard.`,
    { field: 'unit_amount' }
  )
}
