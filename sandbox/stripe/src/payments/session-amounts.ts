import { all, find, idOf } from '../protocol/find'
import type { Scene } from '../sandbox'
import type { Coupon, LineItem, PromotionCode, Session, ShippingRate } from '../wire'
import { type Reduction, reduceLines } from './discounts'

/** What is taken off a session's price, by the coupons and codes it has. */
export const reductionsOfSession = (scene: Scene, { discounts }: Session): Reduction[] =>
  (discounts ?? []).flatMap(({ coupon, promotion_code: code }) => {
    const promotionCode = code ? find<PromotionCode>(scene.env, 'promotion_code', idOf(code) ?? '') : undefined
    const id = idOf(coupon) ?? idOf(promotionCode?.promotion.coupon)
    const known = all<Coupon>(scene.env, 'coupon').find((candidate) => candidate.id === id)
    return known ? [{ coupon: known, promotionCode }] : []
  })

const withDiscounts = (items: readonly LineItem[], reductions: readonly Reduction[]): LineItem[] => {
  const lines = items.map(({ amount_subtotal: amount, price }) => ({ amount, product: idOf(price?.product) }))
  const taken = reduceLines(
    lines,
    reductions.map(({ coupon }) => coupon),
    items[0]?.currency ?? 'usd'
  )
  return items.map((item, index) => {
    const discount = (taken[index] ?? []).reduce((sum, amount) => sum + amount, 0)
    return { ...item, amount_discount: discount, amount_total: item.amount_subtotal - discount }
  })
}

/** What a chosen way of sending costs. */
export const shippingCost = (scene: Scene, rateId: string): Session['shipping_cost'] => {
  const rate = find<ShippingRate>(scene.env, 'shipping_rate', rateId)
  const amount = rate.fixed_amount?.amount ?? 0
  return { amount_subtotal: amount, amount_tax: 0, amount_total: amount, shipping_rate: rate.id }
}

/** A session with the amounts that follow from its items, discounts, shipping and trial. Taxes are none. */
export const withAmounts = (scene: Scene, session: Session): Session => {
  if (session.mode === 'setup') return session
  const { env } = scene
  const plan = env.plans.get(session.id)?.subscription
  const isFree = plan?.trialDays !== undefined || plan?.trialEnd !== undefined
  const items = withDiscounts(env.lineItems.get(session.id) ?? [], reductionsOfSession(scene, session))
  env.lineItems.set(session.id, items)
  const due = items.filter(({ price }) => !isFree || !price?.recurring)
  const sum = (field: 'amount_discount' | 'amount_subtotal') => due.reduce((total, item) => total + item[field], 0)
  const [subtotal, discount] = [sum('amount_subtotal'), sum('amount_discount')]
  const shipping = session.shipping_cost?.amount_total ?? 0
  return env.store.replace({
    ...session,
    ...{ amount_subtotal: subtotal, amount_total: subtotal - discount + shipping },
    total_details: { amount_discount: discount, amount_shipping: shipping, amount_tax: 0 },
  })
}
