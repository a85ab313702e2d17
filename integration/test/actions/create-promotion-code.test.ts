import { describe, expect, it } from 'vitest'
import { createPromotionCode } from '../../src/actions/create-promotion-code'
import { deactivatePromotionCode } from '../../src/actions/deactivate-promotion-code'
import { coupon, promotionCode } from '../support/coupons'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'
const later = Math.floor(Date.now() / 1000) + 86_400

it('is for one chat user alone, once, in two calls', async () => {
  const world = createEmbedded()
  const customerId = await linkedCustomer(world)
  const couponId = await coupon(world)
  const calls = await world.requestsOf(async () => {
    const made = await world.run(createPromotionCode, { couponId, code: 'ANN-25', userId, metadata: { ticket: '7' } })
    expect(made).toMatchObject({
      ...{ code: 'ANN-25', active: true, couponId, customerId, maxRedemptions: 1, timesRedeemed: 0, repeated: false },
      ...{ discount: '25% off once', percentOff: 25, firstTimeOnly: false },
    })
    expect(world.stripe.get(made.id)?.metadata).toMatchObject({ ticket: '7', botpress_user_id: userId })
  })
  expect(calls).toEqual(['GET /v1/coupons/:id', 'POST /v1/promotion_codes'])
})

it('takes all conditions', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const couponId = await coupon(world, { amount_off: 1000, currency: 'eur', max_redemptions: 5, redeem_by: later })
  const input = { couponId, userId, maxRedemptions: 5, expiresAt: later, firstTimeOnly: true, minimumAmount: '20' }
  expect(await world.run(createPromotionCode, input)).toMatchObject({
    ...{ discount: '€10.00 off once', maxRedemptions: 5, expiresAt: later, firstTimeOnly: true },
    minimum: { unit_amount: 2000, currency: 'eur' },
  })
})

it('a chat user who is no customer gets one that is good once', async () => {
  const world = createEmbedded()
  const couponId = await coupon(world)
  const made = await world.run(createPromotionCode, { couponId, userId })
  expect([made.maxRedemptions, made.customerId]).toEqual([1, undefined])
  await expect(world.run(createPromotionCode, { couponId, userId, maxRedemptions: 2 })).rejects.toMatchObject({
    ...{ code: 'invalid_input', details: { field: 'maxRedemptions' } },
  })
})

it('for everybody it takes staff', async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const made = await world.run(createPromotionCode, { couponId: await coupon(world), code: 'SUMMER' })
  expect(made).not.toHaveProperty('customerId')
  expect(made).not.toHaveProperty('maxRedemptions')
})

describe('asked twice with the same words it is done once:', () => {
  it('also when it was used up since', async () => {
    const world = createEmbedded()
    const customer = await linkedCustomer(world)
    const input = { couponId: await coupon(world), userId }
    const first = await world.run(createPromotionCode, input)
    expect(await world.run(createPromotionCode, input)).toEqual({ ...first, repeated: true })
    const { id: price } = await world.gateway.prices.create({
      ...{ currency: 'usd', unit_amount: 900, recurring: { interval: 'month' }, product_data: { name: 'Club' } },
    })
    await world.gateway.subscriptions.create({
      ...{ customer, items: [{ price }], discounts: [{ promotion_code: first.id }] },
    })
    expect(world.stripe.get(first.id)).toMatchObject({ active: false, times_redeemed: 1 })
    expect(await world.run(createPromotionCode, input)).toMatchObject({ id: first.id, repeated: true })
    expect(world.stripe.count('promotion_code', 'test')).toBe(1)
  })

  it('but again when it was switched off unused, and for another chat user', async () => {
    const world = createEmbedded()
    for (const user of [userId, 'user_bob']) await linkedCustomer(world, user)
    const input = { couponId: await coupon(world), userId }
    const { id } = await world.run(createPromotionCode, input)
    await world.run(deactivatePromotionCode, { promotionCodeId: id, userId })
    const again = await world.run(createPromotionCode, input)
    const other = await world.run(createPromotionCode, { ...input, userId: 'user_bob' })
    expect(new Set([id, again.id, other.id]).size).toBe(3)
  })
})

describe('is refused, and nothing is made:', () => {
  const attempts: Array<[string, object, object, string, string]> = [
    ['nobody', { userId: undefined }, {}, 'not_allowed', 'userId'],
    ["somebody else's customer", { customerId: 'cus_other' }, {}, 'not_owned', 'customerId'],
    ['without a token', {}, { requireCustomerToken: true }, 'customer_token_required', 'customerToken'],
    ['an unknown coupon', { couponId: 'nothing' }, {}, 'not_found', 'couponId'],
    ['a code for a coupon', { couponId: 'promo_1' }, {}, 'invalid_input', 'couponId'],
    ['a code with a space', { code: 'A B' }, {}, 'invalid_input', 'code'],
    ['a code that is taken', { code: 'welcome' }, {}, 'invalid_input', 'code'],
    ['what is past', { expiresAt: 1_700_000_000 }, {}, 'invalid_input', 'expiresAt'],
    ['longer than the coupon', { expiresAt: later + 1 }, {}, 'invalid_input', 'expiresAt'],
    ['oftener than the coupon', { maxRedemptions: 10 }, {}, 'invalid_input', 'maxRedemptions'],
    ['a minimum in words', { minimumAmount: 'some' }, {}, 'invalid_input', 'minimumAmount'],
    ['a minimum of nothing', { minimumAmount: '0' }, {}, 'invalid_input', 'minimumAmount'],
    ['a currency of no minimum', { currency: 'usd' }, {}, 'invalid_input', 'currency'],
    ['above the limit', {}, { largestDiscountPercent: 24 }, 'not_allowed', 'couponId'],
  ]
  it.each(attempts)('%s', async (_, input, guardrails, code, field) => {
    const world = createEmbedded({ guardrails })
    await linkedCustomer(world)
    await promotionCode(world)
    const couponId = await coupon(world, { redeem_by: later, max_redemptions: 9 })
    await expect(world.run(createPromotionCode, { couponId, userId, ...input })).rejects.toMatchObject({
      ...{ code, details: { field } },
    })
    expect(world.stripe.count('promotion_code', 'test')).toBe(1)
  })

  it.each([
    ['no minimum', {}],
    ['a minimum that is too small', { minimumAmount: '19.99' }],
    ['a minimum in another currency', { minimumAmount: '5000', currency: 'usd' }],
  ])('an amount off with %s', async (_, input) => {
    const world = createEmbedded()
    await linkedCustomer(world)
    const couponId = await coupon(world, { amount_off: 1000, currency: 'eur' })
    await expect(world.run(createPromotionCode, { couponId, userId, ...input })).rejects.toMatchObject({
      ...{ code: 'not_allowed', sentence: expect.stringContaining('largestDiscountPercent') },
    })
    expect(world.stripe.count('promotion_code', 'test')).toBe(0)
  })

  it('a coupon that is used up', async () => {
    const world = createEmbedded()
    const customer = await linkedCustomer(world)
    const couponId = await coupon(world, { max_redemptions: 1 })
    const { id: price } = await world.gateway.prices.create({
      ...{ currency: 'usd', unit_amount: 900, recurring: { interval: 'month' }, product_data: { name: 'Club' } },
    })
    await world.gateway.subscriptions.create({ customer, items: [{ price }], discounts: [{ coupon: couponId }] })
    await expect(world.run(createPromotionCode, { couponId, userId })).rejects.toMatchObject({
      ...{ code: 'invalid_input', details: { field: 'couponId' } },
    })
  })
})
