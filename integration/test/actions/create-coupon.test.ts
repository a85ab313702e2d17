import { describe, expect, it } from 'vitest'
import { createCoupon } from '../../src/actions/create-coupon'
import { createEmbedded } from '../support/embedded'

it('a part of the price, in one call', async () => {
  const world = createEmbedded()
  const { id: product } = await world.gateway.products.create({ name: 'Mug' })
  const redeemBy = Math.floor(Date.now() / 1000) + 86_400
  const calls = await world.requestsOf(async () => {
    const made = await world.run(createCoupon, {
      ...{ percentOff: 25, name: 'Welcome', duration: 'repeating', durationInMonths: 3 },
      ...{ maxRedemptions: 100, redeemBy, productIds: [product], metadata: { line: '7' } },
    })
    expect(made).toMatchObject({
      ...{ discount: '25% off for 3 months', percentOff: 25, name: 'Welcome', durationInMonths: 3, redeemBy },
      ...{ maxRedemptions: 100, productIds: [product], valid: true, repeated: false },
    })
    expect(world.stripe.get(made.id)?.metadata).toMatchObject({ line: '7' })
  })
  expect(calls).toEqual(['POST /v1/coupons'])
})

it('an amount, where any discount is allowed', async () => {
  const world = createEmbedded({ guardrails: { largestDiscountPercent: 100 } })
  expect(await world.run(createCoupon, { amount: '5', currency: 'EUR', duration: 'forever' })).toMatchObject({
    ...{ discount: '€5.00 off forever', amountOff: { unit_amount: 500, currency: 'eur' } },
  })
})

it('asked twice with the same words it is done once, and says so; deleted since, again', async () => {
  const world = createEmbedded()
  const first = await world.run(createCoupon, { percentOff: 10 })
  expect(await world.run(createCoupon, { percentOff: 10 })).toEqual({ ...first, repeated: true })
  await world.gateway.coupons.del(first.id)
  expect(await world.run(createCoupon, { percentOff: 10 })).toMatchObject({ repeated: false })
  expect(world.stripe.count('coupon', 'test')).toBe(1)
})

describe('is refused, and nothing is made:', () => {
  const past = 1_700_000_000
  const attempts: Array<[string, object, object, string, string]> = [
    ['nothing', {}, {}, 'invalid_input', 'percentOff'],
    ['no part', { percentOff: 0 }, {}, 'invalid_input', 'percentOff'],
    ['less than nothing', { percentOff: -5 }, {}, 'invalid_input', 'percentOff'],
    ['more than all', { percentOff: 101 }, {}, 'invalid_input', 'percentOff'],
    ['both', { percentOff: 5, amount: '5' }, {}, 'invalid_input', 'percentOff'],
    ['two amounts', { unit_amount: 5, amount: '5' }, {}, 'invalid_input', 'amount'],
    ['no amount', { unit_amount: 0 }, {}, 'invalid_input', 'unit_amount'],
    ['half a cent', { unit_amount: 0.5 }, {}, 'invalid_input', 'unit_amount'],
    ['no currency', { amount: '5', currency: 'xxx' }, {}, 'invalid_input', 'currency'],
    ['a currency of a part', { percentOff: 5, currency: 'usd' }, {}, 'invalid_input', 'currency'],
    ['months of once', { percentOff: 5, durationInMonths: 3 }, {}, 'invalid_input', 'durationInMonths'],
    ['no months', { percentOff: 5, duration: 'repeating' }, {}, 'invalid_input', 'durationInMonths'],
    ['what is past', { percentOff: 5, redeemBy: past }, {}, 'invalid_input', 'redeemBy'],
    ['milliseconds', { percentOff: 5, redeemBy: past * 1000 }, {}, 'invalid_input', 'redeemBy'],
    ['in six years', { percentOff: 5, redeemBy: past + 10 * 365 * 86_400 }, {}, 'invalid_input', 'redeemBy'],
    ['products of another kind', { percentOff: 5, productIds: ['price_1'] }, {}, 'invalid_input', 'productIds'],
    ['an unknown product', { percentOff: 5, productIds: ['prod_nothing'] }, {}, 'not_found', 'productIds'],
    ['reserved metadata', { percentOff: 5, metadata: { botpress_x: '1' } }, {}, 'invalid_input', 'metadata'],
    ['more than the limit', { percentOff: 51 }, {}, 'not_allowed', 'percentOff'],
    ['any, at a limit of 0', { percentOff: 0.1 }, { largestDiscountPercent: 0 }, 'not_allowed', 'percentOff'],
    [
      'an amount below a limit of 100',
      { amount: '0.01' },
      { largestDiscountPercent: 99 },
      'not_allowed',
      'unit_amount',
    ],
    [
      'a currency that is not allowed',
      { amount: '5' },
      { largestDiscountPercent: 100, allowedCurrencies: ['eur'] },
      ...(['not_allowed', 'currency'] as const),
    ],
  ]
  it.each(attempts)('%s', async (_, input, guardrails, code, field) => {
    const world = createEmbedded({ guardrails })
    await expect(world.run(createCoupon, input)).rejects.toMatchObject({ code, details: { field } })
    expect(world.stripe.count('coupon', 'test')).toBe(0)
  })
})
