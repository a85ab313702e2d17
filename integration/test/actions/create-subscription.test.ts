import { describe, expect, it } from 'vitest'
import { createSubscription } from '../../src/actions/create-subscription'
import type { GuardrailConfiguration } from '../../src/guardrails/index'
import { linkedCustomer } from '../support/customers'
import { BOT_ID, createEmbedded, type Embedded } from '../support/embedded'

const userId = 'user_ann'
const club = { productName: 'Coffee club', amount: '9.00' }

const monthly = async ({ gateway }: Embedded, amount = 900) =>
  (
    await gateway.prices.create({
      ...{ currency: 'usd', unit_amount: amount, recurring: { interval: 'month' } },
      product_data: { name: 'Coffee club' },
    })
  ).id

it('charges the saved card, in two calls; metadata and the conversation know of it', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const input = {
    priceId: await monthly(world),
    quantity: 2,
    userId,
    conversationId: 'conv_1',
    metadata: { seat: '7' },
  }
  const calls = await world.requestsOf(async () => {
    const made = await world.run(createSubscription, input)
    expect(made).toMatchObject({
      ...{ status: 'active', customerId: customer, repeated: false },
      items: [{ quantity: 2, productName: 'Coffee club', price: { unit_amount: 900 }, recurrence: 'per month' }],
    })
    expect(world.stripe.get(made.id)?.metadata).toMatchObject({
      ...{ seat: '7', botpress_bot_id: BOT_ID, botpress_user_id: userId, botpress_conversation_id: 'conv_1' },
    })
    const { latest_invoice: invoice } = await world.gateway.subscriptions.retrieve(made.id)
    expect(world.sold).toMatchObject([{ kind: 'invoice', id: invoice }])
    expect(world.stripe.get(String(invoice))).toMatchObject({ status: 'paid', amount_paid: 1800 })
  })
  expect(calls.slice(0, 2)).toEqual(['GET /v1/customers/:id/payment_methods', 'POST /v1/subscriptions'])
})

it('a plan by what it is: made the first time, found the next, in three calls', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  await linkedCustomer(world, 'user_bob')
  const yearly = { ...club, currency: 'eur', chargingInterval: 'year' as const }
  const first = await world.run(createSubscription, { ...yearly, userId })
  expect(first.items).toMatchObject([{ recurrence: 'per year', price: { unit_amount: 900, currency: 'eur' } }])
  const calls = await world.requestsOf(() => world.run(createSubscription, { ...yearly, userId: 'user_bob' }))
  expect(calls).toEqual(['GET /v1/customers/:id/payment_methods', 'GET /v1/prices', 'POST /v1/subscriptions'])
  expect([world.stripe.count('product', 'test'), world.stripe.count('price', 'test')]).toEqual([1, 1])
})

it('asked twice with the same words it begins once, and says so; after it was cancelled, or with another key, again', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const first = await world.run(createSubscription, { ...club, userId })
  expect(await world.run(createSubscription, { ...club, userId })).toEqual({ ...first, repeated: true })
  expect(await world.run(createSubscription, { ...club, userId, idempotencyKey: 'x' })).toMatchObject({
    repeated: false,
  })
  await world.gateway.subscriptions.cancel(first.id)
  expect(await world.run(createSubscription, { ...club, userId })).toMatchObject({ repeated: false, status: 'active' })
  expect(world.stripe.count('subscription', 'test')).toBe(3)
})

it('an invoice is sent where that is asked for: no card is needed', async () => {
  const world = createEmbedded()
  const { id: customer } = await world.gateway.customers.create({ email: 'ann@example.com' })
  await world.tools.customers.link(customer, { userId })
  const input = { ...club, userId, collection: 'send_invoice' as const, daysUntilDue: 7 }
  const { id } = await world.run(createSubscription, input)
  expect(world.stripe.get(id)).toMatchObject({ collection_method: 'send_invoice', days_until_due: 7, status: 'active' })
})

describe('what is charged', () => {
  const withMethods = async (...names: string[]) => {
    const world = createEmbedded()
    const { id: customer } = await world.gateway.customers.create({ email: 'ann@example.com' })
    await world.tools.customers.link(customer, { userId })
    const ids = []
    for (const name of names) ids.push((await world.gateway.paymentMethods.attach(name, { customer })).id)
    return { world, ids }
  }

  it('the only saved card, when none is the default', async () => {
    const { world, ids } = await withMethods('pm_card_visa')
    const { id } = await world.run(createSubscription, { ...club, userId })
    expect(world.stripe.get(id)?.default_payment_method).toBe(ids[0])
  })

  it('of several, the one that is named; the error lists them', async () => {
    const { world, ids } = await withMethods('pm_card_visa', 'pm_card_mastercard')
    const attempt = world.run(createSubscription, { ...club, userId })
    await expect(attempt).rejects.toMatchObject({
      ...{ code: 'invalid_input', details: { field: 'paymentMethodId' } },
      sentence: expect.stringMatching(new RegExp(`${ids[1]} \\(mastercard ending in 4444\\).*${ids[0]} \\(visa`)),
    })
    const { id } = await world.run(createSubscription, { ...club, userId, paymentMethodId: ids[1] })
    expect(world.stripe.get(id)?.default_payment_method).toBe(ids[1])
  })

  it('nothing, when there is none: the error points to the payment page', async () => {
    const { world } = await withMethods()
    await expect(world.run(createSubscription, { ...club, userId })).rejects.toMatchObject({
      ...{ code: 'payment_method_missing', sentence: expect.stringContaining('createCheckoutSession') },
    })
    expect(world.stripe.count('subscription', 'test')).toBe(0)
  })

  it.each([
    ['pm_card_chargeCustomerFail', 'card_declined', 'declined'],
    ['pm_card_authenticationRequired', 'subscription_payment_intent_requires_action', 'createCheckoutSession'],
  ])('%s: declined, nothing is left, and it is tried again when asked again', async (card, stripeCode, sentence) => {
    const world = createEmbedded()
    const customer = await linkedCustomer(world, userId, card)
    const counts = () => ['subscription', 'invoice'].map((type) => world.stripe.count(type, 'test'))
    for (const _ of [1, 2]) {
      await expect(world.run(createSubscription, { ...club, userId })).rejects.toMatchObject({
        ...{ code: 'payment_declined', sentence: expect.stringContaining(sentence) },
        details: { stripeCode, customerMessage: expect.stringMatching(/card|bank/) },
      })
      expect(counts()).toEqual([0, 0])
    }
    const { id: good } = await world.gateway.paymentMethods.attach('pm_card_visa', { customer })
    await world.gateway.customers.update(customer, { invoice_settings: { default_payment_method: good } })
    expect(await world.run(createSubscription, { ...club, userId })).toMatchObject({
      status: 'active',
      repeated: false,
    })
  })
})

describe('cheaper', () => {
  const withCode = async (guardrails: GuardrailConfiguration = {}) => {
    const world = createEmbedded({ guardrails })
    await linkedCustomer(world)
    const coupon = await world.gateway.coupons.create({ percent_off: 50, duration: 'once' })
    const code = await world.gateway.promotionCodes.create({
      ...{ code: 'HALF', promotion: { type: 'coupon', coupon: coupon.id } },
    })
    const paid = async (input: object) => {
      const { id } = await world.run(createSubscription, { priceId: await monthly(world), userId, ...input })
      const { latest_invoice: invoice } = await world.gateway.subscriptions.retrieve(id, { expand: ['latest_invoice'] })
      return typeof invoice === 'object' ? invoice?.amount_paid : undefined
    }
    return { world, coupon: coupon.id, code: code.id, paid }
  }

  it('by a code as it is typed, in three calls, or by its ID', async () => {
    const { world, code, paid } = await withCode()
    expect(await paid({ promotionCode: code })).toBe(450)
    const priceId = await monthly(world)
    const calls = await world.requestsOf(() =>
      world.run(createSubscription, { priceId, userId, promotionCode: 'half' })
    )
    expect(calls).toEqual([
      ...['GET /v1/promotion_codes', 'GET /v1/customers/:id/payment_methods', 'POST /v1/subscriptions'],
    ])
  })

  it('by a coupon only where staff may', async () => {
    const { coupon, paid } = await withCode()
    await expect(paid({ couponId: coupon })).rejects.toMatchObject({ code: 'not_allowed' })
    const staff = await withCode({ access: 'any' })
    expect(await staff.paid({ couponId: staff.coupon })).toBe(450)
  })

  it('not by a code that nobody gave', async () => {
    const { world, paid } = await withCode()
    await expect(paid({ promotionCode: 'FREE' })).rejects.toMatchObject({
      ...{ code: 'invalid_input', details: { field: 'promotionCode' } },
    })
    expect(world.stripe.count('subscription', 'test')).toBe(0)
  })
})

it('a trial is given as far as the configuration allows', async () => {
  const world = createEmbedded({ guardrails: { largestTrialDays: 14 } })
  await linkedCustomer(world)
  expect(await world.run(createSubscription, { ...club, userId, trialDays: 14 })).toMatchObject({ status: 'trialing' })
})

describe('is refused, and nothing begins:', () => {
  const price = (currency: string, recurring: boolean) => async (world: Embedded) => ({
    priceId: (
      await world.gateway.prices.create({
        ...{ currency, unit_amount: 2000, product_data: { name: 'Car' } },
        ...(recurring && { recurring: { interval: 'month' as const } }),
      })
    ).id,
  })
  const plan = price('usd', true)
  const nothing = async () => ({})
  const attempts: Array<
    [string, (world: Embedded) => Promise<object>, object, GuardrailConfiguration, string, string]
  > = [
    ['nobody', plan, { userId: undefined }, {}, 'not_allowed', 'userId'],
    ['a chat user who is no customer', plan, { userId: 'user_new' }, {}, 'customer_unknown', 'userId'],
    ["somebody else's customer", plan, { customerId: 'cus_other' }, {}, 'not_owned', 'customerId'],
    ['nothing to subscribe to', nothing, {}, {}, 'invalid_input', 'priceId'],
    ['two plans', plan, club, {}, 'invalid_input', 'productName'],
    ['an amount beside a price', plan, { amount: '5' }, {}, 'invalid_input', 'amount'],
    ['an interval beside a price', plan, { chargingInterval: 'day' }, {}, 'invalid_input', 'chargingInterval'],
    ['a product without an amount', nothing, { productName: 'Car' }, {}, 'invalid_input', 'unit_amount'],
    ['a blank name', nothing, { productName: '  ', amount: '5' }, {}, 'invalid_input', 'productName'],
    ['a tiny amount', nothing, { ...club, amount: '0.10' }, {}, 'invalid_input', 'unit_amount'],
    ['half a piece', plan, { quantity: 0.5 }, {}, 'invalid_input', 'quantity'],
    ['a price that is paid once', price('usd', false), {}, {}, 'invalid_input', 'priceId'],
    ['an unknown price', nothing, { priceId: 'price_nothing' }, {}, 'not_found', 'priceId'],
    ['a product in place of a price', nothing, { priceId: 'prod_1' }, {}, 'invalid_input', 'priceId'],
    ['an unknown payment method', plan, { paymentMethodId: 'pm_nothing' }, {}, 'invalid_input', 'paymentMethodId'],
    ['days without an invoice', plan, { daysUntilDue: 5 }, {}, 'invalid_input', 'daysUntilDue'],
    [
      'a card for an invoice',
      plan,
      { collection: 'send_invoice', paymentMethodId: 'pm_1' },
      {},
      'invalid_input',
      'paymentMethodId',
    ],
    ['a code and a coupon', plan, { promotionCode: 'a', couponId: 'b' }, {}, 'invalid_input', 'couponId'],
    ['a trial, which is off', plan, { trialDays: 1 }, {}, 'not_allowed', 'trialDays'],
    ['a longer trial', plan, { trialDays: 15 }, { largestTrialDays: 14 }, 'not_allowed', 'trialDays'],
    ['a currency', price('eur', true), {}, { allowedCurrencies: ['usd'] }, 'not_allowed', 'priceId'],
    ['a sum', plan, { quantity: 2 }, { largestAmounts: [{ currency: 'usd', amount: '30' }] }, 'not_allowed', 'priceId'],
    ['a product', plan, {}, { allowedProducts: ['Coffee club'] }, 'not_allowed', 'priceId'],
    ['a price of its own', nothing, club, { allowedProducts: ['Coffee club'] }, 'not_allowed', 'unit_amount'],
    ['many pieces', plan, { quantity: 11 }, { largestQuantity: 10 }, 'not_allowed', 'quantity'],
  ]
  it.each(attempts)('%s', async (_, prepare, input, guardrails, code, field) => {
    const world = createEmbedded({ guardrails })
    await linkedCustomer(world)
    const attempt = world.run(createSubscription, { ...(await prepare(world)), userId, ...input })
    await expect(attempt).rejects.toMatchObject({ code, details: { field } })
    expect(world.stripe.count('subscription', 'test')).toBe(0)
  })
})

it('a listed product may be sold at its price', async () => {
  const world = createEmbedded({ guardrails: { allowedProducts: ['Coffee club'] } })
  await linkedCustomer(world)
  const priceId = await monthly(world)
  const calls = await world.requestsOf(() => world.run(createSubscription, { priceId, userId }))
  expect(calls).toHaveLength(3)
})
