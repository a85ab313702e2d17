import type Stripe from 'stripe'
import type { Embedded } from './embedded'

/** A coupon that a person made in the Dashboard. */
export const coupon = async ({ gateway }: Embedded, params: Stripe.CouponCreateParams = {}): Promise<string> => {
  const { id } = await gateway.coupons.create({ ...(params.amount_off ? {} : { percent_off: 25 }), ...params })
  return id
}

/** A code for a coupon, made in the Dashboard. */
export const promotionCode = async (
  world: Embedded,
  params: Partial<Stripe.PromotionCodeCreateParams> = {},
  made: Stripe.CouponCreateParams = {}
): Promise<Stripe.PromotionCode> =>
  world.gateway.promotionCodes.create({
    ...{ promotion: { type: 'coupon', coupon: await coupon(world, made) }, code: 'WELCOME' },
    ...params,
  })
