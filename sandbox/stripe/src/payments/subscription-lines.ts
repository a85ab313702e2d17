import { formatMoney } from '../pages/money'
import { find, idOf } from '../protocol/find'
import type { Scene } from '../sandbox'
import type { Coupon, InvoiceLine, Price, Product, Subscription, SubscriptionItem } from '../wire'
import { reduceLines } from './discounts'
import type { LineParams } from './invoice-lines'

const nameOf = ({ env }: Scene, price: Price): string => find<Product>(env, 'product', idOf(price.product) ?? '').name

const describe = (scene: Scene, price: Price, quantity: number, isFree: boolean): string => {
  const name = nameOf(scene, price)
  if (isFree) return `Trial period for ${name}`
  const { interval = 'month', interval_count: intervalCount = 1 } = price.recurring ?? {}
  const every = intervalCount === 1 ? interval : `${intervalCount} ${interval}s`
  return `${quantity} × ${name} (at ${formatMoney(price.unit_amount ?? 0, price.currency)} / ${every})`
}

const parentOf = (subscription: string, item: string, isProration: boolean): InvoiceLine['parent'] => ({
  ...{ type: 'subscription_item_details', invoice_item_details: null },
  subscription_item_details: {
    ...{ invoice_item: null, proration: isProration, subscription, subscription_item: item },
    proration_details: isProration ? { credited_items: null } : null,
  },
})

/** What a subscription costs for its period now. @param isFree during a trial everything costs nothing */
export const periodLines = (scene: Scene, subscription: Subscription, isFree: boolean): LineParams[] =>
  subscription.items.data.map(({ id, price, quantity = 1, ...item }) => ({
    amount: isFree ? 0 : (price.unit_amount ?? 0) * quantity,
    ...{ currency: subscription.currency, description: describe(scene, price, quantity, isFree), quantity, price },
    period: { start: item.current_period_start, end: item.current_period_end },
    ...{ metadata: { ...subscription.metadata }, subscription: subscription.id },
    parent: parentOf(subscription.id, id, false),
  }))

/** What is sold once, with a subscription's first invoice. */
export const onceLine = (scene: Scene, price: Price, quantity: number, now: number): LineParams => ({
  ...{ amount: (price.unit_amount ?? 0) * quantity, currency: price.currency, description: nameOf(scene, price) },
  ...{ quantity, price, period: { start: now, end: now }, parent: null },
})

/** "12 Mar 2027". */
const dayOf = (moment: number): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    moment * 1000
  )

/** What an item costs for a whole period, less the subscription's discounts. */
const costOf = ({ price, quantity = 1 }: SubscriptionItem, coupons: readonly Coupon[]): number => {
  const amount = (price.unit_amount ?? 0) * quantity
  const [taken = []] = reduceLines([{ amount, product: idOf(price.product) }], coupons, price.currency)
  return taken.reduce((left, part) => left - part, amount)
}

const isSame = (one: SubscriptionItem, other: SubscriptionItem): boolean =>
  one.price.id === other.price.id && (one.quantity ?? 1) === (other.quantity ?? 1)

/**
 * What a change in the middle of a period gives back and costs, by the second: the unused time of what is not there any
 * more, the remaining time of what is new. @see docs.stripe.com/billing/subscriptions/prorations
 * @param after the items after the change
 * @param moment seconds since 1970
 */
export const prorationLines = (
  scene: Scene,
  subscription: Subscription,
  after: readonly SubscriptionItem[],
  moment: number,
  coupons: readonly Coupon[]
): LineParams[] => {
  const before = subscription.items.data
  const part = (item: SubscriptionItem, period: SubscriptionItem, isCredit: boolean): LineParams => {
    const { current_period_start: start, current_period_end: end } = period
    const share = Math.min(1, Math.max(0, (end - moment) / Math.max(1, end - start)))
    const { price, quantity = 1 } = item
    const amount = Math.round(costOf(item, coupons) * share)
    const what = quantity === 1 ? nameOf(scene, price) : `${quantity} × ${nameOf(scene, price)}`
    return {
      ...{ amount: isCredit && amount !== 0 ? -amount : amount, currency: price.currency, quantity, price },
      description: `${isCredit ? 'Unused' : 'Remaining'} time on ${what} after ${dayOf(moment)}`,
      ...{ period: { start: moment, end }, discountable: false, subscription: subscription.id },
      ...{ metadata: { ...subscription.metadata }, parent: parentOf(subscription.id, item.id, true) },
    }
  }
  const [first] = before
  const ended = before.flatMap((item) => {
    const next = after.find(({ id }) => id === item.id)
    if (next && isSame(item, next)) return []
    return [part(item, item, true), ...(next ? [part(next, item, false)] : [])]
  })
  const begun = after.filter(({ id }) => !before.some((item) => item.id === id))
  return [...ended, ...begun.map((item) => part(item, first ?? item, false))]
}
