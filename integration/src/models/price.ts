import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { moneySchema } from '../money/input'
import { priceInShort, toPriceInShort } from './recurrence'

/** A price as the actions return it that make or change one. */
export const priceFields = {
  id: z.string().title('Price ID').describe('The ID of the price (price_…)'),
  productId: z.string().title('Product ID').describe('The ID of the product (prod_…)'),
  active: z.boolean().title('Active').describe('Whether it can be sold; false: it is archived'),
  price: moneySchema
    .optional()
    .title('Price')
    .describe('The price of one piece; absent for tiers or an amount the customer chooses'),
  recurrence: z.string().title('Recurrence').describe('How often it is charged: once, per month, every 3 months'),
  nickname: z.string().optional().title('Nickname').describe("The shop's own name for it, when there is one"),
}

/** @param locale as `checkLocale` returns it */
export const toPrice = (price: Stripe.Price, locale: string) => {
  const { priceId: id, productId, price: money, recurrence } = toPriceInShort(price, locale)
  return {
    ...{ id, productId, active: price.active, recurrence },
    ...(money && { price: money }),
    ...(price.nickname && { nickname: price.nickname }),
  }
}

/** One of the prices of a product. */
export const productPriceSchema = z.object({
  ...{ priceId: priceInShort.priceId, price: priceInShort.price, recurrence: priceInShort.recurrence },
  nickname: z.string().optional().describe("The shop's own name for it, when there is one"),
  isDefault: z.boolean().describe('Whether it is the one that is sold when nobody says which'),
})

/** @param defaultId the ID of the product's default price */
export const toProductPrice = (one: Stripe.Price, defaultId: string | undefined, locale: string) => {
  const { id: priceId, price, recurrence, nickname } = toPrice(one, locale)
  return {
    ...{ priceId, recurrence, isDefault: priceId === defaultId },
    ...(price && { price }),
    ...(nickname && { nickname }),
  }
}
