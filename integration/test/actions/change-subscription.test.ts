import { describe, expect, it } from 'vitest'
import { changeSubscription } from '../../src/actions/change-subscription'
import { previewSubscriptionChange } from '../../src/actions/preview-subscription-change'
import type { GuardrailConfiguration } from '../../src/guardrails/index'
import { linkedCustomer } from '../support/customers'
import { createMember, rest } from '../support/plans'

const userId = 'user_ann'
const CALLS = ['GET /v1/subscriptions/:id', 'POST /v1/subscriptions/:id']
const MINUTE = 60_000

it('another plan takes the place of the present one, in two calls; again it changes nothing', async () => {
  const { world, subscriptionId, price, current } = await createMember()
  const input = { subscriptionId, newPriceId: await price(3000), userId }
  const { items: before } = await current()
  const calls = await world.requestsOf(async () => {
    expect(await world.run(changeSubscription, input)).toMatchObject({
      ...{ changed: true, items: [{ productName: 'Tea club', price: { unit_amount: 3000 }, quantity: 1 }] },
    })
  })
  expect(calls).toEqual(CALLS)
  const { items, latest_invoice: invoice } = await current()
  expect(items.data.map(({ id }) => id)).toEqual(before.data.map(({ id }) => id))
  expect(invoice).toMatchObject({ billing_reason: 'subscription_create' })
  const again = await world.requestsOf(async () => {
    expect(await world.run(changeSubscription, input)).toMatchObject({ changed: false })
  })
  expect(again).toEqual([CALLS[0]])
})

it.each([
  ['a dearer plan', 3000, 1],
  ['more of it', undefined, 4],
  ['a dearer plan and more of it', 1200, 2],
  ['a cheaper plan', 300, 1],
])(
  '%s, charged at once: exactly what was shown, although the customer thought it over',
  async (_, amount, quantity) => {
    const { world, clock, subscriptionId, price, current } = await createMember()
    const wanted = {
      ...{ subscriptionId, quantity, userId, proration: 'charge_now' as const },
      ...(amount !== undefined && { newPriceId: await price(amount) }),
    }
    const shown = await world.run(previewSubscriptionChange, wanted)
    await clock.advance(50 * MINUTE)
    expect((await world.run(previewSubscriptionChange, wanted)).total).not.toEqual(shown.total)
    await world.run(changeSubscription, { ...wanted, prorationDate: shown.prorationDate })
    const { latest_invoice: invoice } = await current()
    expect(invoice).toMatchObject({
      ...{ billing_reason: 'subscription_update', status: 'paid' },
      ...{ total: shown.total.unit_amount, amount_paid: shown.dueNow.unit_amount },
    })
    expect(shown.total.unit_amount).toBe(rest((amount ?? 900) * quantity) - rest(900))
  }
)

it('prorated: the renewal is exactly what was shown', async () => {
  const { world, clock, subscriptionId, price, current } = await createMember()
  const wanted = { subscriptionId, newPriceId: await price(3000), userId }
  const { prorationDate, dueAtRenewal } = await world.run(previewSubscriptionChange, wanted)
  await clock.advance(50 * MINUTE)
  await world.run(changeSubscription, { ...wanted, prorationDate })
  await clock.advance(22 * 86_400_000)
  expect((await current()).latest_invoice).toMatchObject({
    ...{ billing_reason: 'subscription_cycle', amount_paid: dueAtRenewal?.unit_amount },
  })
})

it('a plan by what it is keeps the interval and the currency; the same again changes nothing', async () => {
  const { world, subscriptionId } = await createMember()
  const input = { subscriptionId, productName: 'Tea club', amount: '15', userId }
  expect(await world.run(changeSubscription, input)).toMatchObject({
    ...{ changed: true, items: [{ recurrence: 'per month', price: { unit_amount: 1500, currency: 'usd' } }] },
  })
  expect(await world.run(changeSubscription, input)).toMatchObject({ changed: false })
})

it('a declined charge changes nothing, and a change that is charged later goes through', async () => {
  const { world, customer, subscriptionId, price, current } = await createMember()
  const declined = await world.gateway.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  await world.gateway.customers.update(customer, { invoice_settings: { default_payment_method: declined.id } })
  const input = { subscriptionId, newPriceId: await price(3000), userId }
  const before = await current()
  await expect(world.run(changeSubscription, { ...input, proration: 'charge_now' })).rejects.toMatchObject({
    ...{ code: 'payment_declined', details: { customerMessage: expect.stringContaining('card') } },
  })
  expect(await current()).toEqual(before)
  expect(await world.run(changeSubscription, input)).toMatchObject({ changed: true, status: 'active' })
})

it('a charge that the bank wants confirmed changes nothing, and the error says what can be done instead', async () => {
  const { world, customer, subscriptionId, current } = await createMember()
  const card = await world.gateway.paymentMethods.attach('pm_card_authenticationRequired', { customer })
  await world.gateway.customers.update(customer, { invoice_settings: { default_payment_method: card.id } })
  const before = await current()
  const input = { subscriptionId, quantity: 2, userId, proration: 'charge_now' as const }
  await expect(world.run(changeSubscription, input)).rejects.toMatchObject({
    ...{ code: 'payment_declined', sentence: expect.stringContaining('proration prorate') },
  })
  expect(await current()).toEqual(before)
})

it('of several lines one has to be named; the error lists them', async () => {
  const { world, subscriptionId, price, current } = await createMember()
  await world.gateway.subscriptions.update(subscriptionId, { items: [{ price: await price(200) }] })
  const [coffee, tea] = (await current()).items.data.map(({ id }) => id)
  const input = { subscriptionId, quantity: 2, userId }
  for (const itemId of [undefined, 'si_other']) {
    await expect(world.run(changeSubscription, { ...input, itemId })).rejects.toMatchObject({
      ...{ code: 'invalid_input', details: { field: 'itemId' } },
      sentence: expect.stringContaining(
        `${coffee} (1 × Coffee club, $9.00 per month); ${tea} (1 × Tea club, $2.00 per month)`
      ),
    })
  }
  const { items } = await world.run(changeSubscription, { ...input, itemId: tea })
  expect(items.map(({ itemId, quantity }) => [itemId, quantity])).toEqual([
    [coffee, 1],
    [tea, 2],
  ])
})

describe('without proration', () => {
  it('a cheaper plan, and in a trial any plan, also a dearer one of another interval, which is charged in whole', async () => {
    for (const [params, make] of [
      [{}, (shop) => shop.price(500)],
      [{ trial_period_days: 30 }, (shop) => shop.price(3000)],
      [{}, (shop) => shop.yearly(9900)],
    ] as Array<[object, (shop: Awaited<ReturnType<typeof createMember>>) => Promise<string>]>) {
      const shop = await createMember({}, params)
      const input = { subscriptionId: shop.subscriptionId, newPriceId: await make(shop), proration: 'none' as const }
      expect(await shop.world.run(changeSubscription, { ...input, userId })).toMatchObject({ changed: true })
    }
  })

  it('nothing that costs more, since the rest of the period would be free; staff may', async () => {
    const { world, subscriptionId, price, current } = await createMember()
    const dearer = [{ newPriceId: await price(1000) }, { quantity: 2 }, { productName: 'Tea club', amount: '10' }]
    for (const wanted of dearer) {
      const attempt = world.run(changeSubscription, { subscriptionId, userId, proration: 'none', ...wanted })
      await expect(attempt).rejects.toMatchObject({ code: 'not_allowed', details: { field: 'proration' } })
    }
    expect((await current()).items.data).toMatchObject([{ quantity: 1, price: { unit_amount: 900 } }])
    const staff = await createMember({ access: 'any' })
    const input = { subscriptionId: staff.subscriptionId, quantity: 2, proration: 'none' as const }
    expect(await staff.world.run(changeSubscription, input)).toMatchObject({ changed: true })
  })
})

describe('is refused, and nothing changes:', () => {
  const attempts: Array<[string, object, GuardrailConfiguration, string, string]> = [
    ['another user', { userId: 'user_bob' }, {}, 'not_owned', 'subscriptionId'],
    ['nobody', { userId: undefined }, {}, 'not_allowed', 'userId'],
    ['an ID of another kind', { subscriptionId: 'cus_1' }, {}, 'invalid_input', 'subscriptionId'],
    ['an unknown ID', { subscriptionId: 'sub_nothing' }, {}, 'not_found', 'subscriptionId'],
    ['an unknown price', { newPriceId: 'price_nothing' }, {}, 'not_found', 'newPriceId'],
    ['nothing to change', { quantity: undefined }, {}, 'invalid_input', 'newPriceId'],
    ['no pieces', { quantity: 0 }, {}, 'invalid_input', 'quantity'],
    ['an amount without a product', { amount: '5' }, {}, 'invalid_input', 'amount'],
    ['a product without an amount', { productName: 'Tea club' }, {}, 'invalid_input', 'unit_amount'],
    ['another currency', { productName: 'Tea', amount: '5', currency: 'eur' }, {}, 'invalid_input', 'currency'],
    ['a moment long ago', { prorationDate: 1_800_000_000 }, {}, 'invalid_input', 'prorationDate'],
    ['a moment to come', { prorationDate: 1_900_000_000 }, {}, 'invalid_input', 'prorationDate'],
    ['many pieces', { quantity: 11 }, { largestQuantity: 10 }, 'not_allowed', 'quantity'],
    ['a sum', { quantity: 4 }, { largestAmounts: [{ currency: 'usd', amount: '30' }] }, 'not_allowed', 'quantity'],
    ['a product', { quantity: 2 }, { allowedProducts: ['Tea club'] }, 'not_allowed', 'quantity'],
    [
      'a price of its own',
      { productName: 'Tea club', amount: '5' },
      { allowedProducts: ['Tea club'] },
      'not_allowed',
      'unit_amount',
    ],
  ]
  it.each(attempts)('%s', async (_, input, guardrails, code, field) => {
    const { world, subscriptionId, current } = await createMember(guardrails)
    await linkedCustomer(world, 'user_bob')
    const before = await current()
    const attempt = world.run(changeSubscription, { subscriptionId, quantity: 2, userId, ...input })
    await expect(attempt).rejects.toMatchObject({ code, details: { field } })
    expect(await current()).toEqual(before)
  })

  it('a price in another currency, whether it is looked at or not', async () => {
    for (const guardrails of [{}, { allowedCurrencies: ['usd', 'eur'] }]) {
      const { world, subscriptionId, price } = await createMember(guardrails)
      const newPriceId = await price(700, { currency: 'eur' })
      await expect(world.run(changeSubscription, { subscriptionId, newPriceId, userId })).rejects.toMatchObject({
        ...{ code: 'invalid_input', details: { field: 'newPriceId' }, sentence: expect.stringMatching(/usd/i) },
      })
    }
  })

  it('a price that is paid once, and one that is not listed', async () => {
    const { world, subscriptionId, price } = await createMember()
    const once = (await world.gateway.prices.create({ currency: 'usd', unit_amount: 5, product_data: { name: 'x' } }))
      .id
    await expect(world.run(changeSubscription, { subscriptionId, newPriceId: once, userId })).rejects.toMatchObject({
      ...{ code: 'invalid_input', details: { field: 'newPriceId' } },
    })
    await world.run(changeSubscription, { subscriptionId, newPriceId: await price(700), userId })
    const strict = await createMember({ allowedProducts: ['Coffee club'] })
    const input = { subscriptionId: strict.subscriptionId, newPriceId: await strict.price(700), userId }
    await expect(strict.world.run(changeSubscription, input)).rejects.toMatchObject({ code: 'not_allowed' })
  })

  it('one that has ended', async () => {
    const { world, subscriptionId } = await createMember()
    await world.gateway.subscriptions.cancel(subscriptionId)
    const attempt = world.run(changeSubscription, { subscriptionId, quantity: 2, userId })
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_input', details: { field: 'subscriptionId' } })
  })
})

it('fewer pieces are always possible', async () => {
  const { world, subscriptionId } = await createMember({ allowedProducts: ['Tea club'] })
  const { items } = await world.gateway.subscriptions.retrieve(subscriptionId)
  await world.gateway.subscriptions.update(subscriptionId, { items: [{ id: items.data[0]?.id ?? '', quantity: 5 }] })
  expect(await world.run(changeSubscription, { subscriptionId, quantity: 2, userId })).toMatchObject({ changed: true })
})
