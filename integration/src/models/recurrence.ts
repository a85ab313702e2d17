import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { moneySchema, toMoney } from '../money/input'

/** How a price is charged, in words that fit behind an amount: `once`, `per month`, `every 3 months`. */
export const recurrenceText = (recurring: { interval: string; interval_count: number } | null | undefined): string => {
  if (!recurring) return 'once'
  const { interval, interval_count: count } = recurring
  return count === 1 ? `per ${interval}` : `every ${count} ${interval}s`
}

/** A price inside of something else: what it costs and how often. */
export const priceInShort = {
  priceId: z.string().describe('The ID of the price (price_…)'),
  productId: z.string().describe('The ID of the product (prod_…)'),
  productName: z.string().optional().describe('The name of the product, when it is known without another call'),
  price: moneySchema.optional().describe('The price of one piece; absent for tiers or an amount the customer chooses'),
  recurrence: z.string().describe('How often it is charged: once, per month, every 3 months'),
}

/** @param locale as `checkLocale` returns it */
export const toPriceInShort = (price: Stripe.Price, locale: string) => {
  const { product, unit_amount: amount, currency } = price
  const productName = typeof product === 'object' && !('deleted' in product) ? product.name : undefined
  return {
    ...{ priceId: price.id, productId: typeof product === 'string' ? product : product.id },
    ...(productName !== undefined && { productName }),
    ...(amount !== null && { price: toMoney({ amount, currency }, locale) }),
    recurrence: recurrenceText(price.recurring),
  }
}
