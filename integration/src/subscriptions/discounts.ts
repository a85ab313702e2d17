import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { idInput } from '../define/id'
import type { Tools } from '../define/tools'
import { invalidInput } from '../errors'

/** What a subscription may be cheaper by. */
export const discountInput = {
  promotionCode: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .title('Promotion code')
    .placeholder('SUMMER20')
    .describe('A code as the customer typed it, or its ID (promo_…). Only what the customer named, never a guess'),
  couponId: idInput(
    'Coupon ID',
    'Z4OV52SU',
    "Instead of a promotion code: a coupon. It takes the permission for the shop's staff (Whose data)"
  ).optional(),
}

interface DiscountInput {
  promotionCode?: string | undefined
  couponId?: string | undefined
}

/**
 * Stripe's parameter for a discount. A code costs a call, an ID none. Coupons are the shop's own: what customers may
 * use has a code, with its limits.
 * @throws {IntegrationError} invalid_input for a code that cannot be used; not_allowed for a coupon
 */
export const discountsOf = async (
  { promotionCode, couponId }: DiscountInput,
  { stripe, guardrails }: Pick<Tools, 'stripe' | 'guardrails'>
): Promise<Pick<Stripe.SubscriptionCreateParams, 'discounts'>> => {
  if (couponId !== undefined) {
    if (promotionCode !== undefined) throw invalidInput('couponId', 'cannot be given together with promotionCode.')
    guardrails.checkStaff()
    return { discounts: [{ coupon: couponId }] }
  }
  const code = promotionCode?.trim()
  if (code === undefined) return {}
  if (code.startsWith('promo_')) return { discounts: [{ promotion_code: code }] }
  const { data } = await stripe.promotionCodes.list({ code, active: true, limit: 1 })
  const [found] = data
  if (!found) throw invalidInput('promotionCode', `"${code}" is not a code that can be used now. Ask for it again.`)
  return { discounts: [{ promotion_code: found.id }] }
}
