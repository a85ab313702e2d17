import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createClub } from './support/customers'
import { createShop, failure } from './support/shop'

test('a coupon: its ID is chosen or made, it is renamed and deleted', async () => {
  const { stripe, types } = createShop()
  const summer = await stripe.coupons.create({ id: 'SUMMER', percent_off: 12.5, name: 'Summer' })
  expect(summer).toMatchObject({ id: 'SUMMER', percent_off: 12.5, duration: 'once', valid: true, times_redeemed: 0 })
  expect((await failure(stripe.coupons.create({ id: 'SUMMER', percent_off: 5 }))).code).toBe('resource_already_exists')
  const made = await stripe.coupons.create({ amount_off: 500, currency: 'EUR', duration: 'forever' })
  expect(made).toMatchObject({ amount_off: 500, currency: 'eur', id: expect.stringMatching(/^\w{8}$/) })
  expect((await stripe.coupons.update('SUMMER', { name: 'Sun', metadata: { a: '1' } })).name).toBe('Sun')
  expect((await stripe.coupons.list()).data.map(({ id }) => id)).toEqual([made.id, 'SUMMER'])
  expect(await stripe.coupons.del('SUMMER')).toMatchObject({ deleted: true })
  expect((await failure(stripe.coupons.retrieve('SUMMER'))).code).toBe('resource_missing')
  expect(await types()).toEqual(['coupon.created', 'coupon.created', 'coupon.updated', 'coupon.deleted'])
})

test.each<[string, Stripe.CouponCreateParams, string]>([
  ['nothing off', {}, 'percent_off'],
  ['both', { percent_off: 5, amount_off: 100, currency: 'usd' }, 'percent_off'],
  ['more than all', { percent_off: 101 }, 'percent_off'],
  ['an amount in no currency', { amount_off: 100 }, 'currency'],
  ['months without their number', { percent_off: 5, duration: 'repeating' }, 'duration_in_months'],
  ['an end in the past', { percent_off: 5, redeem_by: 1_700_000_000 }, 'redeem_by'],
  ['an unknown product', { percent_off: 5, applies_to: { products: ['prod_none'] } }, 'applies_to[products][0]'],
])('a coupon with %s is refused', async (_, params, param) => {
  const { stripe, sandbox } = createShop()
  const error = await failure(stripe.coupons.create(params))
  expect([error.statusCode, error.param, sandbox.count('coupon', 'test')]).toEqual([400, param, 0])
})

test('a promotion code is one at a time, found in any case, switched off and on', async () => {
  const { stripe } = createShop()
  const { id: coupon } = await stripe.coupons.create({ percent_off: 20 })
  const promotion = { type: 'coupon', coupon } as const
  const code = await stripe.promotionCodes.create({ promotion, code: 'HELLO' })
  expect(code).toMatchObject({ active: true, code: 'HELLO', promotion: { coupon }, times_redeemed: 0 })
  expect(await failure(stripe.promotionCodes.create({ promotion, code: 'hello' }))).toMatchObject({
    message: 'An active promotion code with `code: hello` already exists.',
  })
  await stripe.promotionCodes.update(code.id, { active: false })
  const second = await stripe.promotionCodes.create({ promotion, code: 'Hello' })
  const ids = async (params: Stripe.PromotionCodeListParams) =>
    (await stripe.promotionCodes.list(params)).data.map(({ id }) => id)
  expect(await ids({ code: 'hello', active: true })).toEqual([second.id])
  expect(await ids({ coupon })).toEqual([second.id, code.id])
  expect((await failure(stripe.promotionCodes.update(code.id, { active: true }))).statusCode).toBe(400)
  expect((await stripe.promotionCodes.create({ promotion })).code).toMatch(/^[A-Z0-9]{8}$/)
  const shown = await stripe.promotionCodes.retrieve(code.id, { expand: ['promotion.coupon'] })
  expect(shown.promotion.coupon).toMatchObject({ percent_off: 20 })
  await stripe.coupons.del(coupon)
  expect(await ids({ active: true })).toEqual([])
})

test('a code and a coupon end when their time is over', async () => {
  const { stripe, clock } = createShop()
  const now = Math.floor(clock.now() / 1000)
  const { id: coupon } = await stripe.coupons.create({ percent_off: 20, redeem_by: now + 200 })
  const promotion = { type: 'coupon', coupon } as const
  const code = await stripe.promotionCodes.create({ promotion, expires_at: now + 100 })
  expect((await failure(stripe.promotionCodes.create({ promotion, expires_at: now + 300 }))).param).toBe('expires_at')
  await clock.advance(100_000)
  expect((await stripe.promotionCodes.retrieve(code.id)).active).toBe(false)
  await clock.advance(100_000)
  expect((await stripe.coupons.retrieve(coupon)).valid).toBe(false)
  expect((await failure(stripe.promotionCodes.create({ promotion }))).param).toBe('promotion[coupon]')
})

test.each([
  ['once', {}, [800, 1000, 1000, 1000]],
  ['repeating', { duration_in_months: 2 }, [800, 800, 1000, 1000]],
  ['forever', {}, [800, 800, 800, 800]],
] as const)('a subscription with a coupon that is given %s', async (duration, more, amounts) => {
  const { stripe, subscribe, days } = await createClub()
  const { id: coupon } = await stripe.coupons.create({ percent_off: 20, duration, ...more })
  const subscription = await subscribe(1000, { discounts: [{ coupon }] })
  await days(100)
  const { data } = await stripe.invoices.list({ subscription: subscription.id })
  expect(data.map(({ amount_paid }) => amount_paid).reverse()).toEqual(amounts)
  expect((await stripe.coupons.retrieve(coupon)).times_redeemed).toBe(1)
  const first = data.at(-1)
  expect(first).toMatchObject({ subtotal: 1000, total: 800, total_discount_amounts: [{ amount: 200 }] })
})

test('a coupon that is used up, for another currency or for other products', async () => {
  const { stripe, subscribe } = await createClub()
  const used = await stripe.coupons.create({ percent_off: 20, max_redemptions: 1 })
  await subscribe(1000, { discounts: [{ coupon: used.id }] })
  expect((await stripe.coupons.retrieve(used.id)).valid).toBe(false)
  const again = await failure(subscribe(1000, { discounts: [{ coupon: used.id }] }))
  expect([again.code, again.param]).toEqual(['coupon_expired', 'discounts[0][coupon]'])
  const euro = await stripe.coupons.create({ amount_off: 100, currency: 'eur' })
  expect((await failure(subscribe(1000, { discounts: [{ coupon: euro.id }] }))).param).toBe('discounts[0][coupon]')
  const { id: product } = await stripe.products.create({ name: 'Other' })
  const other = await stripe.coupons.create({ percent_off: 50, applies_to: { products: [product] } })
  const { latest_invoice: invoice } = await subscribe(1000, {
    ...{ discounts: [{ coupon: other.id }], expand: ['latest_invoice'] },
  })
  expect(invoice).toMatchObject({ total: 1000 })
})

test('a promotion code is for whom it is for', async () => {
  const { stripe, subscribe, customer } = await createClub()
  const { id: coupon } = await stripe.coupons.create({ percent_off: 20, duration: 'forever' })
  const promotion = { type: 'coupon', coupon } as const
  const stranger = await stripe.customers.create({})
  const foreign = await stripe.promotionCodes.create({ promotion, customer: stranger.id })
  const wrong = await failure(subscribe(1000, { discounts: [{ promotion_code: foreign.id }] }))
  expect([wrong.statusCode, wrong.param]).toEqual([400, 'discounts[0][promotion_code]'])
  const first = await stripe.promotionCodes.create({
    ...{ promotion, max_redemptions: 2, restrictions: { first_time_transaction: true } },
  })
  const subscription = await subscribe(1000, {
    ...{ discounts: [{ promotion_code: first.id }], expand: ['discounts.source.coupon'] },
  })
  expect(subscription.discounts[0]).toMatchObject({
    promotion_code: first.id,
    customer,
    source: { coupon: { id: coupon } },
  })
  expect((await failure(subscribe(1000, { discounts: [{ promotion_code: first.id }] }))).message).toContain(
    'has prior transactions'
  )
  expect(await stripe.promotionCodes.retrieve(first.id)).toMatchObject({ times_redeemed: 1, active: true })
})

test('what a coupon is limited to is told when it is asked for', async () => {
  const { stripe } = createShop()
  const { id: product } = await stripe.products.create({ name: 'A' })
  const applies_to = { products: [product] }
  const { id, ...made } = await stripe.coupons.create({ percent_off: 5, applies_to })
  const expand = ['applies_to']
  expect([made, await stripe.coupons.retrieve(id)].map((coupon) => coupon.applies_to)).toEqual([undefined, undefined])
  expect((await stripe.coupons.retrieve(id, { expand })).applies_to).toEqual(applies_to)
  expect((await stripe.coupons.list({ expand: ['data.applies_to'] })).data[0]?.applies_to).toEqual(applies_to)
})
