import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { invalidInput } from '../errors'
import { type Owner, ownerInput } from '../identity/index'
import { discountFields, toDiscount } from '../models/coupon'
import { conditionFields, couponOf, PROMOTION_CODE_EXPAND, toConditions } from '../models/promotion-code'
import { checkLocale, localeInput } from '../money/input'

/** @see docs.stripe.com/api/promotion_codes/list */
const EXPAND = PROMOTION_CODE_EXPAND.map((field) => `data.${field}`)

/** Codes of one text: at most one is active for everybody, the others are old or for one customer each. */
const MOST_CODES = 100

export const findPromotionCode = defineAction({
  title: 'Find promotion code',
  description:
    'Tells whether a promotion code that a customer typed can be used now, and what it gives. Use it when the customer asks about a code. Upper and lower case make no difference. The customer types the code on the payment page. Finding nothing is an answer, not an error. Do not try codes out to find one.',
  input: z.object({
    code: z
      .string()
      .min(1)
      .max(500)
      .title('Code')
      .placeholder('WELCOME25')
      .describe('The code as the customer typed it'),
    ...ownerInput,
    ...localeInput,
  }),
  output: z.object({
    usable: z
      .boolean()
      .title('Usable')
      .describe('Whether it can be used now, by this chat user, under the conditions that are named here'),
    reason: z
      .string()
      .optional()
      .title('Reason')
      .describe(
        'Why it cannot be used: unknown, expired, used_up, inactive (switched off), other_customer (for somebody else, or nobody said who the chat user is)'
      ),
    id: z
      .string()
      .optional()
      .title('Promotion code ID')
      .describe('The ID of the promotion code (promo_…), when there is one'),
    discount: discountFields.discount.optional(),
    percentOff: discountFields.percentOff,
    amountOff: discountFields.amountOff,
    duration: discountFields.duration.optional(),
    durationInMonths: discountFields.durationInMonths,
    productIds: discountFields.productIds,
    ...conditionFields,
    firstTimeOnly: conditionFields.firstTimeOnly.optional(),
  }),
  examples: [{ title: 'A code nobody made', input: { code: 'WELCOME25' } }],
  async handler(input, { stripe, identity, guardrails, clock }) {
    const locale = checkLocale(input.locale)
    const code = input.code.trim()
    if (code === '') throw invalidInput('code', 'must not be blank.')
    const isKnown = input.userId !== undefined || input.customerToken !== undefined
    const owner = isKnown ? await identity.ownerOf(input) : undefined
    // Staff who name nobody see the codes of all.
    const isForAnyone = !isKnown && guardrails.access === 'any'
    const { data } = await stripe.promotionCodes.list({ code, limit: MOST_CODES, expand: EXPAND })
    const now = Math.floor(clock.now() / 1000)
    const judged = data.map((promotion) => ({
      promotion,
      reason: reasonAgainst(promotion, now, isForAnyone || isFor(promotion, owner)),
    }))
    const own = judged.filter(({ reason }) => reason !== 'other_customer')
    const best = own.find(({ reason }) => reason === undefined) ?? own[0]
    // Of somebody else's code nothing is told.
    if (!best) return { usable: false, reason: judged.length > 0 ? 'other_customer' : 'unknown' }
    const { promotion, reason } = best
    const coupon = couponOf(promotion)
    return {
      ...{ usable: reason === undefined, ...(reason && { reason }), id: promotion.id },
      ...(coupon && toDiscount(coupon, locale)),
      ...toConditions(promotion, locale),
    }
  },
})

const idOf = (customer: Stripe.PromotionCode['customer']): string | undefined =>
  typeof customer === 'object' ? customer?.id : customer

interface Limited {
  until: number | null
  most: number | null
  times: number
}

const isOver = ({ until, most, times }: Limited, now: number): 'expired' | 'used_up' | undefined => {
  if (until !== null && until <= now) return 'expired'
  return most !== null && times >= most ? 'used_up' : undefined
}

/** Whether a code is for this chat user, as far as anybody said who that is. */
const isFor = ({ customer }: Stripe.PromotionCode, owner: Owner | undefined): boolean =>
  !customer || idOf(customer) === owner?.customerId

/** Why a code cannot be used; undefined when it can. */
const reasonAgainst = (promotion: Stripe.PromotionCode, now: number, isTheirs: boolean): string | undefined => {
  if (!isTheirs) return 'other_customer'
  const { active, expires_at, max_redemptions, times_redeemed } = promotion
  const coupon = couponOf(promotion)
  if (!coupon) return 'inactive'
  const ofCoupon = { until: coupon.redeem_by, most: coupon.max_redemptions, times: coupon.times_redeemed }
  const over = isOver({ until: expires_at, most: max_redemptions, times: times_redeemed }, now) ?? isOver(ofCoupon, now)
  return over ?? (active && coupon.valid ? undefined : 'inactive')
}
