import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCheckoutSession } from '../../src/actions/create-checkout-session'
import { CHOICES, enabledEvents } from '../../src/events/index'
import { createTestClock } from '../support/clock'
import { BOT_ID, createEmbedded, type Embedded } from '../support/embedded'
import { createStory, type Story } from '../support/story'

let world: Embedded
beforeEach(() => {
  world = createEmbedded()
})

const create = (input: object) => world.run(createCheckoutSession, input as never)
const tshirt = { productName: 'T-Shirt', unit_amount: 1999 }
const place = { conversationId: 'conv_1', userId: 'user_1', messageId: 'msg_1', metadata: { order: '42' } }
const bound = {
  ...{ order: '42', botpress_bot_id: BOT_ID, botpress_conversation_id: 'conv_1' },
  ...{ botpress_user_id: 'user_1', botpress_message_id: 'msg_1' },
}

describe('createCheckoutSession', () => {
  it('makes a page for one purchase, tied to its conversation', async () => {
    const { id, url, status } = await create({ items: [{ ...tshirt, quantity: 2 }], ...place })
    expect([status, url]).toEqual(['open', expect.stringContaining(`/c/pay/${id}`)])
    const session = await world.gateway.checkout.sessions.retrieve(id, { expand: ['line_items'] })
    expect(session).toMatchObject({ mode: 'payment', amount_total: 3998, metadata: bound })
    expect(session.success_url).toBe('https://webhook.example.com/paid')
    expect(world.sold).toMatchObject([{ kind: 'session', id }])
  })

  it('sells several things, by price and by name', async () => {
    const price = await world.gateway.prices.create({
      currency: 'usd',
      unit_amount: 500,
      product_data: { name: 'Mug' },
    })
    const { id } = await create({ items: [{ priceId: price.id }, tshirt] })
    const { data } = await world.gateway.checkout.sessions.listLineItems(id)
    expect(data.map(({ amount_total }) => amount_total)).toEqual([500, 1999])
  })

  it('finds the prices once: the second session is one call', async () => {
    await create({ items: [tshirt] })
    expect(await world.requestsOf(() => create({ items: [tshirt] }))).toEqual(['POST /v1/checkout/sessions'])
  })

  it('looks again, once, when a price was archived behind our back', async () => {
    const mug = { productName: 'Mug', unit_amount: 500 }
    await create({ items: [tshirt, mug] })
    const [price] = (await world.gateway.prices.list()).data
    await world.gateway.prices.update(price?.id ?? '', { active: false })
    const requests = await world.requestsOf(() => create({ items: [tshirt, mug] }))
    expect(requests.filter((request) => request === 'POST /v1/checkout/sessions')).toHaveLength(2)
  })

  it('offers a trial as long as the configuration says, if it says so', async () => {
    world = createEmbedded({ guardrails: { largestTrialDays: 14 } })
    const plan = { items: [tshirt], mode: 'subscription' }
    const refusal = { code: 'not_allowed', details: { field: 'trial_period_days' } }
    await expect(create({ ...plan, trial_period_days: 15 })).rejects.toMatchObject(refusal)
    expect(world.calls).toEqual([])
    expect(await create({ ...plan, trial_period_days: 14 })).toMatchObject({ status: 'open' })
  })

  it('starts a subscription with a trial', async () => {
    const { id } = await create({
      ...{ items: [tshirt], mode: 'subscription', chargingInterval: 'year', trial_period_days: 7, ...place },
    })
    const session = await world.gateway.checkout.sessions.retrieve(id, { expand: ['line_items'] })
    expect(session).toMatchObject({ mode: 'subscription', amount_total: 0 })
    expect(session.line_items?.data[0]?.price?.recurring?.interval).toBe('year')
  })

  it('expires when it should', async () => {
    const { expiresAt } = await create({ items: [tshirt], expiresInMinutes: 31 })
    expect(expiresAt).toBeGreaterThan(Date.now() / 1000 + 30 * 60)
    expect(expiresAt).toBeLessThan(Date.now() / 1000 + 32 * 60)
  })

  it('says nothing of reminders when none is asked for', async () => {
    expect(await create({ items: [tshirt], ...place })).not.toHaveProperty('reminderScheduled')
    expect(world.reminded).toEqual([])
  })

  it('takes a customer, or an address to fill in', async () => {
    const { id: customer } = await world.gateway.customers.create({ email: 'a@example.com' })
    const { id } = await create({ items: [tshirt], customerId: customer })
    expect((await world.gateway.checkout.sessions.retrieve(id)).customer).toBe(customer)
    const both = { items: [tshirt], customerId: customer, customerEmail: 'a@example.com' }
    await expect(create(both)).rejects.toMatchObject({ code: 'invalid_input', details: { field: 'customerEmail' } })
  })

  it.each([
    [{ items: [] }, 'items'],
    [{ items: [{}] }, 'items[0]'],
    [{ items: [{ ...tshirt, priceId: 'price_1' }] }, 'items[0]'],
    [{ items: [{ ...tshirt, unit_amount: 1.5 }] }, 'items[0].unit_amount'],
    [{}, 'items'],
    [{ items: [{ ...tshirt, quantity: 0 }] }, 'items[0].quantity'],
    [{ items: [tshirt], trial_period_days: 7 }, 'trial_period_days'],
    [{ items: [tshirt], successUrl: 'javascript:alert(1)' }, 'successUrl'],
    [{ items: [tshirt], expiresInMinutes: 5 }, 'expiresInMinutes'],
    [{ items: [tshirt], remindMinutesBefore: 60 }, 'remindMinutesBefore'],
    [{ items: [tshirt], ...place, remindMinutesBefore: 4 }, 'remindMinutesBefore'],
    [{ items: [tshirt], ...place, remindMinutesBefore: 5.5 }, 'remindMinutesBefore'],
    [{ items: [tshirt], ...place, remindMinutesBefore: 1440 }, 'remindMinutesBefore'],
    [{ items: [tshirt], ...place, remindMinutesBefore: 30, expiresInMinutes: 30 }, 'remindMinutesBefore'],
    [{ items: [tshirt], metadata: { botpress_conversation_id: 'conv_2' } }, 'metadata'],
    [{ items: [tshirt], metadata: { ['k'.repeat(41)]: 'x' } }, 'metadata'],
    [{ items: [tshirt], metadata: { note: 'x'.repeat(501) } }, 'metadata'],
  ])('%j is refused: %s', async (input, field) => {
    await expect(create(input)).rejects.toMatchObject({ code: 'invalid_input', details: { field } })
    expect(world.stripe.count('checkout.session', 'test')).toBe(0)
  })
})

describe('under an idempotency key', () => {
  const key = { items: [tshirt], expiresInMinutes: 60, idempotencyKey: 'order-42' }

  it('a moment later it is the same page, although its end is counted from now', async () => {
    const clock = createTestClock()
    world = createEmbedded({ gatewayClock: clock, clock })
    const first = await create(key)
    clock.jump(90_000)
    expect(await create(key)).toEqual(first)
    expect(world.stripe.count('checkout.session', 'test')).toBe(1)
  })

  it('another input is refused, and a page that was closed is made again', async () => {
    const clock = createTestClock()
    world = createEmbedded({ gatewayClock: clock, clock })
    const { id } = await create(key)
    clock.jump(90_000)
    const other = { ...key, cancelUrl: 'https://shop.example' }
    await expect(create(other)).rejects.toMatchObject({ code: 'idempotency_mismatch' })
    await world.gateway.checkout.sessions.expire(id)
    const second = await create(key)
    expect([second.status, second.id === id]).toEqual(['open', false])
    clock.jump(1000)
    expect(await create(key)).toEqual(second)
  })
})

describe('its reminder', () => {
  let story: Story
  beforeEach(async () => {
    story = await createStory()
  })
  afterEach(async () => {
    await story.settled()
    await story.close()
  })

  const minutes = (count: number) => story.days(count / 1440)
  const sell = async (more: object = {}) =>
    (await story.sell('createCheckoutSession', {
      ...{ items: [tshirt], expiresInMinutes: 60, remindMinutesBefore: 20, ...more },
    })) as { id: string; url: string; expiresAt: number; reminderScheduled?: boolean }
  const reminders = () => story.world.botpress.events.filter(({ type }) => type === 'paymentReminder')
  const statusNow = async () => {
    const sessionId = reminders()[0]?.payload.sessionId
    const { output } = await story.world.botpress.callAction('getPaymentStatus', { id: sessionId })
    return (output as { status: string }).status
  }

  it('arrives in the conversation in time, with what the bot needs to remind', async () => {
    const { id, url, expiresAt, reminderScheduled } = await sell()
    expect(reminderScheduled).toBe(true)
    await minutes(39)
    expect(reminders()).toMatchObject([{ status: 'scheduled' }])
    await minutes(1)
    expect(reminders()).toMatchObject([{ status: 'pending', ...story.place }])
    expect(reminders()[0]?.payload).toEqual({
      ...{ origin: 'stripe', livemode: false, ...story.place, metadata: { order: '42' } },
      ...{ amount: 1999, currency: 'usd', formattedAmount: '$19.99', sessionId: id, url, expiresAt },
    })
    expect(await statusNow()).toBe('unpaid')
  })

  it('comes although the customer has paid since: the status says so', async () => {
    const { url } = await sell()
    await minutes(10)
    await story.pay(url)
    await minutes(30)
    expect(reminders()).toMatchObject([{ status: 'pending' }])
    expect(await statusNow()).toBe('paid')
  })

  it('is scheduled once, however often the sale is repeated under one key', async () => {
    const first = await sell({ idempotencyKey: 'order-42' })
    expect(await sell({ idempotencyKey: 'order-42' })).toEqual(first)
    await minutes(15)
    expect(await sell({ idempotencyKey: 'order-42' })).toEqual(first)
    expect(reminders()).toHaveLength(1)
    await sell({ idempotencyKey: 'order-43' })
    expect(reminders()).toHaveLength(2)
  })

  it('belongs to its page: one that was closed and is sold again has a reminder of its own', async () => {
    const { id } = await sell({ idempotencyKey: 'order-42' })
    await story.world.botpress.callAction('expireCheckoutSession', { id })
    expect((await sell({ idempotencyKey: 'order-42' })).reminderScheduled).toBe(true)
    expect(new Set(reminders().map(({ payload }) => payload.sessionId)).size).toBe(2)
  })

  it('is not scheduled for a time that is over', async () => {
    const first = await sell({ idempotencyKey: 'order-42' })
    // So much is sold afterwards that the conversation no longer knows of the first sale, nor of its reminder.
    for (let count = 0; count < 20; count++) {
      await story.sell('createPaymentLink', tshirt)
      await story.world.clock.advance(1000)
    }
    await minutes(50)
    const again = await sell({ idempotencyKey: 'order-42' })
    expect([again.id, again.reminderScheduled]).toEqual([first.id, false])
    expect(reminders()).toHaveLength(1)
  })

  it('that cannot be scheduled does not lose the sale', async () => {
    const conversationId = story.place.conversationId.replace(/.{4}$/, 'GONE')
    const { url, reminderScheduled } = await sell({ conversationId })
    expect(reminderScheduled).toBe(false)
    expect(reminders()).toEqual([])
    await story.pay(url)
    expect(story.told().settled.map(({ type }) => type)).toEqual(['paymentSucceeded'])
  })

  it('costs one call to Botpress more', async () => {
    const before = story.world.botpress.calls.length
    await sell()
    const operations = story.world.botpress.calls.slice(before).map(({ operation }) => operation)
    // Who the chat user is at Stripe; what was sold here; the reminder; what was sold.
    expect(operations).toEqual(['getState', 'getState', 'createEvent', 'setState'])
  })

  it('is no event of Stripe: there is nothing to choose and nothing to subscribe to', () => {
    expect(CHOICES).not.toContain('paymentReminder')
    const all = enabledEvents({ names: new Set([...CHOICES, 'paymentReminder']), others: new Set() })
    expect(all).toEqual(enabledEvents({ names: new Set(CHOICES), others: new Set() }))
  })
})

describe('in a conversation', () => {
  let story: Story
  beforeEach(async () => {
    story = await createStory()
  })
  afterEach(async () => {
    await story.settled()
    await story.close()
  })
  const settled = () => story.told().settled.map(({ type, payload }) => [type, payload.amount])
  const sell = (input: object) => story.sell('createCheckoutSession', { items: [tshirt], ...input })

  it('an amount that is reserved is told of once it is taken, by the payment alone', async () => {
    const { id, url } = await sell({ capture: 'manual' })
    await story.pay(url)
    expect(settled()).toEqual([])
    const { userId } = story.place
    const { output } = await story.world.botpress.callAction('getCheckoutSession', { sessionId: id, userId })
    const { paymentId } = output as { paymentId: string }
    await story.world.botpress.callAction('capturePayment', { paymentId, userId, amount: '15' })
    await story.settled()
    expect(settled()).toEqual([['paymentSucceeded', 1500]])
  })

  it('a payment with an invoice is told of once, by the invoice', async () => {
    await story.pay((await sell({ invoice: true })).url)
    expect(settled()).toEqual([['paymentSucceeded', 1999]])
    expect(story.told().settled[0]).toMatchObject({ ...story.place, payload: { metadata: { order: '42' } } })
  })

  it('a page that expired is opened again by its recovery, and paid', async () => {
    const { id } = await sell({ recovery: true })
    await story.days(1.1)
    const { output } = await story.world.botpress.callAction('getPaymentStatus', { id })
    const { status, url } = output as { status: string; url: string }
    expect(status).toBe('expired')
    await story.pay(await story.open(url))
    expect(settled()).toEqual([
      ['paymentExpired', 1999],
      ['paymentSucceeded', 1999],
    ])
  })

  it('a card that is saved is the chat user’s, and used again on the next page', async () => {
    const { userId } = story.place
    await story.world.botpress.callAction('createCustomer', { email: 'ann@example.com', userId })
    await story.pay((await sell({ items: undefined, mode: 'setup' })).url)
    expect(settled()).toEqual([])
    const { output } = await story.world.botpress.callAction('listPaymentMethods', { userId })
    expect((output as { paymentMethods: unknown[] }).paymentMethods).toHaveLength(1)
    await sell({ items: undefined, mode: 'setup' })
    await story.days(1.1)
    expect(settled()).toEqual([])
    const { id } = await sell({})
    const session = await story.stripe.checkout.sessions.retrieve(id)
    expect(session.customer).toBe((await story.stripe.customers.list()).data[0]?.id)
  })
})
