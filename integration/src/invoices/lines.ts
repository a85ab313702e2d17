import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { quantityInput } from '../define/count'
import { idInput } from '../define/id'
import { inPlace } from '../define/place'
import type { Tools } from '../define/tools'
import { invalidInput } from '../errors'
import { amountInput, currencyInput, minorUnits } from '../money/input'
import { checkAmount, checkUnit, parseCurrency } from '../money/money'
import { type KnownPrice, knownPrice } from './prices'

/** More than fits on a page nobody bills in a chat. Stripe takes 250. */
const MOST_LINES = 20

const line = z.object({
  priceId: idInput('Price ID', 'price_', 'A price that is paid once, as listProductPrices returns it').optional(),
  description: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .title('Description')
    .describe('Instead of a price ID: what it is for, with unit_amount or amount'),
  ...amountInput,
  quantity: quantityInput.describe('How many pieces. Amounts are those of one piece. Default 1'),
})

type Line = z.output<typeof line>

/** What an invoice is for. */
export const linesInput = {
  lines: z
    .array(line)
    .min(1)
    .max(MOST_LINES)
    .title('Lines')
    .describe(
      'What is billed: each by priceId, or by description with the amount of one piece (unit_amount or amount)'
    ),
  currency: currencyInput.describe(
    'Three-letter currency code, in any case. Default: that of the prices, and usd without any'
  ),
}

/** Lines that may be billed, as Stripe takes them. */
export interface PlannedLines {
  currency: string
  lines: Stripe.InvoiceAddLinesParams.Line[]
}

interface Planned {
  /** For all pieces. */
  amount: number
  line: Stripe.InvoiceAddLinesParams.Line
}

/** Stripe takes no quantity next to an amount of one's own: it is told in words. */
const inWords = (description: string, quantity: number): string =>
  quantity === 1 ? description : `${quantity} × ${description}`

const ofFreeLine = (input: Line, currency: string, { guardrails }: Tools): Planned => {
  const { description, quantity = 1 } = input
  if (description === undefined) throw invalidInput('description', 'is required, or a priceId: what is it for?')
  const amount = minorUnits(input, currency)
  if (amount === undefined) throw invalidInput('unit_amount', 'is required: an amount is never invented.')
  checkUnit({ amount, currency })
  guardrails.checkFreePrice()
  guardrails.checkSold({ quantity })
  return { amount: amount * quantity, line: { amount: amount * quantity, description: inWords(description, quantity) } }
}

const ofPriceLine = (input: Line, price: KnownPrice, currency: string, { guardrails }: Tools): Planned => {
  const { priceId = '', quantity = 1 } = input
  if (input.unit_amount !== undefined || input.amount !== undefined) {
    const field = input.amount === undefined ? 'unit_amount' : 'amount'
    throw invalidInput(field, 'cannot be given together with priceId: a price has its own amount.')
  }
  if (!price.active) throw invalidInput('priceId', 'is archived, so it cannot be billed. Use another price.')
  if (price.isRecurring) {
    throw invalidInput('priceId', 'is charged again and again. For a subscription use createSubscription.')
  }
  if (price.amount === undefined) throw invalidInput('priceId', 'has no fixed amount, so it cannot be billed.')
  if (price.currency !== currency) {
    throw invalidInput('priceId', `is in ${price.currency}, and the invoice in ${currency}. One invoice, one currency.`)
  }
  const { productId, productName } = price
  guardrails.checkSold({ priceId, productId, productName, quantity })
  return {
    amount: Math.round(price.amount * quantity),
    line: {
      ...{ pricing: { price: priceId }, quantity },
      ...(input.description !== undefined && { description: input.description }),
    },
  }
}

/**
 * The lines of an invoice, checked: what they cost together, what the bot may bill. Prices that were not looked at lately
 * cost a call each.
 * @throws {IntegrationError} invalid_input, not_allowed, not_found, each naming the line and its field
 */
export const planLines = async (
  input: { lines: readonly Line[]; currency?: string | undefined },
  tools: Tools
): Promise<PlannedLines> => {
  const given = input.currency === undefined ? undefined : parseCurrency(input.currency)
  const prices = await Promise.all(
    input.lines.map(({ priceId }, index) =>
      priceId ? knownPrice(priceId, `lines[${index}].priceId`, tools) : undefined
    )
  )
  const currency = given ?? prices.find((price) => price !== undefined)?.currency ?? 'usd'
  const planned = input.lines.map((each, index) =>
    inPlace(`lines[${index}]`, () => {
      const price = prices[index]
      return price ? ofPriceLine(each, price, currency, tools) : ofFreeLine(each, currency, tools)
    })
  )
  const amount = planned.reduce((sum, each) => sum + each.amount, 0)
  checkAmount({ amount, currency }, 1, 'lines')
  tools.guardrails.checkSum({ amount, currency }, 'lines')
  return { currency, lines: planned.map((each) => each.line) }
}
