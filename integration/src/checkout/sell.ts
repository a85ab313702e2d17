import { type Offer, withPrices } from '../catalogue/index'
import { pricesByKey } from '../catalogue/lookup'
import { inPlace } from '../define/place'
import type { Tools } from '../define/tools'
import { invalidInput } from '../errors'
import { type KnownPrice, knownPrice } from '../invoices/prices'
import { type Item, isPriced, lineOf, mostOf } from './item'

/** What one item costs at most; `amount` of one piece is undefined where it cannot be known. */
interface Cost {
  item: Item
  currency: string
  amount: number | undefined
}

const fieldOf = ({ what }: Item): 'priceId' | 'lookupKey' | 'productName' =>
  typeof what === 'string' ? 'priceId' : 'lookupKey' in what ? 'lookupKey' : 'productName'

/** Where the customer may raise the quantity, the most counts: that is what the sale may come to. */
const checkQuantity = (item: Item, sold: (KnownPrice & { priceId: string }) | undefined, { guardrails }: Tools): void =>
  inPlace(item.place, () => {
    const { priceId, productId, productName } = sold ?? {}
    const field = item.range ? 'adjustableQuantityMaximum' : 'quantity'
    guardrails.checkSold({ priceId, productId, productName, quantity: mostOf(item) }, fieldOf(item), field)
  })

const sumField = (costs: readonly Cost[]): string => {
  const [first] = costs
  if (!first || costs.length > 1) return 'items'
  const { place, what, range } = first.item
  const field = range ? 'adjustableQuantityMaximum' : isPriced(what) ? 'unit_amount' : fieldOf(first.item)
  return place === '' ? field : `${place}.${field}`
}

/** @throws {IntegrationError} not_allowed for what the configuration does not let the bot charge; invalid_input */
const checkCosts = (costs: readonly Cost[], { guardrails }: Tools): void => {
  const [first] = costs
  if (!first) return
  const { currency } = first
  for (const { item, currency: other, amount } of costs) {
    inPlace(item.place, () => {
      if (other !== currency) throw invalidInput(fieldOf(item), `is in ${other}, and another item is in ${currency}.`)
      if (amount === undefined) guardrails.checkOpenSum(currency, fieldOf(item))
    })
  }
  const amount = costs.reduce((sum, { item, amount = 0 }) => sum + amount * mostOf(item), 0)
  guardrails.checkSum({ amount: Math.ceil(amount), currency }, sumField(costs))
}

const pricedCosts = (items: readonly Item[]): Cost[] =>
  items.flatMap((item) => {
    const { what } = item
    return isPriced(what) ? [{ item, currency: what.currency, amount: what.amount }] : []
  })

/** What the input alone tells, before anything is asked of Stripe. */
const checkInput = (items: readonly Item[], tools: Tools): void => {
  for (const item of items) {
    inPlace(item.place, () => isPriced(item.what) && tools.guardrails.checkFreePrice())
    // With a list, what is sold has to be known first.
    if (!tools.guardrails.hasList) checkQuantity(item, undefined, tools)
  }
  checkCosts(pricedCosts(items), tools)
}

/** What the prices tell that were found, before one is made. Prices that were not looked at lately cost a call each. */
const checkFound = async (
  items: readonly Item[],
  found: ReadonlyArray<string | undefined>,
  tools: Tools
): Promise<void> => {
  const isMixed = new Set(found.map((price) => price === undefined)).size > 1
  if (!tools.guardrails.looksAtPrices && !isMixed) return
  const isOnce = items.some(({ what }) => isPriced(what) && what.interval === undefined)
  const costs = await Promise.all(items.map((item, index) => costOf(item, { priceId: found[index], isOnce }, tools)))
  checkCosts(costs, tools)
}

/** What Stripe would refuse, when the other prices had been made already. */
const checkKind = (price: KnownPrice, field: string, isOnce: boolean): void => {
  if (!price.active) throw invalidInput(field, 'is archived, so it is not for sale.')
  if (isOnce && price.isRecurring) throw invalidInput(field, 'is charged again and again, and the other items once.')
}

interface Looked {
  priceId: string | undefined
  /** Something else on the page is paid once. */
  isOnce: boolean
}

const costOf = async (item: Item, { priceId, isOnce }: Looked, tools: Tools): Promise<Cost> => {
  const { what, place } = item
  if (isPriced(what) || priceId === undefined) {
    const { amount, currency = 'usd' } = isPriced(what) ? what : { amount: undefined }
    return { item, amount, currency }
  }
  const price = await knownPrice(priceId, place === '' ? fieldOf(item) : `${place}.${fieldOf(item)}`, tools)
  checkQuantity(item, { priceId, ...price }, tools)
  inPlace(place, () => checkKind(price, fieldOf(item), isOnce))
  return { item, amount: price.amount, currency: price.currency }
}

/** The prices by lookup key come from Stripe each time; the others may be known. */
const offersOf = async (items: readonly Item[], tools: Tools): Promise<Array<string | Offer>> => {
  const wanted = new Map<string, string>()
  for (const { what, place } of items) {
    if (typeof what === 'object' && 'lookupKey' in what) wanted.set(`${place}.lookupKey`, what.lookupKey)
  }
  const byKey = await pricesByKey(wanted, tools)
  return items.map(({ what }) =>
    typeof what === 'object' && 'lookupKey' in what ? (byKey.get(what.lookupKey) ?? '') : what
  )
}

/** A line item of a session or a link. */
export type Line = ReturnType<typeof lineOf>

/**
 * Sells some items: finds or makes their prices, within what the configuration lets the bot sell.
 * @param use makes the page
 * @throws {IntegrationError} invalid_input, not_allowed, price_not_found, product_ambiguous, product_archived
 */
export const sell = async <T>(items: readonly Item[], tools: Tools, use: (lines: Line[]) => Promise<T>): Promise<T> => {
  checkInput(items, tools)
  const linesOf = (prices: string[]) =>
    items.flatMap((item, index) => {
      const price = prices[index]
      return price === undefined ? [] : [lineOf(price, item)]
    })
  return withPrices(
    await offersOf(items, tools),
    tools,
    (prices) => use(linesOf(prices)),
    (found) => checkFound(items, found, tools)
  )
}
