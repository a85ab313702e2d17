import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { bindingInput, toMetadata } from '../binding'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { idempotencyInput } from '../define/idempotency'
import { checkFuture, momentInput } from '../define/moment'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { isRepeated, repeatedOutput } from '../define/repeated'
import { checkCoupon, minimumOf, redemptionsOf } from '../discounts'
import { IntegrationError, invalidInput } from '../errors'
import { ownerOrCustomerInput } from '../identity/index'
import { COUPON_EXPAND } from '../models/coupon'
import { promotionCodeFields, toPromotionCode } from '../models/promotion-code'
import { checkLocale, currencyInput, localeInput } from '../money/input'

export const createPromotionCode = defineAction({
  title: 'Create promotion code',
  description:
    "Makes a code for a coupon, which the customer types on the payment page. Use it to give one customer a discount that the shop decided on; never because a customer asks for more. listCoupons shows what can be given. For a chat user the code is theirs alone, once; a code for everybody takes a bot of the shop's staff. Give the customer the code and what it is good for.",
  input: z.object({
    couponId: idInput('Coupon ID', '', 'The coupon, as listCoupons and createCoupon return it'),
    code: z
      .string()
      .min(1)
      .max(50)
      .optional()
      .title('Code')
      .placeholder('WELCOME25')
      .describe('What the customer types: letters, digits and dashes, in any case. Left out, Stripe makes one up'),
    ...ownerOrCustomerInput,
    maxRedemptions: z
      .number()
      .int()
      .min(1)
      .optional()
      .title('Most redemptions')
      .describe('How often it can be used in all. For a chat user the default is 1; for staff there is no limit'),
    expiresAt: momentInput.title('Expires at').describe('Until when it can be used, in seconds since 1970'),
    firstTimeOnly: z
      .boolean()
      .optional()
      .title('First time only')
      .describe('Whether it is only for customers who never paid before'),
    minimumAmount: z
      .string()
      .max(30)
      .optional()
      .title('Minimum amount')
      .placeholder('50.00')
      .describe('The smallest purchase it is good for, as people write it, "50.00"'),
    currency: currencyInput.describe('With a minimum amount: its currency. Default that of the coupon, else usd'),
    conversationId: bindingInput.conversationId.describe('The conversation in which it is given'),
    metadata: bindingInput.metadata.describe('Names and texts of your own for the code'),
    ...localeInput,
    ...rawInput,
    ...idempotencyInput,
  }),
  output: z.object({ ...promotionCodeFields, ...repeatedOutput, ...rawOutput }),
  examples: [
    { title: 'For one chat user, once', input: { couponId: 'ExampleOfACoupon', userId: 'user_of_the_chat' } },
    {
      title: 'For purchases of 50.00 USD and more',
      input: { couponId: 'ExampleOfACoupon', minimumAmount: '50.00', userId: 'user_of_the_chat' },
    },
  ],
  once: true,
  async handler(input, { stripe, identity, guardrails, clock, botId }) {
    const locale = checkLocale(input.locale)
    const { couponId, code, expiresAt, firstTimeOnly } = input
    if (couponId.startsWith('promo_')) throw invalidInput('couponId', 'is a promotion code (promo_…), not a coupon.')
    if (code !== undefined && !/^[A-Za-z0-9-]+$/.test(code)) {
      throw invalidInput('code', 'may have letters, digits and dashes only.')
    }
    checkFuture(expiresAt, 'expiresAt', Math.floor(clock.now() / 1000))
    const owner = await identity.ownerOf(input)
    const coupon = await stripe.coupons.retrieve(couponId, { expand: COUPON_EXPAND })
    const minimum = minimumOf(input, coupon)
    checkCoupon(coupon, minimum, guardrails)
    const most = redemptionsOf(input.maxRedemptions, owner)
    checkWithin(coupon, most, expiresAt)
    const params = {
      ...{ promotion: { type: 'coupon', coupon: couponId } as const },
      ...(code !== undefined && { code }),
      ...(owner.customerId && { customer: owner.customerId }),
      ...(most !== undefined && { max_redemptions: most }),
      ...(expiresAt !== undefined && { expires_at: expiresAt }),
      restrictions: {
        ...(firstTimeOnly && { first_time_transaction: true }),
        ...(minimum && { minimum_amount: minimum.amount, minimum_amount_currency: minimum.currency }),
      },
      metadata: toMetadata({ ...input, userId: owner.userId }, botId),
    }
    const made = await stripe.promotionCodes.create(params).catch((error) => {
      throw explained(error)
    })
    return { ...toPromotionCode(made, coupon, locale), ...isRepeated(made), ...rawOf(input, made) }
  },
})

/** A code outlives its coupon in no respect. */
const checkWithin = (coupon: Stripe.Coupon, most: number | undefined, expiresAt: number | undefined): void => {
  const { valid, max_redemptions: mostOfCoupon, redeem_by: redeemBy } = coupon
  if (!valid) throw invalidInput('couponId', 'can no longer be redeemed. listCoupons shows others.')
  if (mostOfCoupon !== null && (most ?? 0) > mostOfCoupon) {
    throw invalidInput('maxRedemptions', `must be at most ${mostOfCoupon}, as often as the coupon can be redeemed.`)
  }
  if (redeemBy !== null && (expiresAt ?? 0) > redeemBy) {
    throw invalidInput('expiresAt', `must be at most ${redeemBy}, when the coupon ends.`)
  }
}

const explained = (error: unknown): unknown => {
  if (!(error instanceof Error && 'param' in error && error.param === 'code')) return error
  return new IntegrationError(
    'invalid_input',
    'code: an active promotion code has this text already. Choose another, or leave it out.',
    { field: 'code', cause: error }
  )
}
