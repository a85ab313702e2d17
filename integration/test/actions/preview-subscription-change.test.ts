import { expect, it } from 'vitest'
import { previewSubscriptionChange } from '../../src/actions/preview-subscription-change'
import type { GuardrailConfiguration } from '../../src/guardrails/index'
import { linkedCustomer } from '../support/customers'
import { createMember, NOW, rest } from '../support/plans'

const userId = 'user_ann'
const MONTH = 31 * 86_400
const CALLS = ['GET /v1/subscriptions/:id', 'GET /v1/prices/:id', 'POST /v1/invoices/create_preview']
const usd = (unit_amount: number) => ({ unit_amount, currency: 'usd' })

it('prorated: nothing now, the difference with the renewal, line by line; three calls, and nothing changes', async () => {
  const { world, subscriptionId, price, now, current } = await createMember()
  const input = { subscriptionId, newPriceId: await price(3000), userId, locale: 'de' }
  const before = await current()
  const calls = await world.requestsOf(async () => {
    const preview = await world.run(previewSubscriptionChange, input)
    expect(preview).toMatchObject({
      ...{ dueNow: usd(0), dueAtRenewal: usd(3000 + rest(3000) - rest(900)), perPeriod: usd(3000) },
      ...{ prorationDate: now(), amountDue: usd(3000 + rest(3000) - rest(900)) },
      lines: [
        { total: { unit_amount: 3000, formatted: '30,00\u00a0$' }, isProration: false, periodStart: NOW + MONTH },
        { total: usd(-rest(900)), isProration: true, text: expect.stringMatching(/^Unused time on Coffee club/) },
        { total: usd(rest(3000)), isProration: true, periodStart: now(), periodEnd: NOW + MONTH },
      ],
    })
  })
  expect(calls).toEqual(CALLS)
  expect(await current()).toEqual(before)
})

it('charged at once: what is due now, and what a period costs from then on; a quantity takes two calls', async () => {
  const { world, subscriptionId } = await createMember()
  const input = { subscriptionId, quantity: 3, proration: 'charge_now' as const, userId }
  const calls = await world.requestsOf(async () => {
    const preview = await world.run(previewSubscriptionChange, input)
    expect(preview).toMatchObject({ dueNow: usd(rest(2700) - rest(900)), perPeriod: usd(2700) })
    expect(preview).not.toHaveProperty('dueAtRenewal')
  })
  expect(calls).toEqual([CALLS[0], CALLS[2]])
})

it('another interval is charged at once, however it is prorated', async () => {
  const { world, subscriptionId, yearly } = await createMember()
  const input = { subscriptionId, newPriceId: await yearly(9900), userId }
  expect(await world.run(previewSubscriptionChange, input)).toMatchObject({
    ...{ dueNow: usd(9900 - rest(900)), perPeriod: usd(9900) },
  })
})

it('a cheaper plan, charged at once: nothing is due, and what is given back shows', async () => {
  const { world, subscriptionId, price } = await createMember()
  const input = { subscriptionId, newPriceId: await price(500), proration: 'charge_now' as const, userId }
  expect(await world.run(previewSubscriptionChange, input)).toMatchObject({
    ...{ dueNow: usd(0), total: usd(rest(500) - rest(900)) },
  })
})

it('without proration: only the renewal changes', async () => {
  const { world, subscriptionId, price } = await createMember()
  const input = { subscriptionId, newPriceId: await price(500), proration: 'none' as const, userId }
  expect(await world.run(previewSubscriptionChange, input)).toMatchObject({
    ...{ dueNow: usd(0), dueAtRenewal: usd(500), lines: [{ isProration: false }] },
  })
})

it('a plan by what it is; in a trial nothing is due now', async () => {
  const { world, subscriptionId } = await createMember({}, { trial_period_days: 30 })
  const input = { subscriptionId, productName: 'Tea club', amount: '20', proration: 'charge_now' as const, userId }
  expect(await world.run(previewSubscriptionChange, input)).toMatchObject({ dueNow: usd(0), dueAtRenewal: usd(2000) })
})

it('a discount shows', async () => {
  const { world, subscriptionId, price } = await createMember()
  const coupon = await world.gateway.coupons.create({ percent_off: 50, duration: 'forever' })
  await world.gateway.subscriptions.update(subscriptionId, { discounts: [{ coupon: coupon.id }] })
  const input = { subscriptionId, newPriceId: await price(800), proration: 'none' as const, userId }
  expect(await world.run(previewSubscriptionChange, input)).toMatchObject({
    ...{ dueAtRenewal: usd(400), discount: usd(400), perPeriod: usd(800) },
  })
})

it('one that ends with its period has nothing more to pay', async () => {
  const { world, subscriptionId, price } = await createMember()
  await world.gateway.subscriptions.update(subscriptionId, { cancel_at_period_end: true })
  const input = { subscriptionId, newPriceId: await price(500), proration: 'none' as const, userId }
  expect(await world.run(previewSubscriptionChange, input)).toMatchObject({
    ...{ dueNow: usd(0), dueAtRenewal: usd(0), lines: [] },
  })
})

const attempts: Array<[string, object, GuardrailConfiguration, string, string]> = [
  ['another user', { userId: 'user_bob' }, {}, 'not_owned', 'subscriptionId'],
  ['nobody', { userId: undefined }, {}, 'not_allowed', 'userId'],
  ['an unknown price', { newPriceId: 'price_nothing' }, {}, 'not_found', 'newPriceId'],
  ['an ID of another kind', { newPriceId: 'prod_1' }, {}, 'invalid_input', 'newPriceId'],
  ['nothing to change', { quantity: undefined }, {}, 'invalid_input', 'newPriceId'],
  ['what it is already', { quantity: 1 }, {}, 'invalid_input', 'quantity'],
  ['more than may be sold', { quantity: 11 }, { largestQuantity: 10 }, 'not_allowed', 'quantity'],
]
it.each(attempts)('%s is refused', async (_, input, guardrails, code, field) => {
  const { world, subscriptionId } = await createMember(guardrails)
  await linkedCustomer(world, 'user_bob')
  const attempt = world.run(previewSubscriptionChange, { subscriptionId, quantity: 2, userId, ...input })
  await expect(attempt).rejects.toMatchObject({ code, details: { field } })
})
