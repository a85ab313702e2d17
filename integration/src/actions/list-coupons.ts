import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { cursorAfter, pageOutput, readPage, shortPageInput } from '../define/page'
import type { Guardrails } from '../guardrails/index'
import { COUPON_EXPAND, couponSchema, toCoupon } from '../models/coupon'
import { checkLocale, localeInput } from '../money/input'

/** Stripe's largest page. */
const WHOLE_PAGE = 100

/** @see docs.stripe.com/api/coupons/list */
const EXPAND = COUPON_EXPAND.map((field) => `data.${field}`)

export const listCoupons = defineAction({
  title: 'List coupons',
  description:
    "Lists the shop's coupons, the newest first. Use it to find the coupon for createPromotionCode. A coupon is no code: customers cannot type its ID. Only coupons that are valid, and that the configuration lets the bot give, are shown; a bot of the shop's staff sees all.",
  input: z.object({ ...localeInput, ...shortPageInput }),
  output: z.object({
    coupons: z.array(couponSchema).title('Coupons').describe('The coupons, the newest first'),
    ...pageOutput,
  }),
  examples: [{ title: 'What can be given', input: {} }],
  async handler(input, { stripe, guardrails }) {
    const locale = checkLocale(input.locale)
    const isStaff = guardrails.access === 'any'
    const page = await readPage('listCoupons', {}, input, async ({ limit, cursor }) => {
      // Stripe has no filter for coupons: a whole page is read and looked through.
      const list = await stripe.coupons.list({
        ...{ limit: isStaff ? limit : WHOLE_PAGE, expand: EXPAND },
        ...(cursor !== undefined && { starting_after: cursor }),
      })
      const shown = list.data.filter((coupon) => isStaff || canBeGiven(coupon, guardrails))
      if (shown.length <= limit) return { items: shown, next: cursorAfter(list) }
      const items = shown.slice(0, limit)
      return { items, next: items.at(-1)?.id }
    })
    return { coupons: page.items.map((coupon) => toCoupon(coupon, locale)), nextToken: page.nextToken }
  },
})

/** An amount off can be given with a minimum purchase, as soon as any discount can. */
const canBeGiven = ({ valid, percent_off: percent }: Stripe.Coupon, guardrails: Guardrails): boolean =>
  valid && (percent === null ? guardrails.largestDiscountPercent > 0 : percent <= guardrails.largestDiscountPercent)
