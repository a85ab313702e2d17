import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { type Binding, bindingInput, toMetadata } from '../binding'
import { invalidInput } from '../errors'
import { checkAmount, parseCurrency } from '../money/money'
import { idempotencyInput } from './idempotency'

/** What the actions that make a payment link take. */
export const linkInput = {
  productName: z
    .string()
    .min(1)
    .max(250)
    .title('Product name')
    .placeholder('T-Shirt')
    .describe('The exact name of the product to sell. It is created when there is none and an amount is given'),
  unit_amount: z
    .number()
    .optional()
    .title('Unit amount')
    .placeholder('1999')
    .describe(
      "The price of one piece, a whole number in the currency's smallest unit (1999 is 19.99 USD; 500 is 500 JPY). Without it the product's own price is used; an amount is never invented"
    ),
  currency: z
    .string()
    .max(20)
    .optional()
    .title('Currency')
    .placeholder('usd')
    .describe(
      "Three-letter currency code, in any case. With an amount the default is usd; without one, the currency of the product's own price"
    ),
  quantity: z.number().optional().default(1).title('Quantity').describe('How many pieces are sold. Default 1'),
  adjustableQuantity: z
    .boolean()
    .optional()
    .default(false)
    .title('Adjustable quantity')
    .describe('Whether the customer can change the quantity on the payment page'),
  adjustableQuantityMaximum: z
    .number()
    .optional()
    .default(99)
    .title('Largest quantity')
    .describe('With an adjustable quantity: the most the customer can choose, up to 999999. Default 99'),
  adjustableQuantityMinimum: z
    .number()
    .optional()
    .default(1)
    .title('Smallest quantity')
    .describe('With an adjustable quantity: the fewest the customer can choose. Default 1'),
  maxPayments: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .title('Most payments')
    .describe(
      'How often the link can be paid before it switches itself off. With a conversation ID the default is 1, since it is meant for one customer; else there is no limit'
    ),
  ...bindingInput,
  ...idempotencyInput,
}

/** What the actions that make a payment link return. */
export const linkOutput = {
  id: z.string().title('Payment link ID').describe('The ID of the payment link (plink_…)'),
  url: z.string().title('URL').describe("The address of Stripe's payment page, to send to the customer"),
}

export interface LinkInput {
  productName: string
  unit_amount?: number | undefined
  currency?: string | undefined
  quantity: number
  adjustableQuantity: boolean
  adjustableQuantityMaximum: number
  adjustableQuantityMinimum: number
}

/** Stripe's largest quantity of a line item. @see docs.stripe.com/api/payment-link/create */
const LARGEST_QUANTITY = 999_999

const checkWhole = (value: number, field: string, minimum: number): void => {
  if (Number.isInteger(value) && value >= minimum && value <= LARGEST_QUANTITY) return
  throw invalidInput(field, `must be a whole number from ${minimum} to ${LARGEST_QUANTITY}, not ${value}.`)
}

/**
 * Checks what the schema cannot say and returns what is to be sold.
 * @throws {IntegrationError} invalid_input
 */
export const offerOf = (input: LinkInput) => {
  const productName = input.productName.trim()
  if (productName === '') throw invalidInput('productName', 'must not be blank.')
  checkQuantities(input)
  const currency =
    input.currency !== undefined ? parseCurrency(input.currency) : input.unit_amount !== undefined ? 'usd' : undefined
  if (input.unit_amount !== undefined && currency !== undefined) {
    checkAmount({ amount: input.unit_amount, currency }, input.quantity)
  }
  return { productName, amount: input.unit_amount, currency }
}

const checkQuantities = (input: LinkInput): void => {
  checkWhole(input.quantity, 'quantity', 1)
  if (!input.adjustableQuantity) return
  const { adjustableQuantityMinimum: minimum, adjustableQuantityMaximum: maximum } = input
  checkWhole(minimum, 'adjustableQuantityMinimum', 0)
  checkWhole(maximum, 'adjustableQuantityMaximum', 1)
  if (minimum > maximum) {
    throw invalidInput('adjustableQuantityMinimum', `is ${minimum}, more than adjustableQuantityMaximum (${maximum}).`)
  }
  if (input.quantity < minimum || input.quantity > maximum) {
    throw invalidInput('quantity', `is ${input.quantity}, outside the adjustable range of ${minimum} to ${maximum}.`)
  }
}

/** The line item of a link for a price. */
export const lineItem = (price: string, input: LinkInput): Stripe.PaymentLinkCreateParams.LineItem => ({
  price,
  quantity: input.quantity,
  ...(input.adjustableQuantity && {
    adjustable_quantity: {
      enabled: true,
      minimum: input.adjustableQuantityMinimum,
      maximum: input.adjustableQuantityMaximum,
    },
  }),
})

/** The parameters of a link that tie its payments to a conversation. */
export const linkBinding = (
  input: Binding & { metadata?: Record<string, string> | undefined; maxPayments?: number | undefined },
  botId: string
) => {
  const limit = input.maxPayments ?? (input.conversationId ? 1 : undefined)
  return {
    metadata: toMetadata(input, botId),
    ...(limit && { restrictions: { completed_sessions: { limit } } }),
  }
}
