import type Stripe from 'stripe'
import { NAMES, soldPrices } from './binding'
import type { Tools } from './define/tools'
import type { Owner } from './identity/index'
import { all, equals, metadataEquals } from './search'

/** What must have been bought: a product, or one price of it. */
export interface Wanted {
  productId?: string | undefined
  priceId?: string | undefined
}

/** Why somebody has access. */
export interface Access {
  via: 'subscription' | 'purchase'
  subscriptionId?: string
  paymentId?: string
  /** For a subscription: until when it is paid, in seconds since 1970. */
  until?: number
}

/** Stripe's longest page. Whoever bought more often than this is found by the newest hundred. */
const PAGE = 100

const isWanted = (price: Stripe.Price | null, { productId, priceId }: Wanted): boolean => {
  if (!price) return false
  if (priceId !== undefined) return price.id === priceId
  const product = typeof price.product === 'string' ? price.product : price.product.id
  return product === productId
}

/**
 * A subscription that is paid, or in its trial. One call. While collection is paused, access goes on, as Stripe has it; a
 * subscription that is paused as a whole has another state.
 * @see docs.stripe.com/billing/subscriptions/pause-payment
 */
export const bySubscription = async (
  customer: string,
  wanted: Wanted,
  states: readonly string[],
  stripe: Stripe
): Promise<Access | undefined> => {
  const { data } = await stripe.subscriptions.list({ customer, limit: PAGE })
  for (const { id, status, items } of data) {
    const item = states.includes(status) ? items.data.find(({ price }) => isWanted(price, wanted)) : undefined
    if (item) return { via: 'subscription', subscriptionId: id, until: item.current_period_end }
  }
  return undefined
}

const isRefunded = (intent: Stripe.PaymentIntent): boolean =>
  typeof intent.latest_charge === 'object' && intent.latest_charge?.refunded === true

/** A purchase of a customer on a payment page. One call. */
export const byPage = async (customer: string, wanted: Wanted, stripe: Stripe): Promise<Access | undefined> => {
  const expand = ['data.line_items', 'data.payment_intent.latest_charge']
  const { data } = await stripe.checkout.sessions.list({ customer, status: 'complete', limit: PAGE, expand })
  for (const { payment_status: status, line_items: items, payment_intent: intent } of data) {
    const payment = typeof intent === 'object' && intent !== null ? intent : undefined
    // A discount may have left nothing to pay.
    const isBought = status === 'no_payment_required' || (status === 'paid' && payment && !isRefunded(payment))
    if (isBought && items?.data.some(({ price }) => isWanted(price, wanted))) {
      return { via: 'purchase', ...(payment && { paymentId: payment.id }) }
    }
  }
  return undefined
}

/** The prices of a product, also archived ones: whoever bought at one of them still has it. One call, remembered. */
const pricesOf = async (product: string, { stripe, memory }: Tools): Promise<string[]> => {
  const name = `prices:${product}`
  const known = memory.get(name)
  if (known !== undefined) return JSON.parse(known)
  const { data } = await stripe.prices.list({ product, limit: PAGE })
  const ids = data.map(({ id }) => id)
  memory.set(name, JSON.stringify(ids))
  return ids
}

/** A purchase of a guest, of whom only the payment's metadata tells. One call; a second to know a product's prices. */
export const byMetadata = async (owner: Owner, wanted: Wanted, tools: Tools): Promise<Access | undefined> => {
  const { userId } = owner
  if (userId === undefined) return undefined
  const query = all(
    metadataEquals(NAMES.user, userId),
    metadataEquals(NAMES.bot, tools.botId),
    equals('status', 'succeeded')
  )
  const expand = ['data.latest_charge']
  const { data } = await tools.stripe.paymentIntents.search({ query, limit: PAGE, expand })
  const bought = data.filter((intent) => !isRefunded(intent) && soldPrices(intent.metadata).length > 0)
  if (bought.length === 0) return undefined
  const { priceId, productId = '' } = wanted
  const prices = priceId === undefined ? await pricesOf(productId, tools) : [priceId]
  const found = bought.find(({ metadata }) => soldPrices(metadata).some((price) => prices.includes(price)))
  return found && { via: 'purchase', paymentId: found.id }
}
