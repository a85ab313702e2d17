import { invalid } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Charge, Coupon, Discount, PromotionCode } from '../wire'
import { addInterval } from './periods'

/** A coupon to be applied, by itself or through the promotion code that stands for it. */
export interface Reduction {
  coupon: Coupon
  promotionCode?: PromotionCode | undefined
  /** A discount that is there already and stays. */
  existing?: Discount | undefined
}

/** What parameters say of a reduction. */
interface ReductionParams {
  coupon?: string
  promotion_code?: string
  discount?: string
}

/** For whom and for how much a reduction is wanted; the amount is undefined where it is not known yet. */
export interface Purchase {
  customer: string | undefined
  currency: string
  amount?: number | undefined
}

/** A coupon that was deleted goes on for those who have a discount of it. */
const couponOf = (scene: Scene, id: unknown): Coupon =>
  scene.env.coupons.get(idOf(id) ?? '') ?? find<Coupon>(scene.env, 'coupon', idOf(id) ?? '')

/** A coupon can be used as long as it is valid. @see docs.stripe.com/api/coupons/object (valid) */
const checkCoupon = (scene: Scene, coupon: Coupon, { currency }: Purchase, param: string): void => {
  const { id, max_redemptions: most, redeem_by: until, times_redeemed: times } = coupon
  if (until !== null && until <= seconds(scene)) throw invalid(`Coupon expired: ${id}`, param, 'coupon_expired')
  if (most !== null && times >= most)
    throw invalid(`Coupon ${id} is used up and cannot be applied.`, param, 'coupon_expired')
  if (coupon.currency === null || coupon.currency === currency || coupon.currency_options?.[currency]) return
  throw invalid(
    `The coupon ${id} has a currency of ${coupon.currency}, which does not match the currency of what is bought (${currency}).`,
    param
  )
}

const hasPaidBefore = (scene: Scene, customer: string): boolean =>
  all<Charge>(scene.env, 'charge').some((charge) => charge.customer === customer && charge.paid)

/** @see docs.stripe.com/billing/subscriptions/coupons (promotion codes: eligibility) */
const checkCode = (scene: Scene, code: PromotionCode, { customer, currency, amount }: Purchase, param: string) => {
  const { first_time_transaction: isFirst, minimum_amount: minimum, minimum_amount_currency: unit } = code.restrictions
  if (!code.active) throw invalid(`The promotion code ${code.code} is not active.`, param)
  if (code.customer !== null && code.customer !== customer) {
    throw invalid('This promotion code cannot be redeemed because it belongs to another customer.', param)
  }
  if (isFirst && customer && hasPaidBefore(scene, customer)) {
    throw invalid(
      'This promotion code cannot be redeemed because the associated customer has prior transactions.',
      param
    )
  }
  if (minimum !== null && amount !== undefined && (unit !== currency || amount < minimum)) {
    throw invalid('This promotion code cannot be redeemed because the minimum amount has not been reached.', param)
  }
}

/** The reduction that a promotion code stands for, when this purchase may have it. */
export const reductionByCode = (
  scene: Scene,
  promotionCode: PromotionCode,
  purchase: Purchase,
  param: string
): Reduction => {
  checkCode(scene, promotionCode, purchase, param)
  const coupon = couponOf(scene, promotionCode.promotion.coupon)
  checkCoupon(scene, coupon, purchase, param)
  return { coupon, promotionCode }
}

const reductionOf = (scene: Scene, params: ReductionParams, purchase: Purchase, param: string): Reduction => {
  const { coupon: couponId, promotion_code: codeId, discount: discountId } = params
  if ([couponId, codeId, discountId].filter((id) => id !== undefined).length !== 1) {
    throw invalid('You must specify exactly one of these parameters: coupon, promotion_code, discount.', param)
  }
  if (codeId !== undefined) {
    const code = findParam<PromotionCode>(scene.env, 'promotion_code', codeId, `${param}[promotion_code]`)
    return reductionByCode(scene, code, purchase, `${param}[promotion_code]`)
  }
  if (discountId !== undefined) {
    const existing = findParam<Discount>(scene.env, 'discount', discountId, `${param}[discount]`)
    return { coupon: couponOf(scene, existing.source.coupon), existing }
  }
  const coupon = findParam<Coupon>(scene.env, 'coupon', couponId ?? '', `${param}[coupon]`)
  checkCoupon(scene, coupon, purchase, `${param}[coupon]`)
  return { coupon }
}

/** The reductions that parameters ask for, checked. An empty text asks for none. */
export const reductionsOf = (
  scene: Scene,
  params: readonly ReductionParams[] | '' | null | undefined,
  purchase: Purchase,
  param = 'discounts'
): Reduction[] => (params || []).map((entry, index) => reductionOf(scene, entry, purchase, `${param}[${index}]`))

/** What the lines of an order cost, and what is sold by them. */
interface Line {
  amount: number
  product: string | undefined
}

const isReduced = ({ applies_to: to }: Coupon, { amount, product }: Line): boolean =>
  amount > 0 && (!to || (product !== undefined && to.products.includes(product)))

/** What a coupon takes off each line. A fixed amount is spread over the lines by what they cost. */
const reduceBy = (lines: readonly Line[], coupon: Coupon, currency: string): number[] => {
  const { percent_off: percent } = coupon
  const fixed = coupon.currency === currency ? coupon.amount_off : coupon.currency_options?.[currency]?.amount_off
  if (percent !== null)
    return lines.map((line) => (isReduced(coupon, line) ? Math.round((line.amount * percent) / 100) : 0))
  const total = lines.reduce((sum, line) => sum + (isReduced(coupon, line) ? line.amount : 0), 0)
  let [left, rest] = [Math.min(fixed ?? 0, total), total]
  return lines.map((line) => {
    if (!isReduced(coupon, line)) return 0
    const share = Math.round((left * line.amount) / rest)
    left -= share
    rest -= line.amount
    return share
  })
}

/** What each coupon takes off each line: one list for each line. A coupon reduces what those before it left. */
export const reduceLines = (lines: readonly Line[], coupons: readonly Coupon[], currency: string): number[][] => {
  let left = [...lines]
  const columns = coupons.map((coupon) => {
    const taken = reduceBy(left, coupon, currency)
    left = left.map((line, index) => ({ ...line, amount: line.amount - (taken[index] ?? 0) }))
    return taken
  })
  return lines.map((_, index) => columns.map((column) => column[index] ?? 0))
}

/** What a discount is given for. */
type Target = Partial<Pick<Discount, 'checkout_session' | 'invoice' | 'invoice_item' | 'subscription'>>

const endOf = ({ duration, duration_in_months: months }: Coupon, start: number): number | null =>
  duration === 'repeating' ? addInterval(start, { interval: 'month', interval_count: months ?? 1 }) : null

/** Counts a use: what has been used as often as it may be is not valid any more. */
const count = (scene: Scene, { coupon, promotionCode }: Reduction): void => {
  const { store } = scene.env
  const times = couponOf(scene, coupon).times_redeemed + 1
  const isUsedUp = coupon.max_redemptions !== null && times >= coupon.max_redemptions
  store.replace({ ...couponOf(scene, coupon), times_redeemed: times, ...(isUsedUp && { valid: false }) })
  if (promotionCode) {
    const used = find<PromotionCode>(scene.env, 'promotion_code', promotionCode.id)
    const most = used.max_redemptions
    const isOver = most !== null && used.times_redeemed + 1 >= most
    store.replace({ ...used, times_redeemed: used.times_redeemed + 1, ...(isOver && { active: false }) })
  }
  if (isUsedUp) switchOff(scene, coupon.id)
}

/** The promotion codes of a coupon that cannot be used any more. */
export const switchOff = (scene: Scene, coupon: string): void => {
  for (const code of all<PromotionCode>(scene.env, 'promotion_code')) {
    if (code.active && idOf(code.promotion.coupon) === coupon) scene.env.store.replace({ ...code, active: false })
  }
}

/** Makes the discount that a reduction gives to a customer, and counts the use. */
export const redeem = (
  scene: Scene,
  reduction: Reduction,
  { customer, ...target }: Target & { customer: string | null }
): Discount => {
  if (reduction.existing) return reduction.existing
  const start = seconds(scene)
  const discount = {
    ...{ id: scene.sandbox.ids.make('di'), object: 'discount', checkout_session: null, customer },
    ...{ customer_account: null, end: endOf(reduction.coupon, start), invoice: null, invoice_item: null },
    ...{ promotion_code: reduction.promotionCode?.id ?? null, source: { coupon: reduction.coupon.id, type: 'coupon' } },
    ...{ start, subscription: null, subscription_item: null },
    ...target,
  } satisfies Discount as Discount
  scene.env.store.insert(discount)
  count(scene, reduction)
  if (target.subscription) emit(scene, 'customer.discount.created', discount)
  return discount
}

/** The coupon behind each discount. */
export const couponsOf = (scene: Scene, discounts: readonly unknown[]): Coupon[] =>
  discounts.map((entry) => couponOf(scene, find<Discount>(scene.env, 'discount', idOf(entry) ?? '').source.coupon))

/** Whether a discount still counts at a moment. Seconds since 1970. */
export const isOver = (scene: Scene, id: unknown, moment: number): boolean => {
  const { end } = find<Discount>(scene.env, 'discount', idOf(id) ?? '')
  return end !== null && end <= moment
}

/** The coupons that also reduce what a change in the middle of a period costs: parts of the price, again and again. */
export const lastingCoupons = (scene: Scene, discounts: readonly unknown[]): Coupon[] =>
  couponsOf(
    scene,
    discounts.filter((id) => !isOver(scene, id, seconds(scene)))
  ).filter(({ duration, percent_off: percent }) => duration !== 'once' && percent !== null)
