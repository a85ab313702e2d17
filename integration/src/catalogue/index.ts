import type { Tools } from '../define/tools'
import { invalidInput } from '../errors'
import { existingPrice } from './existing'
import type { Offer } from './offer'
import { pricedPrice } from './priced'

export { INTERVALS, type Interval, type Offer } from './offer'

/**
 * Finds the price that a bot means by a product's name, or makes it.
 *
 * Products and prices that we make carry an ID or a lookup key derived from what they are, so that they are found again
 * by one consistent read and two instances that make the same one end with one. Search, which lags, is only asked for
 * products that people made in the Dashboard.
 */

/** Where the price of an offer is remembered. */
const nameOf = ({ productName, amount, currency, interval }: Offer): string =>
  `price:${JSON.stringify([productName, amount, currency, interval])}`

/** Stripe's answer to a price, or a product of it, that was archived or deleted. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && 'type' in error && error.type === 'StripeInvalidRequestError'

/**
 * Does something with the prices for some offers; a text is the ID of a price. Prices found in the last minutes are used
 * without looking; when Stripe refuses one of them, they are looked up again, once.
 * @param check sees the prices before one is made; undefined stands for those with an amount
 * @throws {IntegrationError} price_not_found, product_ambiguous, product_archived
 */
export const withPrices = async <T>(
  offers: ReadonlyArray<string | Offer>,
  tools: Tools,
  use: (prices: string[]) => Promise<T>,
  check: Check = async () => undefined
): Promise<T> => {
  const { memory } = tools
  const names = offers.flatMap((offer) => (typeof offer === 'string' ? [] : [nameOf(offer)]))
  const remembered = names.some((name) => memory.get(name) !== undefined)
  try {
    return await use(await pricesFor(offers, tools, check))
  } catch (error) {
    if (!remembered || !isGone(error)) throw error
  }
  for (const name of names) memory.forget(name)
  return use(await pricesFor(offers, tools, check))
}

type Check = (found: ReadonlyArray<string | undefined>) => Promise<void>

/** What only has to be found comes first: nothing is made for a sale that cannot be made. */
const pricesFor = async (offers: ReadonlyArray<string | Offer>, tools: Tools, check: Check): Promise<string[]> => {
  const found: Array<string | undefined> = []
  for (const offer of offers) {
    if (typeof offer === 'string') found.push(offer)
    else found.push(offer.amount === undefined ? await rememberedPrice(offer, tools) : undefined)
  }
  await check(found)
  const prices: string[] = []
  for (const [index, offer] of offers.entries()) {
    prices.push(found[index] ?? (typeof offer === 'string' ? offer : await rememberedPrice(offer, tools)))
  }
  return prices
}

const rememberedPrice = async (offer: Offer, tools: Tools): Promise<string> =>
  tools.memory.get(nameOf(offer)) ?? (await priceFor(offer, tools))

/**
 * The ID of the price for an offer.
 *
 * With an amount: the price of a product of exactly this name – ours, one whose default price it is, else the newest
 * active one's – made when there is none. Without: the default price of our product if it is of the wanted kind, else
 * its only one; else that of the products people made, when they agree.
 * @throws {IntegrationError} price_not_found, product_ambiguous, product_archived
 */
export const priceFor = (offer: Offer, tools: Tools): Promise<string> =>
  tools.exclusive(`product:${offer.productName}`, async () => {
    const { memory } = tools
    // Whoever waited in the queue may find what the one before found.
    const price = memory.get(nameOf(offer)) ?? (await lookUp(offer, tools))
    memory.set(nameOf(offer), price)
    return price
  })

const lookUp = async (offer: Offer, tools: Tools): Promise<string> => {
  const { amount, currency } = offer
  if (amount === undefined) return existingPrice(offer, tools.stripe)
  if (currency === undefined) throw invalidInput('currency', 'is needed with an amount.')
  return pricedPrice({ ...offer, amount, currency }, tools)
}
