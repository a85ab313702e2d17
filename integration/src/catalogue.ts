import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import type { Tools } from './define/tools'
import { IntegrationError, invalidInput } from './errors'
import { formatMoney } from './money/money'
import { equals } from './search'

/**
 * Finds the price that a bot means by a product's name, or makes it.
 *
 * Products and prices that we make carry an ID or a lookup key derived from what they are, so that they are found again
 * by one consistent read and two instances that make the same one end with one. Search, which lags, is only asked for
 * products that people made in the Dashboard.
 */

/** How often a price is charged; undefined for a one-time price. */
export type Interval = 'day' | 'week' | 'month' | 'year'

/** What is to be sold. */
export interface Offer {
  productName: string
  /** In minor units of the currency. Without it the product's own price is used. */
  amount?: number | undefined
  /** Lower-case code. Required with an amount; without one it narrows the choice. */
  currency?: string | undefined
  interval?: Interval | undefined
}

type PricedOffer = Offer & { amount: number; currency: string }

const hash = (...parts: unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)

/** The ID of the product that we make for a name. `attempt` counts on when a person renamed the earlier one. */
export const productIdFor = (name: string, attempt = 0): string =>
  `bp_${attempt === 0 ? hash(name) : hash(name, attempt)}`

/** The lookup key of the price that we make for an offer. */
export const lookupKeyFor = ({ productName, amount, currency, interval }: PricedOffer): string =>
  `bp:${hash(productName)}:${currency}:${amount}:${interval ?? 'once'}`

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

const fits = (price: Stripe.Price, offer: Offer): boolean =>
  isPlain(price, offer) &&
  (offer.currency === undefined || price.currency === offer.currency) &&
  (offer.amount === undefined || price.unit_amount === offer.amount)

const liveProduct = (product: Stripe.Price['product'] | undefined): Stripe.Product | undefined =>
  typeof product === 'object' && !('deleted' in product) ? product : undefined

/** Where the price of an offer is remembered. */
const nameOf = ({ productName, amount, currency, interval }: Offer): string =>
  `price:${JSON.stringify([productName, amount, currency, interval])}`

/** Stripe's answer to a price, or a product of it, that was archived or deleted. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && 'type' in error && error.type === 'StripeInvalidRequestError'

/**
 * Does something with the price for an offer. A price found in the last minutes is used without looking; when Stripe
 * refuses it, it is looked up again, once.
 * @throws {IntegrationError} price_not_found, product_ambiguous, product_archived
 */
export const withPrice = async <T>(offer: Offer, tools: Tools, use: (price: string) => Promise<T>): Promise<T> => {
  const { memory } = tools
  const name = nameOf(offer)
  const known = memory.get(name)
  if (known !== undefined) {
    try {
      return await use(known)
    } catch (error) {
      if (!isGone(error)) throw error
      memory.forget(name)
    }
  }
  const price = await priceFor(offer, tools)
  memory.set(name, price)
  return use(price)
}

/**
 * The ID of the price for an offer.
 *
 * With an amount: the price of the product of exactly this name (ours first, else the newest active one that has such a
 * price), made when there is none. Without: the product's default price if it is of the wanted kind, else its only one.
 * @throws {IntegrationError} price_not_found, product_ambiguous, product_archived
 */
export const priceFor = (offer: Offer, tools: Tools): Promise<string> =>
  tools.exclusive(`product:${offer.productName}`, () => {
    const { amount, currency } = offer
    if (amount === undefined) return existingPrice(offer, tools.stripe)
    if (currency === undefined) throw invalidInput('currency', 'is needed with an amount.')
    return pricedPrice({ ...offer, amount, currency }, tools.stripe)
  })

const pricedPrice = async (offer: PricedOffer, stripe: Stripe): Promise<string> => {
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

/** Products of exactly this name: ours first, then the newest first; archived ones too, to be able to say so. */
const productsNamed = async (name: string, stripe: Stripe): Promise<Stripe.Product[]> => {
  const { data } = await stripe.products.search({ query: equals('name', name), limit: 100 })
  const ours = productIdFor(name)
  return data
    .filter((product) => product.name === name)
    .sort((a, b) => Number(b.id === ours) - Number(a.id === ours) || b.created - a.created)
}

const pricesOf = async (product: string, offer: Offer, stripe: Stripe): Promise<Stripe.Price[]> => {
  const { data } = await stripe.prices.list({
    product,
    active: true,
    type: priceType(offer),
    ...(offer.currency && { currency: offer.currency }),
    limit: 100,
  })
  return data
}

const refuseArchived = (name: string, products: Stripe.Product[]): void => {
  const archived = products.find((product) => !product.active)
  if (!archived) return
  throw new IntegrationError(
    'product_archived',
    `The product "${name}" (${archived.id}) is archived, so it is not for sale. Activate it again in the Stripe Dashboard, or use another name.`,
    { field: 'productName' }
  )
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

/* Without an amount ------------------------------------------------------------------------------------------------ */

const existingPrice = async (offer: Offer, stripe: Stripe): Promise<string> => {
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
