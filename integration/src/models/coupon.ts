import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { moneySchema, toMoney } from '../money/input'

/** What a coupon gives, in words and in numbers: of a coupon and of every code for it. */
export const discountFields = {
  discount: z.string().title('Discount').describe('What it gives, in words: "25% off for 3 months", "$5.00 off once"'),
  percentOff: z.number().optional().title('Percent off').describe('The part of the price it takes off, in percent'),
  amountOff: moneySchema.optional().title('Amount off').describe('In place of a part: the amount it takes off'),
  duration: z
    .string()
    .title('Duration')
    .describe('For a subscription: once (the first payment), repeating (some months) or forever'),
  durationInMonths: z.number().optional().title('Duration in months').describe('When it is repeating: for how long'),
  productIds: z
    .array(z.string())
    .optional()
    .title('Product IDs')
    .describe('When it is for some products only: their IDs'),
}

/** A coupon as the actions return it. */
export const couponFields = {
  id: z.string().title('Coupon ID').describe('The ID of the coupon. Not a code that customers can type'),
  name: z.string().optional().title('Name').describe('The name that customers see, when there is one'),
  ...discountFields,
  valid: z.boolean().title('Valid').describe('Whether it can still be redeemed'),
  timesRedeemed: z.number().title('Times redeemed').describe('How often it was redeemed'),
  maxRedemptions: z
    .number()
    .optional()
    .title('Most redemptions')
    .describe('How often it can be redeemed in all, when that is limited'),
  redeemBy: z
    .number()
    .optional()
    .title('Redeem by')
    .describe('Until when it can be redeemed, in seconds since 1970, when that is limited'),
}

export const couponSchema = z.object(couponFields)

/** Fields of a coupon that Stripe leaves out unless they are asked for. */
export const COUPON_EXPAND = ['applies_to']

const inWords = (off: string, { duration, duration_in_months: months }: Stripe.Coupon): string => {
  if (duration !== 'repeating') return `${off} off ${duration}`
  return `${off} off for ${months === 1 ? '1 month' : `${months} months`}`
}

/** The amount that a coupon takes off, when it is one. */
export const amountOffOf = ({ amount_off: amount, currency }: Stripe.Coupon) =>
  amount !== null && currency !== null ? { amount, currency } : undefined

/** @param coupon with COUPON_EXPAND; `locale` as `checkLocale` returns it */
export const toDiscount = (coupon: Stripe.Coupon, locale: string) => {
  const { percent_off: percentOff, duration, duration_in_months: durationInMonths, applies_to: to } = coupon
  const off = amountOffOf(coupon)
  const amountOff = off && toMoney(off, locale)
  return {
    discount: inWords(amountOff?.formatted ?? `${percentOff}%`, coupon),
    ...(percentOff !== null && { percentOff }),
    ...(amountOff && { amountOff }),
    duration,
    ...(durationInMonths !== null && { durationInMonths }),
    ...(to && to.products.length > 0 && { productIds: to.products }),
  }
}

/** @param coupon with COUPON_EXPAND; `locale` as `checkLocale` returns it */
export const toCoupon = (coupon: Stripe.Coupon, locale: string) => {
  const { id, name, valid, times_redeemed: timesRedeemed, max_redemptions: most, redeem_by: redeemBy } = coupon
  return {
    ...{ id, valid, timesRedeemed },
    ...(name && { name }),
    ...toDiscount(coupon, locale),
    ...(most !== null && { maxRedemptions: most }),
    ...(redeemBy !== null && { redeemBy }),
  }
}
