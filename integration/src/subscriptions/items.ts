import type Stripe from 'stripe'
import { invalidInput } from '../errors'
import { toPriceInShort } from '../models/recurrence'

const inWords = ({ id, price, quantity }: Stripe.SubscriptionItem): string => {
  const { productName, productId, price: money, recurrence } = toPriceInShort(price, 'en')
  return `${id} (${quantity ?? 1} × ${productName ?? productId}${money ? `, ${money.formatted} ${recurrence}` : ''})`
}

/**
 * The line of a subscription that is meant: the only one, or the one that is named.
 * @throws {IntegrationError} invalid_input listing the lines
 */
export const itemOf = ({ items }: Stripe.Subscription, itemId: string | undefined): Stripe.SubscriptionItem => {
  const [first, second] = items.data
  const found = itemId === undefined ? (second ? undefined : first) : items.data.find(({ id }) => id === itemId)
  if (found) return found
  const list = items.data.map(inWords).join('; ')
  const problem =
    itemId === undefined ? 'is required: the subscription has several lines' : 'is not of this subscription'
  throw invalidInput('itemId', `${problem}. It has: ${list}.`)
}

/** States after which nothing of a subscription can be changed any more. */
const ENDED = ['canceled', 'incomplete_expired']

export const hasEnded = ({ status }: Stripe.Subscription): boolean => ENDED.includes(status)

/** @throws {IntegrationError} invalid_input for a subscription that has ended */
export const checkGoesOn = (subscription: Stripe.Subscription): void => {
  if (!hasEnded(subscription)) return
  throw invalidInput(
    'subscriptionId',
    `has ended (${subscription.status}), so it cannot be changed. Start a new one with createSubscription or createCheckoutSession.`
  )
}
