import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { moneySchema, toMoney } from '../money/input'
import { COUPON_EXPAND, discountFields, toDiscount } from './coupon'

/** Under which conditions a code can be used: of a code, and of one that a customer typed. */
export const conditionFields = {
  minimum: moneySchema.optional().title('Minimum').describe('The smallest purchase it is good for, when there is one'),
  firstTimeOnly: z
    .boolean()
    .title('First time only')
    .describe('Whether it is only for customers who never paid before'),
  expiresAt: z
    .number()
    .optional()
    .title('Expires at')
    .describe('Until when it can be used, in seconds since 1970, when that is limited'),
}

/** A promotion code as the actions return it. */
export const promotionCodeFields = {
  id: z.string().title('Promotion code ID').describe('The ID of the promotion code (promo_…)'),
  code: z.string().title('Code').describe('What customers type on the payment page'),
  active: z.boolean().title('Active').describe('Whether it can be used'),
  couponId: z.string().optional().title('Coupon ID').describe('The coupon it gives'),
  ...discountFields,
  // Of a coupon that was deleted nothing is known.
  discount: discountFields.discount.optional(),
  duration: discountFields.duration.optional(),
  ...conditionFields,
  customerId: z
    .string()
    .optional()
    .title('Customer ID')
    .describe('The only customer who can use it (cus_…), when it is for one'),
  maxRedemptions: z
    .number()
    .optional()
    .title('Most redemptions')
    .describe('How often it can be used in all, when that is limited'),
  timesRedeemed: z.number().title('Times redeemed').describe('How often it was used'),
}

/** What has to be expanded so that a code is told with what it gives in one call. */
export const PROMOTION_CODE_EXPAND = ['promotion.coupon', ...COUPON_EXPAND.map((field) => `promotion.coupon.${field}`)]

/** The coupon of a code, expanded; undefined when it was deleted. */
export const couponOf = ({ promotion }: Stripe.PromotionCode): Stripe.Coupon | undefined => {
  const { coupon } = promotion
  return typeof coupon === 'object' && coupon && !('deleted' in coupon) ? coupon : undefined
}

/** @param locale as `checkLocale` returns it */
export const toConditions = ({ restrictions, expires_at: expiresAt }: Stripe.PromotionCode, locale: string) => {
  const {
    first_time_transaction: firstTimeOnly,
    minimum_amount: amount,
    minimum_amount_currency: currency,
  } = restrictions
  return {
    firstTimeOnly,
    ...(amount !== null && currency !== null && { minimum: toMoney({ amount, currency }, locale) }),
    ...(expiresAt !== null && { expiresAt }),
  }
}

/** @param coupon what it gives, unless it was deleted; `locale` as `checkLocale` returns it */
export const toPromotionCode = (promotion: Stripe.PromotionCode, coupon: Stripe.Coupon | undefined, locale: string) => {
  const { id, code, active, customer, max_redemptions: most, times_redeemed: timesRedeemed } = promotion
  return {
    ...{ id, code, active, timesRedeemed },
    ...(coupon && { couponId: coupon.id, ...toDiscount(coupon, locale) }),
    ...toConditions(promotion, locale),
    ...(customer && { customerId: typeof customer === 'string' ? customer : customer.id }),
    ...(most !== null && { maxRedemptions: most }),
  }
}
