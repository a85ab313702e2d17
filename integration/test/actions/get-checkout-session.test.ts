import { expect, it } from 'vitest'
import { createCheckoutSession } from '../../src/actions/create-checkout-session'
import { getCheckoutSession } from '../../src/actions/get-checkout-session'
import { linkedCustomer } from '../support/customers'
import { createEmbedded, type Embedded } from '../support/embedded'
import { payOn } from '../support/pages'

const userId = 'user_ann'
const items = [{ productName: 'T-Shirt', unit_amount: 1999, quantity: 2 }]
const open = async (world: Embedded, input: object = {}) =>
  world.run(createCheckoutSession, { items, userId, ...input } as never) as Promise<{ id: string; url: string }>
const read = (world: Embedded, sessionId: string, input: object = { userId }) =>
  world.run(getCheckoutSession, { sessionId, ...input } as never)

it('tells what a page sells and costs while it is open, in one call', async () => {
  const world = createEmbedded()
  const customerId = await linkedCustomer(world)
  const { id, url } = await open(world, { metadata: { order: '42' } })
  const calls = await world.requestsOf(async () => {
    const session = await read(world, id, { userId, locale: 'de' })
    const total = { unit_amount: 3998, amount: '39.98', currency: 'usd', formatted: '39,98\u00a0$' }
    expect(session).toEqual({
      ...{ id, url, status: 'open', expiresAt: expect.any(Number), mode: 'payment', paymentStatus: 'unpaid' },
      ...{ total, subtotal: total, customerId, metadata: { order: '42' } },
      items: [{ description: 'T-Shirt', priceId: expect.stringMatching(/^price_/), quantity: 2, total }],
    })
  })
  expect(calls).toEqual(['GET /v1/checkout/sessions/:id'])
})

it('tells what it led to: the payment, discount and shipping, the customer', async () => {
  const world = createEmbedded()
  const customerId = await linkedCustomer(world)
  const { id: coupon } = await world.gateway.coupons.create({ amount_off: 998, currency: 'usd' })
  await world.gateway.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'LESS' })
  const { id: rate } = await world.gateway.shippingRates.create({
    ...{ display_name: 'Post', type: 'fixed_amount', fixed_amount: { amount: 490, currency: 'usd' } },
  })
  const { id, url } = await open(world, { promotionCode: 'LESS', shippingRates: [rate] })
  await payOn(world, url, { shipping_rate: rate })
  const money = (unit_amount: number) => expect.objectContaining({ unit_amount })
  const session = await read(world, id)
  expect(session).toMatchObject({
    ...{ status: 'complete', paymentStatus: 'paid', customerId, paymentId: expect.stringMatching(/^pi_/) },
    ...{ subtotal: money(3998), discount: money(998), shipping: money(490), total: money(3490) },
    items: [{ total: money(3000) }],
  })
  expect(session).not.toHaveProperty('url')
  expect(session).not.toHaveProperty('tax')
})

it('tells the subscription and its invoice, the saved card, the address to open an expired page again', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const plan = await open(world, { mode: 'subscription' })
  await payOn(world, plan.url)
  expect(await read(world, plan.id)).toMatchObject({
    ...{
      mode: 'subscription',
      subscriptionId: expect.stringMatching(/^sub_/),
      invoiceId: expect.stringMatching(/^in_/),
    },
  })
  const setup = await open(world, { mode: 'setup', items: undefined })
  expect(await read(world, setup.id)).not.toHaveProperty('paymentMethodId')
  await payOn(world, setup.url)
  const saved = await read(world, setup.id)
  expect(saved).toMatchObject({ paymentStatus: 'no_payment_required', paymentMethodId: expect.stringMatching(/^pm_/) })
  expect([saved.items, 'total' in saved]).toEqual([[], false])
  const late = await open(world, { recovery: true })
  await world.gateway.checkout.sessions.expire(late.id)
  expect(await read(world, late.id)).toMatchObject({ status: 'expired', recoveryUrl: expect.stringContaining('http') })
})

it('tells of more things than Stripe expands, in two calls', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const many = Array.from({ length: 12 }, (_, index) => ({ productName: 'T-Shirt', unit_amount: 1000 + index }))
  const { id } = await open(world, { items: many })
  const calls = await world.requestsOf(async () => {
    const { items: told } = await read(world, id)
    expect(told.map(({ total }) => total.unit_amount)).toEqual(many.map(({ unit_amount }) => unit_amount))
  })
  expect(calls).toEqual(['GET /v1/checkout/sessions/:id', 'GET /v1/checkout/sessions/:id/line_items'])
})

it("adds Stripe's object when it is asked for", async () => {
  const world = createEmbedded()
  const { id } = await open(world)
  expect((await read(world, id, { userId, raw: true })).raw).toMatchObject({ object: 'checkout.session' })
  expect(await read(world, id)).not.toHaveProperty('raw')
})

it.each([
  ['another user', { userId: 'user_bob' }, 'not_owned', 'sessionId'],
  ['nobody', {}, 'not_allowed', 'userId'],
  ['an ID of another kind', { userId, sessionId: 'plink_1' }, 'invalid_input', 'sessionId'],
  ['an unknown ID', { userId, sessionId: 'cs_test_nothing' }, 'not_found', 'sessionId'],
  ['no language', { userId, locale: 'no such!' }, 'invalid_input', 'locale'],
])('%s is refused, of a guest as of a customer', async (_, input, code, field) => {
  const world = createEmbedded()
  const guest = await open(world)
  await linkedCustomer(world)
  const customer = await open(world)
  await linkedCustomer(world, 'user_bob')
  for (const { id } of [guest, customer]) {
    await expect(read(world, id, input)).rejects.toMatchObject({ code, details: { field } })
  }
})

it("staff see everybody's, where the configuration says so", async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const { id } = await open(world)
  expect((await read(world, id, {})).id).toBe(id)
})
