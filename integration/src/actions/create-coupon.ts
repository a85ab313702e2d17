import { z } from '@botpress/sdk'
import { bindingInput, toMetadata } from '../binding'
import { DAY_SECONDS } from '../clock'
import { defineAction } from '../define/action'
import { countInput } from '../define/count'
import { idempotencyInput } from '../define/idempotency'
import { checkFuture, momentInput } from '../define/moment'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { isRepeated, repeatedOutput } from '../define/repeated'
import { invalidInput } from '../errors'
import type { Guardrails } from '../guardrails/index'
import { COUPON_EXPAND, couponFields, toCoupon } from '../models/coupon'
import { amountInput, checkLocale, currencyInput, localeInput, minorUnits } from '../money/input'
import { parseCurrency } from '../money/money'

/** @see docs.stripe.com/api/coupons/create (redeem_by) */
const FIVE_YEARS_SECONDS = 5 * 365 * DAY_SECONDS

export const createCoupon = defineAction({
  title: 'Create coupon',
  description:
    'Makes a discount of its own, in percent or an amount. Alone it gives nobody anything: createPromotionCode makes a code of it that a customer can type. See with listCoupons whether there is one already. What the configuration allows is enforced: by default half of the price at most, and no amounts.',
  input: z.object({
    percentOff: z
      .number()
      .max(100)
      .optional()
      .title('Percent off')
      .placeholder('25')
      .describe('The part of the price it takes off, above 0 to 100. Not together with an amount'),
    unit_amount: amountInput.unit_amount.describe(
      "In place of a part: the amount it takes off, a whole number in the currency's smallest unit"
    ),
    amount: amountInput.amount.describe('Instead of unit_amount: the amount it takes off as people write it, "5.00"'),
    currency: currencyInput.describe('With an amount: its currency. Purchases in others get nothing off. Default usd'),
    name: z
      .string()
      .min(1)
      .max(40)
      .optional()
      .title('Name')
      .placeholder('Summer')
      .describe('The name that customers see'),
    duration: z
      .enum(['once', 'repeating', 'forever'])
      .optional()
      .title('Duration')
      .describe('For a subscription: once (the first payment), repeating (durationInMonths) or forever. Default once'),
    durationInMonths: countInput(36)
      .title('Duration in months')
      .describe('With a repeating duration: for how long, 1 to 36 months'),
    maxRedemptions: z
      .number()
      .int()
      .min(1)
      .optional()
      .title('Most redemptions')
      .describe('How often it can be redeemed in all, by all customers'),
    redeemBy: momentInput
      .title('Redeem by')
      .describe('Until when it can be redeemed, at most five years from now, in seconds since 1970'),
    productIds: z
      .array(z.string().min(1).max(255))
      .min(1)
      .max(100)
      .optional()
      .title('Product IDs')
      .describe('Only for these products'),
    metadata: bindingInput.metadata.describe('Names and texts of your own for the coupon'),
    ...localeInput,
    ...rawInput,
    ...idempotencyInput,
  }),
  output: z.object({ ...couponFields, ...repeatedOutput, ...rawOutput }),
  examples: [
    { title: 'A quarter off once', input: { percentOff: 25, name: 'Welcome' } },
    {
      title: 'A tenth off for three months',
      input: { percentOff: 10, duration: 'repeating', durationInMonths: 3, maxRedemptions: 100 },
    },
  ],
  once: true,
  async handler(input, { stripe, guardrails, clock, botId }) {
    const locale = checkLocale(input.locale)
    const { name, duration = 'once', durationInMonths, maxRedemptions, redeemBy, productIds } = input
    checkDuration(duration, durationInMonths)
    checkFuture(redeemBy, 'redeemBy', Math.floor(clock.now() / 1000), FIVE_YEARS_SECONDS)
    const coupon = await stripe.coupons.create({
      ...{ ...reductionOf(input, guardrails), duration, expand: COUPON_EXPAND },
      metadata: toMetadata({ metadata: input.metadata }, botId),
      ...(name && { name }),
      ...(durationInMonths !== undefined && { duration_in_months: durationInMonths }),
      ...(maxRedemptions !== undefined && { max_redemptions: maxRedemptions }),
      ...(redeemBy !== undefined && { redeem_by: redeemBy }),
      ...(productIds && { applies_to: { products: productIds } }),
    })
    return { ...toCoupon(coupon, locale), ...isRepeated(coupon), ...rawOf(input, coupon) }
  },
})

const checkDuration = (duration: string, months: number | undefined): void => {
  if (duration === 'repeating' && months === undefined) {
    throw invalidInput('durationInMonths', 'is required for a repeating duration: for how many months?')
  }
  if (duration !== 'repeating' && months !== undefined) {
    throw invalidInput(
      'durationInMonths',
      `says nothing with the duration ${duration}. Use repeating, or leave it out.`
    )
  }
}

interface Reduction {
  percentOff?: number | undefined
  unit_amount?: number | undefined
  amount?: string | undefined
  currency?: string | undefined
}

/** Either a part of the price or an amount. @throws {IntegrationError} invalid_input, not_allowed */
const reductionOf = (input: Reduction, guardrails: Guardrails) => {
  const { percentOff } = input
  const currency = parseCurrency(input.currency ?? 'usd')
  const amount = minorUnits(input, currency)
  if (amount === undefined) {
    if (percentOff === undefined) throw invalidInput('percentOff', 'is required, or an amount: how much is taken off?')
    if (!(percentOff > 0)) throw invalidInput('percentOff', 'must be above 0.')
    if (input.currency !== undefined) throw invalidInput('currency', 'says nothing without an amount. Leave it out.')
    guardrails.checkDiscount(percentOff)
    return { percent_off: percentOff }
  }
  if (percentOff !== undefined) {
    throw invalidInput('percentOff', 'cannot be given together with an amount. Leave one out.')
  }
  if (!Number.isSafeInteger(amount) || amount < 1) {
    throw invalidInput(
      'unit_amount',
      `must be a whole number above 0, in the smallest unit of ${currency.toUpperCase()}.`
    )
  }
  guardrails.checkCurrency(currency)
  guardrails.checkDiscountAmount({ amount, currency }, undefined)
  return { amount_off: amount, currency }
}
