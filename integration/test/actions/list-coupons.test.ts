import { manualClock } from '@botpress-stripe/sandbox-stripe'
import { expect, it } from 'vitest'
import { listCoupons } from '../../src/actions/list-coupons'
import { coupon } from '../support/coupons'
import { createEmbedded } from '../support/embedded'

it('tells what coupons give, page by page, one call a page', async () => {
  const world = createEmbedded()
  const { id: product } = await world.gateway.products.create({ name: 'Mug' })
  await coupon(world, { id: 'quarter', name: 'Welcome' })
  await coupon(world, { id: 'five', amount_off: 500, currency: 'eur', duration: 'forever', max_redemptions: 9 })
  await coupon(world, {
    ...{ id: 'months', percent_off: 12.5, duration: 'repeating', duration_in_months: 3 },
    applies_to: { products: [product] },
  })
  const calls = await world.requestsOf(async () => {
    const first = await world.run(listCoupons, { limit: 2, locale: 'de' })
    const second = await world.run(listCoupons, { limit: 2, nextToken: first.nextToken })
    expect([...first.coupons, ...second.coupons]).toEqual([
      {
        ...{ id: 'months', discount: '12.5% off for 3 months', percentOff: 12.5, duration: 'repeating' },
        ...{ durationInMonths: 3, productIds: [product], valid: true, timesRedeemed: 0 },
      },
      {
        ...{ id: 'five', discount: '5,00\u00a0€ off forever', duration: 'forever', maxRedemptions: 9 },
        amountOff: { unit_amount: 500, amount: '5.00', currency: 'eur', formatted: '5,00\u00a0€' },
        ...{ valid: true, timesRedeemed: 0 },
      },
      {
        ...{ id: 'quarter', name: 'Welcome', discount: '25% off once', percentOff: 25, duration: 'once' },
        ...{ valid: true, timesRedeemed: 0 },
      },
    ])
    expect(second.nextToken).toBeUndefined()
  })
  expect(calls).toEqual(['GET /v1/coupons', 'GET /v1/coupons'])
})

it('shows what the bot may give only; staff see all', async () => {
  const clock = manualClock()
  const world = createEmbedded({ clock, gatewayClock: clock })
  await coupon(world, { id: 'ended', redeem_by: Math.floor(clock.now() / 1000) + 60 })
  for (const [id, percent_off] of [
    ['half', 50],
    ['more', 51],
    ['all', 100],
  ] as const) {
    await coupon(world, { id, percent_off })
  }
  await clock.advance(61_000)
  const listed = async (guardrails: object) => {
    const wrap = () => (input: string | URL | Request, init?: RequestInit) =>
      world.stripe.fetch(new Request(input, init))
    const { coupons } = await createEmbedded({ guardrails, wrap }).run(listCoupons, { limit: 4 })
    return coupons.map(({ id }) => id)
  }
  expect(await listed({})).toEqual(['half'])
  expect(await listed({ largestDiscountPercent: 51 })).toEqual(['more', 'half'])
  expect(await listed({ largestDiscountPercent: 0 })).toEqual([])
  expect(await listed({ access: 'any' })).toEqual(['all', 'more', 'half', 'ended'])
})

it('goes on after what was shown, not after what was read', async () => {
  const world = createEmbedded()
  for (const id of ['a', 'b', 'c']) {
    await coupon(world, { id })
    await coupon(world, { id: `${id}-all`, percent_off: 100 })
  }
  const first = await world.run(listCoupons, { limit: 2 })
  const second = await world.run(listCoupons, { limit: 2, nextToken: first.nextToken })
  expect([first, second].map(({ coupons }) => coupons.map(({ id }) => id))).toEqual([['c', 'b'], ['a']])
  expect(second.nextToken).toBeUndefined()
})
