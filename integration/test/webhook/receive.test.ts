import type Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLASSIC } from '../../src/events/table'
import { LEGACY_API_VERSION } from '../../src/versions'
import { TEST_KEY } from '../support/embedded'
import { createInstalled, type Installed } from '../support/installed'

let world: Installed
beforeEach(async () => {
  world = await createInstalled()
  await world.botpress.install({ apiKey: TEST_KEY })
})
afterEach(() => world.close())

const delivered = () => world.botpress.events.map(({ type, payload }) => ({ type, payload }))
const event = (more: object = {}) =>
  JSON.stringify({
    ...{ id: 'evt_1', object: 'event', type: 'charge.failed', created: 1_800_000_000, livemode: false },
    data: { object: { id: 'ch_1', object: 'charge', customer: null } },
    ...more,
  })

describe('from the embedded Stripe, signed', () => {
  /** Makes each event of the table happen at Stripe. */
  const story = async (stripe: Stripe) => {
    const { id: customer } = await stripe.customers.create({ email: 'a@example.com', payment_method: 'pm_card_visa' })
    const good = (await stripe.customers.listPaymentMethods(customer)).data[0]?.id ?? ''
    const price = await stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 900, recurring: { interval: 'month' } },
      product_data: { name: 'Club' },
    })
    const items = [{ price: price.id }]
    const subscription = await stripe.subscriptions.create({ customer, items, default_payment_method: good })
    await stripe.subscriptionSchedules
      .create({ from_subscription: subscription.id })
      .then(({ id }) => stripe.subscriptionSchedules.update(id, { metadata: { a: 'b' } }))
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    await stripe.subscriptions.cancel(subscription.id)
    const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
    await stripe.subscriptions.create({ customer, items, default_payment_method: bad.id })
    await world.stripe.settled()
    return customer
  }

  it('what the earlier integration sent arrives once, with its user', async () => {
    const customer = await story(world.shop())
    const types = new Set(delivered().map(({ type }) => type))
    expect([...types].filter((type) => !type.startsWith('payment') || type === 'paymentIntentFailed').sort()).toEqual(
      [...CLASSIC].sort()
    )
    expect(new Set(world.statuses)).toEqual(new Set([200]))

    const [user, ...others] = world.botpress.users
    expect([user?.tags.id, others.length]).toEqual([customer, 0])
    for (const { payload } of delivered()) {
      expect(payload).toMatchObject({
        origin: 'stripe',
        userId: user?.id,
        livemode: false,
        eventId: expect.stringMatching(/^evt_/),
      })
      expect(JSON.stringify(payload)).not.toContain('_secret_')
    }
    const ids = world.botpress.events.map(({ type, payload }) => `${type} ${payload.eventId}`)
    expect(new Set(ids).size).toBe(ids.length)
    expect(world.botpress.events.every(({ userId }) => userId === user?.id)).toBe(true)
  })

  it('an update says what changed', async () => {
    await story(world.shop())
    const updates = world.botpress.events.filter(({ type }) => type === 'subscriptionUpdated')
    expect(updates.map(({ payload }) => payload.previousAttributes)).toContainEqual(
      expect.objectContaining({ cancel_at_period_end: false })
    )
  })

  it('costs three calls to Botpress, and none to Stripe', async () => {
    await story(world.shop())
    const calls = world.botpress.calls.length
    world.stripe.requests.clear()
    const last = world.botpress.events.at(-1)
    await world.post(
      event({ data: { object: { id: 'ch_1', object: 'charge', customer: String(world.botpress.users[0]?.tags.id) } } })
    )
    expect(world.botpress.calls.slice(calls).map(({ operation }) => operation)).toEqual([
      'getState',
      'createEvent',
      'setState',
    ])
    expect(world.stripe.requests.entries()).toEqual([])
    expect(world.botpress.events.at(-1)).not.toBe(last)
  })

  it('renders objects in the version that the configuration chose', async () => {
    await world.botpress.install({ apiKey: TEST_KEY, apiVersion: LEGACY_API_VERSION })
    await story(world.shop())
    const objects = Object.fromEntries(world.botpress.events.map(({ type, payload }) => [type, payload.data?.object]))
    expect(objects.subscriptionCreated).toMatchObject({ current_period_end: expect.any(Number) })
    expect(objects.invoicePaymentFailed).toMatchObject({
      ...{ paid: false, subscription: expect.stringMatching(/^sub_/), payment_intent: expect.stringMatching(/^pi_/) },
    })
    expect(objects.chargeFailed).toMatchObject({ invoice: expect.stringMatching(/^in_/) })
  })

  it('a payment without a customer has no user', async () => {
    await world
      .shop()
      .paymentIntents.create({
        amount: 500,
        currency: 'usd',
        payment_method: 'pm_card_visa_chargeDeclined',
        confirm: true,
      })
      .catch(() => undefined)
    await world.stripe.settled()
    expect(
      delivered()
        .map(({ type }) => type)
        .sort()
    ).toEqual(['chargeFailed', 'paymentIntentFailed'])
    for (const { payload } of delivered()) expect(payload).not.toHaveProperty('userId')
    expect(world.botpress.users).toEqual([])
  })
})

describe('never lost', () => {
  it('Botpress down: 500, and delivered when Stripe tries again', async () => {
    const status = async () => (await world.post(event())).status
    const { BP_TOKEN } = process.env
    process.env.BP_TOKEN = 'wrong'
    expect([await status(), await status()]).toEqual([503, 503])
    process.env.BP_TOKEN = BP_TOKEN
    expect(await status()).toBe(200)
    expect(delivered()).toHaveLength(1)
  })

  it('no secret stored: 503, so that Stripe tries again', async () => {
    world.botpress.reset()
    const req = { method: 'POST', path: '/', query: '', headers: { 'stripe-signature': 't=1,v1=0' }, body: event() }
    expect((await world.botpress.callOperation('webhook_received', { req })).status).toBe(503)
  })
})

describe('bad input', () => {
  const now = () => Math.floor(world.clock.now() / 1000)
  const STALE = () => now() - 3600
  it.each<[string, () => Promise<{ status: number }>, number]>([
    ['no body', () => world.post(''), 400],
    ['no signature', () => world.post(event(), { header: undefined }), 400],
    [
      'several v1 parts, all wrong',
      () => world.post(event(), { header: `t=${now()},v1=00,v1=${'0'.repeat(64)}` }),
      400,
    ],
    ['an empty signature', () => world.post(event(), { header: '' }), 400],
    ['a wrong secret', () => world.post(event(), { secret: 'whsec_fake_wrong' }), 400],
    ['a stale signature', () => world.post(event(), { at: STALE() }), 400],
    ['a future signature', () => world.post(event(), { at: STALE() + 7200 }), 400],
    ['invalid JSON', () => world.post('{"id":'), 400],
    ['no object', () => world.post('"text"'), 400],
    ['no event', () => world.post('{"id": "cus_1", "object": "customer"}'), 400],
    ['an event without an object', () => world.post(event({ data: {} })), 400],
    ['an object that is none', () => world.post(event({ data: { object: [] } })), 400],
    ['a thin event', () => world.post(event({ object: 'v2.core.event' })), 200],
    ['another account', () => world.post(event({ account: 'acct_other' })), 200],
    ['another mode', () => world.post(event({ livemode: true })), 400],
    ['a body over 1 MB', () => world.post(event({ padding: 'x'.repeat(1_000_001) })), 413],
    ['GET', () => world.botpress.webhook({ method: 'GET' }), 405],
    ['an unknown type', () => world.post(event({ type: 'never.heard_of' })), 200],
    ['a type named like a property', () => world.post(event({ type: 'constructor' })), 200],
  ])('%s', async (_, send, status) => {
    world.stripe.requests.clear()
    expect((await send()).status).toBe(status)
    expect(delivered()).toEqual([])
    expect(world.stripe.requests.entries()).toEqual([])
    expect((await world.post(event())).status).toBe(200)
    expect(delivered()).toHaveLength(1)
  })

  it('a forged request reads one state at most, and writes nothing', async () => {
    const calls = world.botpress.calls.length
    await world.post(event(), { secret: 'whsec_fake_wrong' })
    expect(world.botpress.calls.slice(calls).map(({ operation }) => operation)).toEqual(['getState'])
  })

  it('an event that names its own account is delivered', async () => {
    await world.post(event({ account: world.stripe.account.id }))
    expect(delivered()).toHaveLength(1)
  })

  it('each refusal is logged once a minute, without what was sent', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const secretive = { account: 'acct_other', data: { object: { id: 'ch_1', object: 'charge', note: 'private' } } }
    for (let time = 0; time < 3; time++) {
      await world.post(event(secretive))
      await world.post(event(), { secret: 'whsec_fake_wrong' })
      await world.post(event({ object: 'v2.core.event' }))
    }
    const logged = () => warn.mock.calls.map((parts) => parts.join(' '))
    expect(logged()).toEqual([
      expect.stringMatching(/answered 200.*another account/),
      expect.stringMatching(/answered 400.*wrong signature/),
      expect.stringMatching(/answered 200.*thin event/),
    ])
    expect(logged().join()).not.toMatch(/private|acct_other|evt_1/)
    await world.clock.advance(61_000)
    await world.post(event(secretive))
    expect(logged()).toHaveLength(4)
    warn.mockRestore()
  })

  it('keeps letters of all languages', async () => {
    const name = 'Zoë 日本語 👍 \u2028'
    await world.post(event({ data: { object: { id: 'ch_1', object: 'charge', description: name } } }))
    expect(delivered()[0]?.payload.data.object.description).toBe(name)
  })
})
