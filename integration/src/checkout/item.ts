import { z } from '@botpress/sdk'
import type { Interval, Offer } from '../catalogue/index'
import { LARGEST_QUANTITY, quantityInput } from '../define/count'
import { idInput } from '../define/id'
import { inPlace } from '../define/place'
import { invalidInput } from '../errors'
import { amountInput, minorUnits } from '../money/input'
import { checkAmount, checkUnit, parseCurrency } from '../money/money'

/** Stripe's most line items of a page. @see docs.stripe.com/api/checkout/sessions/create */
const MOST_ITEMS = 20

const item = z.object({
  priceId: idInput('Price ID', 'price_', 'The ID of the price to sell, as listProductPrices returns it').optional(),
  lookupKey: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .title('Lookup key')
    .describe('Instead of a price ID: the lookup key that the shop gave to the price'),
  productName: z
    .string()
    .min(1)
    .max(250)
    .optional()
    .title('Product name')
    .describe('Instead of a price ID: the exact name of the product'),
  unit_amount: z
    .number()
    .optional()
    .title('Unit amount')
    .describe("With a product name: the price of one piece in the currency's smallest unit"),
  amount: amountInput.amount.describe(
    'Instead of unit_amount: the price of one piece as people write it, "19.99", without a currency sign'
  ),
  currency: z
    .string()
    .max(20)
    .optional()
    .title('Currency')
    .describe('With an amount: three-letter currency code. Default usd'),
  quantity: quantityInput.describe('How many pieces. Default 1'),
  adjustableQuantity: z
    .boolean()
    .optional()
    .title('Adjustable quantity')
    .describe('Whether the customer can change the quantity on the page. Default false'),
  adjustableQuantityMaximum: z
    .number()
    .optional()
    .title('Largest quantity')
    .describe('With an adjustable quantity: the most the customer can choose. Default 99'),
  adjustableQuantityMinimum: z
    .number()
    .optional()
    .title('Smallest quantity')
    .describe('With an adjustable quantity: the fewest the customer can choose. Default 1'),
})

/** What a page sells. */
export const itemsInput = z
  .array(item)
  .min(1)
  .max(MOST_ITEMS)
  .title('Items')
  .describe(
    'What is sold: each by priceId, by lookupKey, or by productName with or without an amount (unit_amount or amount) and currency'
  )

export type ItemInput = z.output<typeof item>

/** What is sold of one thing, checked as far as the input tells. */
export interface Item {
  /** Where it stands in the input: `items[0]`, or empty. */
  place: string
  /** A price by its ID or its lookup key, or what its price is to be found by. */
  what: string | { lookupKey: string } | Offer
  quantity: number
  /** The range in which the customer can change the quantity, if they can. */
  range?: { minimum: number; maximum: number } | undefined
}

/** An offer with an amount: its price may have to be made. */
export const isPriced = (what: Item['what']): what is Offer & { amount: number; currency: string } =>
  typeof what === 'object' && 'productName' in what && what.amount !== undefined

/** How many pieces the customer can buy at most. */
export const mostOf = ({ quantity, range }: Item): number => range?.maximum ?? quantity

const checkWhole = (value: number, field: string, minimum: number): void => {
  if (Number.isInteger(value) && value >= minimum && value <= LARGEST_QUANTITY) return
  throw invalidInput(field, `must be a whole number from ${minimum} to ${LARGEST_QUANTITY}, not ${value}.`)
}

const rangeOf = (input: ItemInput, quantity: number): Item['range'] => {
  if (!input.adjustableQuantity) return undefined
  const { adjustableQuantityMinimum: minimum = 1, adjustableQuantityMaximum: maximum = 99 } = input
  checkWhole(minimum, 'adjustableQuantityMinimum', 0)
  checkWhole(maximum, 'adjustableQuantityMaximum', 1)
  if (minimum > maximum) {
    throw invalidInput('adjustableQuantityMinimum', `is ${minimum}, more than adjustableQuantityMaximum (${maximum}).`)
  }
  if (quantity < minimum || quantity > maximum) {
    throw invalidInput('quantity', `is ${quantity}, outside the adjustable range of ${minimum} to ${maximum}.`)
  }
  return { minimum, maximum }
}

const offerOf = (input: ItemInput & { productName: string }, interval: Interval | undefined): Offer => {
  const productName = input.productName.trim()
  if (productName === '') throw invalidInput('productName', 'must not be blank.')
  const isPriced = input.unit_amount !== undefined || input.amount !== undefined
  const currency = input.currency !== undefined ? parseCurrency(input.currency) : isPriced ? 'usd' : undefined
  const amount = currency === undefined ? undefined : minorUnits(input, currency)
  if (amount !== undefined && currency !== undefined) checkUnit({ amount, currency })
  return { productName, amount, currency, interval }
}

const NAMES = ['priceId', 'lookupKey', 'productName'] as const
/** What says something only together with the name of a product. */
const WITH_NAME = ['unit_amount', 'amount', 'currency'] as const

const whatOf = (input: ItemInput, interval: Interval | undefined): Item['what'] => {
  const { priceId, lookupKey, productName } = input
  if (productName !== undefined) return offerOf({ ...input, productName }, interval)
  const extra = WITH_NAME.find((name) => input[name] !== undefined)
  if (extra) throw invalidInput(extra, 'goes with productName only: a price has its own.')
  return lookupKey === undefined ? (priceId ?? '') : { lookupKey }
}

/** @throws {IntegrationError} invalid_input when not exactly one of the three ways is taken */
const checkNames = (input: ItemInput, place: string): void => {
  const given = NAMES.filter((name) => input[name] !== undefined)
  const [first, second] = given
  if (first === undefined) throw invalidInput(place, 'needs a priceId, a lookupKey or a productName.')
  if (second !== undefined) throw invalidInput(place, `has both ${first} and ${second}. Leave one of them out.`)
}

/**
 * One thing that is sold.
 * @param place where the input stands: `items[0]`, or empty
 * @param interval how often it is charged, when it is named by its product
 * @throws {IntegrationError} invalid_input
 */
export const toItem = (input: ItemInput, place: string, interval: Interval | undefined): Item => {
  checkNames(input, place || 'productName')
  return inPlace(place, () => {
    const { quantity = 1 } = input
    const what = whatOf(input, interval)
    checkWhole(quantity, 'quantity', 1)
    return { place, what, quantity, range: rangeOf(input, quantity) }
  })
}

/** One page is in one currency, and what it costs together is a payment that Stripe can take. */
const checkTogether = (items: readonly Item[]): void => {
  const priced = items.flatMap(({ what, quantity, place }) => (isPriced(what) ? [{ ...what, quantity, place }] : []))
  const [first] = priced
  if (!first) return
  const { currency } = first
  const other = priced.find((item) => item.currency !== currency)
  if (other) {
    throw invalidInput(`${other.place}.currency`, `is ${other.currency}, and ${first.place} is in ${currency}.`)
  }
  const amount = priced.reduce((sum, item) => sum + item.amount * item.quantity, 0)
  const only = items.length === 1 ? items[0] : undefined
  if (only) inPlace(only.place, () => checkAmount({ amount: first.amount, currency }, only.quantity))
  else if (priced.length === items.length) checkAmount({ amount, currency }, 1, 'items')
}

/** @throws {IntegrationError} invalid_input naming the item and its field */
export const toItems = (inputs: readonly ItemInput[], interval: Interval | undefined): Item[] => {
  const items = inputs.map((input, index) => toItem(input, `items[${index}]`, interval))
  checkTogether(items)
  return items
}

/** The only thing that is sold, given by the fields of the input itself. @throws {IntegrationError} invalid_input */
export const toOnlyItem = (input: ItemInput, interval: Interval | undefined): Item[] => {
  const items = [toItem(input, '', interval)]
  checkTogether(items)
  return items
}

/** The line item of a price, for a session as for a link. */
export const lineOf = (price: string, { quantity, range }: Item) => ({
  ...{ price, quantity },
  ...(range && { adjustable_quantity: { enabled: true, ...range } }),
})
