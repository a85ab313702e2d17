import type Stripe from 'stripe'
import { invalidInput } from './errors'
import type { Guardrails } from './guardrails/index'
import type { Owner } from './identity/index'
import { amountOffOf } from './models/coupon'
import { minorUnits } from './money/input'
import { checkAmount, type Money, parseCurrency } from './money/money'

/**
 * Whether the bot may give what a coupon gives.
 * @param minimum the smallest purchase that it is given for
 * @throws {IntegrationError} not_allowed
 */
export const checkCoupon = (
  coupon: Stripe.Coupon,
  minimum: Money | undefined,
  guardrails: Pick<Guardrails, 'checkDiscount' | 'checkDiscountAmount'>
): void => {
  const off = amountOffOf(coupon)
  if (off) guardrails.checkDiscountAmount(off, minimum, 'couponId')
  else guardrails.checkDiscount(coupon.percent_off ?? 100, 'couponId')
}

interface MinimumInput {
  minimumAmount?: string | undefined
  currency?: string | undefined
}

/**
 * The smallest purchase that a code is good for, when one is given.
 * @throws {IntegrationError} invalid_input
 */
export const minimumOf = (
  { minimumAmount, currency: text }: MinimumInput,
  coupon: Stripe.Coupon
): Money | undefined => {
  if (minimumAmount === undefined) {
    if (text !== undefined) throw invalidInput('currency', 'says nothing without a minimumAmount. Leave it out.')
    return undefined
  }
  const currency = parseCurrency(text ?? coupon.currency ?? 'usd')
  const amount = minorUnits({ amount: minimumAmount }, currency, 'minimumAmount') ?? 0
  checkAmount({ amount, currency }, 1, 'minimumAmount')
  return { amount, currency }
}

/**
 * How often a code can be used. What a chat user is given is theirs, once unless the bot says otherwise; a chat user
 * without a customer cannot be told from others at Stripe, so their code is good once, whoever types it.
 * @throws {IntegrationError} invalid_input
 */
export const redemptionsOf = (wanted: number | undefined, owner: Owner): number | undefined => {
  if (owner.isAnyone) return wanted
  if (owner.customerId === undefined && wanted !== undefined && wanted > 1) {
    throw invalidInput(
      'maxRedemptions',
      'must be 1 for a chat user who is no Stripe customer yet: anybody could use the code. See createCustomer.'
    )
  }
  return wanted ?? 1
}
