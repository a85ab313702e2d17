import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { INTERVALS, type Interval, type Offer } from '../catalogue/index'
import type { Tools } from '../define/tools'
import { invalidInput } from '../errors'
import { amountInput, currencyInput, minorUnits } from '../money/input'
import { checkAmount, type Money, parseCurrency } from '../money/money'

/** How a plan is given by what it is, in place of the ID of its price. */
export const planInput = {
  productName: z
    .string()
    .min(1)
    .max(250)
    .optional()
    .title('Product name')
    .placeholder('Coffee club')
    .describe(
      'Instead of a price ID: the exact name of the product, with an amount. It is created when there is none. To sell it at its own price, take the price ID from listProductPrices'
    ),
  ...amountInput,
  currency: currencyInput,
  chargingInterval: z
    .enum(INTERVALS)
    .optional()
    .title('Charging interval')
    .describe('With a product name: how often it is charged. day, week, month or year'),
}

/** What is subscribed to: the ID of a price, or what its price is to be. */
export type Plan = string | (Offer & { amount: number; currency: string; interval: Interval })

interface PlanInput {
  priceId: string | undefined
  productName?: string | undefined
  unit_amount?: number | undefined
  amount?: string | undefined
  currency?: string | undefined
  chargingInterval?: Interval | undefined
}

/** What says something about a plan only together with the name of its product. */
const ALONE = ['unit_amount', 'amount', 'currency', 'chargingInterval'] as const

interface PlanOptions {
  /** The name of the input that holds the price's ID. */
  field: 'priceId' | 'newPriceId'
  quantity: number
  /** What is meant where the input says nothing. */
  currency: string
  interval: Interval
}

/**
 * The plan that an input names; undefined when it names none.
 * @throws {IntegrationError} invalid_input
 */
export const planOf = (input: PlanInput, { field, quantity, currency, interval }: PlanOptions): Plan | undefined => {
  const { priceId, productName } = input
  if (priceId !== undefined && productName !== undefined) {
    throw invalidInput('productName', `cannot be given together with ${field}. Leave one out.`)
  }
  if (productName === undefined) {
    const extra = ALONE.find((name) => input[name] !== undefined)
    if (extra) throw invalidInput(extra, 'goes with productName only. A price has its own.')
    return priceId
  }
  const name = productName.trim()
  if (name === '') throw invalidInput('productName', 'must not be blank.')
  const code = parseCurrency(input.currency ?? currency)
  const amount = minorUnits(input, code)
  if (amount === undefined) {
    throw invalidInput(
      'unit_amount',
      `is required with productName: an amount is never invented. To sell a product at its own price, give ${field}, which listProductPrices tells.`
    )
  }
  checkAmount({ amount, currency: code }, quantity)
  return { productName: name, amount, currency: code, interval: input.chargingInterval ?? interval }
}

/** A price with its product, and what it costs. */
export const PRICE_EXPAND = ['product']

const productOf = ({ product }: Stripe.Price) =>
  typeof product === 'string'
    ? { productId: product }
    : { productId: product.id, ...('name' in product && { productName: product.name }) }

/**
 * Whether the configuration lets the bot sell so many pieces at a price.
 * @param price with its product
 * @throws {IntegrationError} not_allowed
 */
export const checkPrice = (
  price: Stripe.Price,
  quantity: number,
  field: string,
  { guardrails }: Pick<Tools, 'guardrails'>
): void => {
  const { id: priceId, unit_amount: amount, currency } = price
  guardrails.checkSold({ priceId, ...productOf(price), quantity }, field)
  if (amount === null) guardrails.checkOpenSum(currency, field)
  else guardrails.checkSum({ amount: amount * quantity, currency }, field)
}

/**
 * Whether the configuration lets the bot sell a plan. A price that is named by its ID is looked at only where a limit or
 * the caller wants it: that is a call.
 * @returns the price, when it was looked at
 * @throws {IntegrationError} not_allowed
 */
export const checkPlan = async (
  plan: Plan,
  { field, quantity, look = false }: { field: string; quantity: number; look?: boolean },
  { guardrails, stripe }: Pick<Tools, 'guardrails' | 'stripe'>
): Promise<Stripe.Price | undefined> => {
  if (typeof plan !== 'string') {
    guardrails.checkSold({ productName: plan.productName, quantity }, 'productName')
    guardrails.checkFreePrice()
    guardrails.checkSum({ amount: plan.amount * quantity, currency: plan.currency })
    return undefined
  }
  if (!look && !guardrails.looksAtPrices) {
    guardrails.checkSold({ priceId: plan, quantity }, field)
    return undefined
  }
  const price = await stripe.prices.retrieve(plan, { expand: PRICE_EXPAND })
  checkPrice(price, quantity, field, { guardrails })
  return price
}

/** What a plan costs for one period, as far as it is known: not for tiers. */
export const costOf = (price: { unit_amount: number | null; currency: string }, quantity: number): Money | undefined =>
  price.unit_amount === null ? undefined : { amount: price.unit_amount * quantity, currency: price.currency }
