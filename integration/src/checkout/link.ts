import type Stripe from 'stripe'
import type { Tools } from '../define/tools'
import { invalidInput } from '../errors'
import { rememberPrice } from '../invoices/prices'

/** As deep as Stripe expands: what a link sells, with its products. */
const LINK_EXPAND = ['line_items.data.price.product']

/** A payment link with what it sells, and how often it was paid. */
export interface ReadLink {
  link: Stripe.PaymentLink
  lines: readonly Stripe.LineItem[]
  payments: { made: number; limit: number | undefined }
}

/** One call; a second one for a link that sells more than ten things. */
export const readLink = async (id: string, stripe: Stripe): Promise<ReadLink> => {
  const link = await stripe.paymentLinks.retrieve(id, { expand: LINK_EXPAND })
  const page = link.line_items
  const lines = page?.has_more
    ? (await stripe.paymentLinks.listLineItems(id, { limit: 100, expand: ['data.price.product'] })).data
    : (page?.data ?? [])
  const { count: made = 0, limit } = link.restrictions?.completed_sessions ?? {}
  return { link, lines, payments: { made, limit } }
}

/** How many pieces a customer can buy by a line at most. */
const mostOf = ({ adjustable_quantity: range, quantity }: Stripe.LineItem): number =>
  range?.enabled ? Math.max(range.maximum ?? 99, quantity ?? 1) : (quantity ?? 1)

/**
 * Whether the configuration lets the bot sell what a link sells.
 * @param lines with their prices and products; `field` is the input to name
 * @throws {IntegrationError} not_allowed
 */
export const checkLink = (
  lines: readonly Stripe.LineItem[],
  field: string,
  tools: Pick<Tools, 'guardrails' | 'known'>
): void => {
  const { guardrails } = tools
  let sum = 0
  for (const line of lines) {
    const { price } = line
    if (!price) continue
    const { productId, productName, amount } = rememberPrice(price, tools)
    const most = mostOf(line)
    guardrails.checkSold({ priceId: price.id, productId, productName, quantity: most }, field, field)
    if (amount === undefined) guardrails.checkOpenSum(price.currency, field)
    sum += (amount ?? 0) * most
  }
  const [first] = lines
  if (first) guardrails.checkSum({ amount: Math.ceil(sum), currency: first.currency }, field)
}

/** What is sold of which price. */
export interface Quantity {
  priceId: string
  quantity: number
}

/**
 * The lines with other quantities.
 * @throws {IntegrationError} invalid_input for what the link does not sell, or cannot be sold so often
 */
export const withQuantities = (
  lines: readonly Stripe.LineItem[],
  quantity: number | undefined,
  quantities: readonly Quantity[] | undefined
): Stripe.LineItem[] => {
  if (quantity !== undefined && lines.length !== 1) {
    throw invalidInput('quantity', `the link sells ${lines.length} things. Give quantities, by price ID.`)
  }
  const wanted = new Map(quantities?.map(({ priceId, quantity: pieces }) => [priceId, pieces]))
  for (const [index, { priceId }] of (quantities ?? []).entries()) {
    if (lines.some(({ price }) => price?.id === priceId)) continue
    throw invalidInput(`quantities[${index}].priceId`, 'is not sold by this link. What it sells cannot be changed.')
  }
  return lines.map((line) => {
    const pieces = quantity ?? wanted.get(line.price?.id ?? '')
    return pieces === undefined ? line : withQuantity(line, pieces)
  })
}

const withQuantity = (line: Stripe.LineItem, quantity: number): Stripe.LineItem => {
  const { enabled, minimum, maximum } = line.adjustable_quantity ?? { enabled: false }
  if (enabled && (quantity < (minimum ?? 0) || quantity > (maximum ?? 99))) {
    throw invalidInput('quantity', `is ${quantity}, outside the adjustable range of ${minimum} to ${maximum}.`)
  }
  return { ...line, quantity }
}
