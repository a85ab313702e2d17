import { manualClock } from '@botpress-stripe/sandbox-stripe'
import { describe, expect, it } from 'vitest'
import { findPromotionCode } from '../../src/actions/find-promotion-code'
import { coupon, promotionCode } from '../support/coupons'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'

it('tells what a code gives, in any case, in one call', async () => {
  const world = createEmbedded()
  const { id: product } = await world.gateway.products.create({ name: 'Mug' })
  const restrictions = { minimum_amount: 5000, minimum_amount_currency: 'usd', first_time_transaction: true }
  const { id } = await promotionCode(world, { restrictions }, { applies_to: { products: [product] } })
  const calls = await world.requestsOf(async () => {
    expect(await world.run(findPromotionCode, { code: ' welcome ', locale: 'de' })).toEqual({
      ...{ usable: true, id, discount: '25% off once', percentOff: 25, duration: 'once', productIds: [product] },
      minimum: { unit_amount: 5000, amount: '50.00', currency: 'usd', formatted: '50,00\u00a0$' },
      firstTimeOnly: true,
    })
  })
  expect(calls).toEqual(['GET /v1/promotion_codes'])
})

it('finding nothing is an answer', async () => {
  const world = createEmbedded()
  await promotionCode(world)
  expect(await world.run(findPromotionCode, { code: 'WELCOME25' })).toEqual({ usable: false, reason: 'unknown' })
})

describe('a code that cannot be used, and why:', () => {
  it('switched off', async () => {
    const world = createEmbedded()
    const { id } = await promotionCode(world)
    await world.gateway.promotionCodes.update(id, { active: false })
    expect(await world.run(findPromotionCode, { code: 'welcome' })).toMatchObject({
      usable: false,
      reason: 'inactive',
      id,
    })
  })

  it('of a coupon that was deleted', async () => {
    const world = createEmbedded()
    const { id } = await promotionCode(world, {}, { id: 'deleted' })
    await world.gateway.coupons.del('deleted')
    expect(await world.run(findPromotionCode, { code: 'welcome' })).toEqual({
      ...{ usable: false, reason: 'inactive', id, firstTimeOnly: false },
    })
  })

  it.each(['the code', 'its coupon'])('expired, as %s says', async (which) => {
    const clock = manualClock()
    const world = createEmbedded({ clock, gatewayClock: clock })
    const soon = Math.floor(clock.now() / 1000) + 60
    await (which === 'the code'
      ? promotionCode(world, { expires_at: soon })
      : promotionCode(world, {}, { redeem_by: soon }))
    expect((await world.run(findPromotionCode, { code: 'WELCOME' })).usable).toBe(true)
    await clock.advance(61_000)
    expect(await world.run(findPromotionCode, { code: 'WELCOME' })).toMatchObject({ usable: false, reason: 'expired' })
  })

  it.each(['the code', 'its coupon'])('used up, as %s says', async (which) => {
    const world = createEmbedded()
    const customer = await linkedCustomer(world)
    const most = { max_redemptions: 1 }
    const { id } = await (which === 'the code' ? promotionCode(world, most) : promotionCode(world, {}, most))
    const { id: price } = await world.gateway.prices.create({
      ...{ currency: 'usd', unit_amount: 900, recurring: { interval: 'month' }, product_data: { name: 'Club' } },
    })
    await world.gateway.subscriptions.create({ customer, items: [{ price }], discounts: [{ promotion_code: id }] })
    expect(await world.run(findPromotionCode, { code: 'WELCOME' })).toMatchObject({ usable: false, reason: 'used_up' })
  })
})

it('an old code does not hide the new one of the same text', async () => {
  const world = createEmbedded()
  const [before, couponId] = [await promotionCode(world), await coupon(world, { percent_off: 10 })]
  await world.gateway.promotionCodes.update(before.id, { active: false })
  const promotion = { type: 'coupon' as const, coupon: couponId }
  const { id } = await promotionCode(world, { promotion })
  const other = await promotionCode(world, { promotion, code: 'OTHER' })
  await world.gateway.promotionCodes.update(other.id, { active: false })
  expect(await world.run(findPromotionCode, { code: 'WELCOME' })).toMatchObject({ usable: true, id, percentOff: 10 })
})

describe("a customer's own code", () => {
  const prepared = async (guardrails = {}) => {
    const world = createEmbedded({ guardrails })
    const { id } = await promotionCode(world, { customer: await linkedCustomer(world) })
    await linkedCustomer(world, 'user_bob')
    return { world, id }
  }

  it('is usable for them', async () => {
    const { world, id } = await prepared()
    const found = await world.run(findPromotionCode, { code: 'WELCOME', userId: 'user_ann' })
    expect(found).toMatchObject({ usable: true, id })
  })

  it.each([{ userId: 'user_bob' }, {}])('is nothing to %j, who learns nothing of it', async (who) => {
    const { world } = await prepared()
    const nothing = { usable: false, reason: 'other_customer' }
    expect(await world.run(findPromotionCode, { code: 'WELCOME', ...who })).toEqual(nothing)
  })

  it('staff see it', async () => {
    const { world, id } = await prepared({ access: 'any' })
    expect(await world.run(findPromotionCode, { code: 'WELCOME' })).toMatchObject({ usable: true, id })
  })
})

it.each([
  ['a blank code', { code: ' ' }, 'invalid_input', 'code'],
  ['a damaged token', { code: 'A', customerToken: 'x' }, 'customer_token_invalid', 'customerToken'],
])('%s is refused', async (_, input, code, field) => {
  const world = createEmbedded()
  await expect(world.run(findPromotionCode, input)).rejects.toMatchObject({ code, details: { field } })
  expect(world.calls).toEqual([])
})
