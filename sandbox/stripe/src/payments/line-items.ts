import type Stripe from 'stripe'
import { invalid } from '../protocol/errors'
import { find, findParam, idOf } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { checkTotal } from '../protocol/money'
import { createPrice } from '../resources/prices'
import type { Call, Environment, Scene } from '../sandbox'
import { type LineItem, type List, listOf, type Price, type Product } from '../wire'

interface LineItemParams {
  price?: string
  price_data?: Stripe.PaymentLinkCreateParams.LineItem.PriceData
  quantity?: number
  adjustable_quantity?: { enabled: boolean; minimum?: number; maximum?: number }
}

const MOST_LINE_ITEMS = 20
const LARGEST_QUANTITY = 999_999

const priceOf = (scene: Scene, item: LineItemParams, param: string): Price => {
  if (item.price_data) return createPrice(scene, item.price_data as unknown as Stripe.PriceCreateParams)
  if (item.price === undefined)
    throw invalid('You must specify either price or price_data.', `${param}[price]`, 'parameter_missing')
  const price = findParam<Price>(scene.env, 'price', item.price, `${param}[price]`)
  if (!price.active) {
    throw invalid(`The price specified is inactive. This field only accepts active prices.`, `${param}[price]`)
  }
  const product = productOf(scene.env, price)
  if (!product.active) {
    throw invalid('The product of the price specified is inactive.', `${param}[price]`)
  }
  return price
}

export const productOf = (env: Environment, price: Price): Product =>
  find<Product>(env, 'product', idOf(price.product) ?? '')

/** How many, checked. */
export const checkQuantity = (item: LineItemParams, param: string): number => {
  const quantity = item.quantity ?? 1
  const { enabled, minimum = 0, maximum = 99 } = item.adjustable_quantity ?? { enabled: false }
  if (quantity < 1 || quantity > LARGEST_QUANTITY) {
    throw invalid(`Invalid quantity: must be between 1 and ${LARGEST_QUANTITY}`, `${param}[quantity]`)
  }
  if (enabled && (minimum < 0 || maximum > LARGEST_QUANTITY || minimum > maximum)) {
    throw invalid(
      `Invalid adjustable quantity: minimum (${minimum}) and maximum (${maximum}) do not fit`,
      `${param}[adjustable_quantity]`
    )
  }
  if (enabled && (quantity < minimum || quantity > maximum)) {
    throw invalid('The quantity must be within the adjustable range.', `${param}[quantity]`)
  }
  return quantity
}

/** A line item with its amounts for a quantity. */
export const withQuantity = (item: LineItem, quantity: number): LineItem => {
  const total = (item.price?.unit_amount ?? 0) * quantity
  return { ...item, quantity, amount_subtotal: total, amount_total: total }
}

const lineItemOf = (scene: Scene, item: LineItemParams, param: string): LineItem => {
  const quantity = checkQuantity(item, param)
  const price = priceOf(scene, item, param)
  const { adjustable_quantity: adjustable } = item
  const line = {
    ...{ id: scene.sandbox.ids.make('li'), object: 'item', adjustable_quantity: null },
    ...{ amount_discount: 0, amount_subtotal: 0, amount_tax: 0, amount_total: 0, currency: price.currency },
    ...{ description: productOf(scene.env, price).name, metadata: {}, price, quantity },
  } satisfies LineItem as LineItem
  return withQuantity(
    {
      ...line,
      ...(adjustable?.enabled && {
        adjustable_quantity: { enabled: true, minimum: adjustable.minimum ?? 0, maximum: adjustable.maximum ?? 99 },
      }),
    },
    quantity
  )
}

/** What a link or a session sells, checked as a whole. */
export const lineItemsOf = (scene: Scene, params: readonly LineItemParams[], param = 'line_items'): LineItem[] => {
  if (params.length === 0) throw invalid('Missing required param: line_items.', param, 'parameter_missing')
  if (params.length > MOST_LINE_ITEMS) throw invalid(`You can have at most ${MOST_LINE_ITEMS} line items.`, param)
  const items = params.map((item, index) => lineItemOf(scene, item, `${param}[${index}]`))
  const currencies = new Set(items.map(({ currency }) => currency))
  if (currencies.size > 1) throw invalid('All prices must be in the same currency.', param)
  const intervals = new Set(
    items.flatMap(({ price }) =>
      price?.recurring ? [`${price.recurring.interval}/${price.recurring.interval_count}`] : []
    )
  )
  if (intervals.size > 1) throw invalid('All recurring prices must have the same interval.', param)
  checkTotal(totalOf(items), items[0]?.currency ?? 'usd', param)
  return items
}

export const totalOf = (items: readonly LineItem[]): number =>
  items.reduce((sum, { amount_total }) => sum + amount_total, 0)

export const isRecurring = (items: readonly LineItem[]): boolean => items.some(({ price }) => price?.recurring)

/** The list of line items behind a link or session. */
export const lineItemPage = (call: Call, url: string) =>
  pageOf(call, [...(call.env.lineItems.get(call.id) ?? [])].reverse(), url)

/** As many items as an expanded list shows. @see docs.stripe.com/api/checkout/sessions/object (line_items) */
const EXPANDED = 10

/** The first line items of a link or session, where they are expanded. */
export const expandedItems = (env: Environment, id: string, url: string): List<LineItem> => {
  const items = env.lineItems.get(id) ?? []
  return listOf(items.slice(0, EXPANDED), url, items.length > EXPANDED)
}
