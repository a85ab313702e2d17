import type Stripe from 'stripe'
import { invalid, refuseUnmodelled } from '../protocol/errors'
import { findParam, idOf } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { createPrice } from '../resources/prices'
import { type Scene, seconds } from '../sandbox'
import type { Plan, Price, Subscription, SubscriptionItem } from '../wire'

export const planOf = (price: Price): Plan =>
  ({
    ...{
      id: price.id,
      object: 'plan',
      active: price.active,
      amount: price.unit_amount,
      amount_decimal: price.unit_amount_decimal,
    },
    ...{ billing_scheme: price.billing_scheme, created: price.created, currency: price.currency },
    ...{ interval: price.recurring?.interval ?? 'month', interval_count: price.recurring?.interval_count ?? 1 },
    ...{ livemode: price.livemode, metadata: price.metadata, meter: null, nickname: price.nickname },
    ...{
      product: idOf(price.product) ?? null,
      tiers_mode: null,
      transform_usage: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
  }) satisfies Plan as Plan

export const itemOf = (
  scene: Scene,
  subscription: string,
  price: Price,
  quantity: number,
  period: { start: number; end: number }
): SubscriptionItem =>
  ({
    ...{
      id: scene.sandbox.ids.make('si'),
      object: 'subscription_item',
      billing_thresholds: null,
      created: seconds(scene),
    },
    ...{
      current_period_end: period.end,
      current_period_start: period.start,
      current_trial: null,
      discounts: [],
      metadata: {},
    },
    ...{ plan: planOf(price), price, quantity, subscription, tax_rates: [] },
  }) satisfies SubscriptionItem as SubscriptionItem

/** What parameters say of an item; `price_data` makes its price. */
type ItemParams = Pick<Stripe.SubscriptionUpdateParams.Item, 'id' | 'price' | 'price_data' | 'quantity' | 'deleted'> & {
  metadata?: unknown
}

/** A price that is paid again and again, and that can still be bought. */
export const recurringPrice = (scene: Scene, item: ItemParams, param: string): Price | undefined => {
  refuseUnmodelled(item, ['discounts', 'tax_rates', 'billing_thresholds'])
  const { price: id, price_data: data } = item
  if (data) return createPrice(scene, data as unknown as Stripe.PriceCreateParams)
  if (!id) return undefined
  const price = findParam<Price>(scene.env, 'price', id, `${param}[price]`)
  if (!price.active)
    throw invalid('The price specified is inactive. This field only accepts active prices.', `${param}[price]`)
  if (price.recurring) return price
  throw invalid(
    'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
    `${param}[price]`
  )
}

const checkQuantity = (quantity: number | undefined, param: string): void => {
  if (quantity === undefined || quantity >= 0) return
  throw invalid('Invalid non-negative integer', `${param}[quantity]`, 'parameter_invalid_integer')
}

/** What a new subscription is for. */
export const newItems = (scene: Scene, params: readonly ItemParams[] | undefined) => {
  if (!params?.length) throw invalid('Missing required param: items.', 'items', 'parameter_missing')
  const items = params.map((item, index) => {
    const param = `items[${index}]`
    const price = recurringPrice(scene, item, param)
    if (!price) throw invalid('Missing required param: price.', `${param}[price]`, 'parameter_missing')
    checkQuantity(item.quantity, param)
    return { price, quantity: item.quantity ?? 1, metadata: mergeMetadata(null, item.metadata) }
  })
  checkAlike(items)
  return items
}

/** All items of a subscription are paid in one currency and at the same times. */
const checkAlike = (items: ReadonlyArray<{ price: Price }>): void => {
  const fields = ({ price: { currency, recurring } }: { price: Price }) => ({
    ...{ currency, interval: `${recurring?.interval}/${recurring?.interval_count}` },
  })
  const [first, ...others] = items.map(fields)
  for (const field of ['currency', 'interval'] as const) {
    if (others.every((other) => other[field] === first?.[field])) continue
    throw invalid(
      `Currency and interval fields must match across all plans on this subscription. Found mismatch in ${field} field.`,
      'items'
    )
  }
}

/** The items after a change: an entry with an ID changes that item, one without adds another. */
export const changedItems = (
  scene: Scene,
  subscription: Subscription,
  changes: readonly ItemParams[]
): SubscriptionItem[] => {
  let items = [...subscription.items.data]
  const [first] = items
  const period = { start: first?.current_period_start ?? 0, end: first?.current_period_end ?? 0 }
  for (const [index, entry] of changes.entries()) {
    const param = `items[${index}]`
    const price = recurringPrice(scene, entry, param)
    checkQuantity(entry.quantity, param)
    if (price && price.currency !== subscription.currency) {
      throw invalid(
        `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${subscription.currency}\`.`,
        `${param}[price]`
      )
    }
    const known = entry.id === undefined ? undefined : items.find(({ id }) => id === entry.id)
    if (entry.id !== undefined && !known)
      throw invalid(`No such subscription item: '${entry.id}'`, `${param}[id]`, 'resource_missing')
    if (!known) {
      if (!price) throw invalid('Missing required param: price.', `${param}[price]`, 'parameter_missing')
      items.push(itemOf(scene, subscription.id, price, entry.quantity ?? 1, period))
    } else if (entry.deleted) {
      items = items.filter((item) => item !== known)
    } else {
      const next = {
        ...known,
        ...(price && { price, plan: planOf(price) }),
        quantity: entry.quantity ?? known.quantity ?? 1,
        metadata: mergeMetadata(known.metadata, entry.metadata),
      }
      items = items.map((item) => (item === known ? next : item))
    }
  }
  if (items.length === 0) throw invalid('A subscription must have at least one active item.', 'items')
  checkAlike(items)
  return items
}
