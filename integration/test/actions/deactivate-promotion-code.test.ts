import { describe, expect, it } from 'vitest'
import { createPromotionCode } from '../../src/actions/create-promotion-code'
import { deactivatePromotionCode } from '../../src/actions/deactivate-promotion-code'
import { coupon, promotionCode } from '../support/coupons'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'

it('switches off a code that was given to the chat user, in two calls; again changes nothing', async () => {
  const world = createEmbedded()
  const { id: promotionCodeId } = await promotionCode(world, { customer: await linkedCustomer(world) })
  const input = { promotionCodeId, userId: 'user_ann' }
  const calls = await world.requestsOf(async () => {
    expect(await world.run(deactivatePromotionCode, input)).toMatchObject({
      ...{ id: promotionCodeId, active: false, code: 'WELCOME', discount: '25% off once' },
    })
  })
  expect(calls).toEqual(['GET /v1/promotion_codes/:id', 'POST /v1/promotion_codes/:id'])
  expect((await world.run(deactivatePromotionCode, input)).active).toBe(false)
})

it("also a guest's", async () => {
  const world = createEmbedded()
  const { id } = await world.run(createPromotionCode, { couponId: await coupon(world), userId: 'user_guest' })
  const input = { promotionCodeId: id, userId: 'user_guest' }
  expect((await world.run(deactivatePromotionCode, input)).active).toBe(false)
})

it('staff switch off any, in one call', async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const { id: promotionCodeId } = await promotionCode(world)
  const calls = await world.requestsOf(() => world.run(deactivatePromotionCode, { promotionCodeId }))
  expect(calls).toEqual(['POST /v1/promotion_codes/:id'])
  expect(world.stripe.get(promotionCodeId)?.active).toBe(false)
})

describe('is refused, and nothing is changed:', () => {
  it.each([
    ["everybody's code", { userId: 'user_ann' }, 'not_owned', 'promotionCodeId'],
    ['nobody', {}, 'not_allowed', 'userId'],
    ['an ID of another kind', { userId: 'user_ann', promotionCodeId: 'price_1' }, 'invalid_input', 'promotionCodeId'],
    ['an unknown ID', { userId: 'user_ann', promotionCodeId: 'promo_nothing' }, 'not_found', 'promotionCodeId'],
  ])('%s', async (_, input, code, field) => {
    const world = createEmbedded()
    await linkedCustomer(world)
    const { id } = await promotionCode(world)
    await expect(world.run(deactivatePromotionCode, { promotionCodeId: id, ...input })).rejects.toMatchObject({
      ...{ code, details: { field } },
    })
    expect(world.stripe.get(id)?.active).toBe(true)
  })
})
