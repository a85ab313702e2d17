import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { type Binding, bindingInput, toMetadata } from '../binding'
import type { Interval } from '../catalogue/index'
import { type Item, type ItemInput, itemsInput, toItems, toOnlyItem } from '../checkout/item'
import { type PageOptions, pageOptions, pageParams } from '../checkout/page'
import { invalidInput } from '../errors'
import { amountInput } from '../money/input'
import { countInput } from './count'
import { httpsInput } from './id'
import { idempotencyInput } from './idempotency'

/** What a link does besides selling; the same when it is made and when it is changed. */
export const linkSettings = {
  maxPayments: countInput(1_000_000)
    .title('Most payments')
    .describe(
      'How often the link can be paid before it switches itself off. With a conversation ID the default is 1, since it is meant for one customer; else there is no limit'
    ),
  redirectUrl: httpsInput('Redirect URL', 'Where the customer goes after paying. {CHECKOUT_SESSION_ID} is replaced'),
  confirmationMessage: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .title('Confirmation message')
    .describe("Instead of a redirect URL: what Stripe's page says after the payment"),
  inactiveMessage: z
    .string()
    .max(500)
    .optional()
    .title('Inactive message')
    .describe('What the page says to customers who open the link when it is switched off'),
}

/** What the actions that make a payment link take. */
export const linkInput = {
  productName: z
    .string()
    .min(1)
    .max(250)
    .optional()
    .title('Product name')
    .placeholder('T-Shirt')
    .describe(
      'The exact name of the product to sell. It is created when there is none and an amount is given. Required unless items are given'
    ),
  unit_amount: z
    .number()
    .optional()
    .title('Unit amount')
    .placeholder('1999')
    .describe(
      "The price of one piece, a whole number in the currency's smallest unit (1999 is 19.99 USD; 500 is 500 JPY). Without it the product's own price is used; an amount is never invented"
    ),
  amount: amountInput.amount.describe(
    'Instead of unit_amount: the price of one piece as people write it, "19.99", without a currency sign'
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
  items: itemsInput.optional().describe(`Instead of a product name, to sell several things. ${itemsInput.description}`),
  ...linkSettings,
  ...pageOptions,
  ...bindingInput,
  ...idempotencyInput,
}

/** What the actions that make a payment link return. */
export const linkOutput = {
  id: z.string().title('Payment link ID').describe('The ID of the payment link (plink_…)'),
  url: z.string().title('URL').describe("The address of Stripe's payment page, to send to the customer"),
}

/** What the actions return that change a link. */
export const changedLinkOutput = {
  ...linkOutput,
  active: z.boolean().title('Active').describe('Whether the link can be used'),
  maxPayments: z.number().optional().title('Most payments').describe('How often it can be paid, if that is limited'),
  payments: z.number().optional().title('Payments').describe('How often it was paid, where that is limited'),
}

/** A link as the actions return it that change one. */
export const toChangedLink = ({ id, url, active, restrictions }: Stripe.PaymentLink) => ({
  ...{ id, url, active },
  ...(restrictions && {
    maxPayments: restrictions.completed_sessions.limit,
    payments: restrictions.completed_sessions.count,
  }),
})

interface LinkItems extends ItemInput {
  quantity: number
  items?: ItemInput[] | undefined
}

/** What is given once for the only thing that is sold, and with each of several. */
const OF_ONE = ['unit_amount', 'amount', 'currency'] as const

/**
 * What a link sells: one thing, or several.
 * @param interval how often it is charged, for a subscription
 * @throws {IntegrationError} invalid_input
 */
export const linkItems = (input: LinkItems, interval?: Interval): Item[] => {
  if (input.items === undefined) {
    if (input.productName === undefined) throw invalidInput('productName', 'is required, or items.')
    return toOnlyItem({ ...input, priceId: undefined, lookupKey: undefined }, interval)
  }
  if (input.productName !== undefined) {
    throw invalidInput('items', 'cannot be given together with productName. Leave one of them out.')
  }
  const extra = OF_ONE.find((name) => input[name] !== undefined)
  // Their defaults cannot be told from what was given.
  const field =
    extra ?? (input.quantity !== 1 ? 'quantity' : input.adjustableQuantity ? 'adjustableQuantity' : undefined)
  if (field) throw invalidInput(field, 'belongs to each of the items. Give it there.')
  return toItems(input.items, interval)
}

interface LinkSettings {
  maxPayments?: number | undefined
  redirectUrl?: string | undefined
  confirmationMessage?: string | undefined
  inactiveMessage?: string | undefined
}

/**
 * What happens after the payment.
 * @throws {IntegrationError} invalid_input
 */
export const afterCompletion = ({
  redirectUrl,
  confirmationMessage,
}: LinkSettings): Pick<Stripe.PaymentLinkCreateParams, 'after_completion'> => {
  if (redirectUrl !== undefined) {
    if (confirmationMessage !== undefined) {
      throw invalidInput('confirmationMessage', 'cannot be given together with redirectUrl. Leave one of them out.')
    }
    return { after_completion: { type: 'redirect', redirect: { url: redirectUrl } } }
  }
  if (confirmationMessage === undefined) return {}
  return {
    after_completion: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: confirmationMessage } },
  }
}

/** How often a link can be paid. */
export const limitedTo = (limit: number) => ({ restrictions: { completed_sessions: { limit } } })

/**
 * The parameters of a link besides what it sells: what ties its payments to a conversation, and what its page does.
 * @throws {IntegrationError} invalid_input
 */
export const linkParams = (
  input: Binding & LinkSettings & PageOptions & { metadata?: Record<string, string> | undefined },
  botId: string
) => {
  const limit = input.maxPayments ?? (input.conversationId ? 1 : undefined)
  return {
    metadata: toMetadata(input, botId),
    ...(limit && limitedTo(limit)),
    ...afterCompletion(input),
    ...(input.inactiveMessage && { inactive_message: input.inactiveMessage }),
    ...pageParams(input),
  }
}
