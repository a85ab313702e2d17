import { archivePrice } from '../../integration/src/actions/archive-price'
import { archiveProduct } from '../../integration/src/actions/archive-product'
import { createCoupon } from '../../integration/src/actions/create-coupon'
import { createPrice } from '../../integration/src/actions/create-price'
import { createProduct } from '../../integration/src/actions/create-product'
import { createPromotionCode } from '../../integration/src/actions/create-promotion-code'
import { deactivatePromotionCode } from '../../integration/src/actions/deactivate-promotion-code'
import { updateProduct } from '../../integration/src/actions/update-product'
import type { Embedded } from '../../integration/test/support/embedded'
import type { Writer } from './matrix'

const PRODUCT = 'prod_of_the_matrix'
const COUPON = 'coupon_of_the_matrix'

const product = async ({ gateway }: Embedded) => {
  await gateway.products.create({ id: PRODUCT, name: 'Car' })
  return { productId: PRODUCT }
}

const coupon = async ({ gateway }: Embedded) => {
  await gateway.coupons.create({ id: COUPON, percent_off: 25 })
  return { couponId: COUPON }
}

/** The object whose change is counted, by its world. */
const prepared = new WeakMap<Embedded, string>()

const price = async (world: Embedded) => {
  const { id } = await world.gateway.prices.create({
    ...{ currency: 'usd', unit_amount: 500, product_data: { id: PRODUCT, name: 'Car' } },
  })
  prepared.set(world, id)
  return { priceId: id }
}

const promotionCode = async (world: Embedded) => {
  const { couponId } = await coupon(world)
  const { id } = await world.gateway.promotionCodes.create({ promotion: { type: 'coupon', coupon: couponId } })
  prepared.set(world, id)
  return { promotionCodeId: id }
}

const count = (type: string) => (world: Embedded) => world.stripe.count(type, 'test')

/** Whether an object has the value that it should have in the end. */
const has = (object: Record<string, unknown> | undefined, field: string, value: unknown): number =>
  object?.[field] === value ? 1 : 0

const ofPrepared = (world: Embedded) => world.stripe.get(prepared.get(world) ?? '')

const staff = { access: 'any' as const }

/** The writing actions of the catalogue. */
export const catalogueWriters = [
  {
    ...{ name: 'createProduct', action: createProduct, guardrails: staff, keyed: false },
    ...{ input: { name: 'Car', amount: '5.00' }, results: count('product') },
  },
  {
    ...{ name: 'updateProduct', action: updateProduct, guardrails: staff, keyed: false, prepare: product },
    ...{ input: { name: 'Boat' }, results: ({ stripe }: Embedded) => has(stripe.get(PRODUCT), 'name', 'Boat') },
  },
  {
    ...{ name: 'archiveProduct', action: archiveProduct, guardrails: staff, keyed: false, prepare: product },
    ...{ input: {}, results: ({ stripe }: Embedded) => has(stripe.get(PRODUCT), 'active', false) },
  },
  {
    ...{ name: 'createPrice', action: createPrice, guardrails: staff, keyed: false, prepare: product },
    ...{ input: { amount: '5.00' }, results: count('price') },
  },
  {
    ...{ name: 'the default by createPrice', action: createPrice, guardrails: staff, keyed: false, prepare: product },
    input: { amount: '5.00', makeDefault: true },
    results: ({ stripe }: Embedded) => 1 - has(stripe.get(PRODUCT), 'default_price', null),
  },
  {
    ...{ name: 'archivePrice', action: archivePrice, guardrails: staff, keyed: false, prepare: price },
    ...{ input: {}, results: (world: Embedded) => has(ofPrepared(world), 'active', false) },
  },
  {
    ...{ name: 'createCoupon', action: createCoupon, keyed: false },
    ...{ input: { percentOff: 25 }, results: count('coupon') },
  },
  {
    ...{ name: 'createPromotionCode', action: createPromotionCode, guardrails: staff, keyed: false, prepare: coupon },
    ...{ input: {}, results: count('promotion_code') },
  },
  {
    ...{ name: 'deactivatePromotionCode', action: deactivatePromotionCode, guardrails: staff, keyed: false },
    ...{ prepare: promotionCode, input: {}, results: (world: Embedded) => has(ofPrepared(world), 'active', false) },
  },
] as unknown as Writer[]
