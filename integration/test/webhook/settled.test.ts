import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settledEvents } from '../../src/events/settled'
import { TEST_KEY } from '../support/embedded'
import { createInstalled, type Installed } from '../support/installed'
import { pay } from '../support/shop'

let world: Installed
let place: { conversationId: string; userId: string; messageId: string }
beforeEach(async () => {
  world = await createInstalled()
  await world.botpress.install({ apiKey: TEST_KEY })
  place = world.botpress.grantConversation()
})
afterEach(() => world.close())

const call = async (action: string, input: object): Promise<{ id: string; url: string }> =>
  (await world.botpress.callAction(action, input)).output as { id: string; url: string }

const tshirt = { productName: 'T-Shirt', unit_amount: 1999 }
const metadata = { order: '42' }

/** What the bot was told of payments, in order. */
const told = () => world.botpress.events.filter(({ type }) => Object.hasOwn(settledEvents, type))
const types = () => told().map(({ type }) => type)

describe('a payment link in a conversation', () => {
  it('paid: the conversation is told once, with what was paid', async () => {
    const { url } = await call('createPaymentLink', { ...tshirt, ...place, metadata })
    await pay(world, url)
    expect(types()).toEqual(['paymentSucceeded'])
    const [event] = told()
    expect(event).toMatchObject(place)
    expect(event?.payload).toMatchObject({
      ...{ origin: 'stripe', ...place, amount: 1999, currency: 'usd', formattedAmount: '$19.99', mode: 'payment' },
      ...{ items: [{ description: 'T-Shirt', quantity: 1, amount: 1999 }], metadata, livemode: false },
      url: expect.stringMatching(/^http/),
      ...{ sessionId: expect.stringMatching(/^cs_/), paymentLinkId: expect.stringMatching(/^plink_/) },
      paymentIntentId: expect.stringMatching(/^pi_/),
    })
  })

  it('declined twice, then paid: each try is told, with a sentence for the customer and the page to try again', async () => {
    const { url } = await call('createPaymentLink', { ...tshirt, ...place })
    const opened = await world.stripe.fetch(new Request(url))
    const page = new URL(opened.headers.get('location') ?? '', url).href
    await pay(world, page, '4000000000009995')
    await pay(world, page, '4000000000009987')
    await pay(world, page)
    expect(types()).toEqual(['paymentFailed', 'paymentFailed', 'paymentSucceeded'])
    const [first, second] = told()
    expect(first?.payload).toMatchObject({
      ...{ ...place, amount: 1999, declineCode: 'insufficient_funds', nextStep: 'other_payment_method', url: page },
      customerMessage: 'There is not enough money on this card. Please use another card.',
    })
    expect(second?.payload).toMatchObject({
      customerMessage: 'The payment was declined. Please use another card, or contact your bank.',
    })
  })

  it('costs one call to Stripe, and three to Botpress', async () => {
    const { url } = await call('createPaymentLink', { ...tshirt, ...place, maxPayments: 2 })
    await pay(world, url)
    // Warm: what happens from here on happened after this instance began.
    await world.clock.advance(60_000)
    const calls = world.botpress.calls.length
    world.stripe.requests.clear()
    await pay(world, url)
    const operations = world.botpress.calls.slice(calls).map(({ operation }) => operation)
    expect(operations).toEqual(['getState', 'createEvent', 'setState'])
    const reads = world.stripe.requests.entries().map(({ operation }) => operation)
    expect(reads).toEqual(['GET /v1/checkout/sessions/{id}'])
  })

  it('its address cannot be changed to reach another conversation', async () => {
    const { url } = await call('createPaymentLink', { ...tshirt, ...place })
    await pay(world, `${url}?client_reference_id=conv_other&metadata[botpress_conversation_id]=conv_other`)
    expect(told()[0]).toMatchObject(place)
  })
})

describe('a checkout session', () => {
  it('paid, and closed', async () => {
    const paid = await call('createCheckoutSession', { items: [tshirt], ...place })
    await pay(world, paid.url)
    const closed = await call('createCheckoutSession', { items: [tshirt], ...place, metadata })
    await call('expireCheckoutSession', { id: closed.id })
    await world.stripe.settled()
    expect(types()).toEqual(['paymentSucceeded', 'paymentExpired'])
    expect(told()[1]?.payload).toMatchObject({ ...place, sessionId: closed.id, nextStep: 'start_over', metadata })
  })

  it('of a link that expires unpaid tells nobody', async () => {
    const { url } = await call('createPaymentLink', { ...tshirt, ...place })
    const opened = await world.stripe.fetch(new Request(url))
    const id = (opened.headers.get('location') ?? '').split('/').at(-1) ?? ''
    await world.shop().checkout.sessions.expire(id)
    await world.stripe.settled()
    expect(types()).toEqual([])
  })
})

describe('a subscription', () => {
  const plan = { productName: 'Club', unit_amount: 900 }

  it('its first payment is told by the invoice, in the conversation it was sold in', async () => {
    const { url } = await call('createSubsLink', { ...plan, ...place, metadata })
    await pay(world, url)
    expect(types()).toEqual(['paymentSucceeded'])
    expect(told()[0]).toMatchObject({
      ...place,
      payload: {
        ...{ ...place, amount: 900, mode: 'subscription', metadata, formattedAmount: '$9.00' },
        ...{ subscriptionId: expect.stringMatching(/^sub_/), invoiceId: expect.stringMatching(/^in_/) },
        customerId: expect.stringMatching(/^cus_/),
      },
    })
  })

  it('a trial is no payment', async () => {
    const { url } = await call('createSubsLink', { ...plan, ...place, trial_period_days: 7 })
    await pay(world, url)
    expect(types()).toEqual([])
    const started = world.botpress.events.find(({ type }) => type === 'subscriptionCreated')
    expect(started).toMatchObject(place)
  })
})

describe('whose it is', () => {
  it('what another bot on the account sold is not ours', async () => {
    const stripe = world.shop()
    const price = await stripe.prices.create({ currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' } })
    const foreign = { botpress_bot_id: 'another_bot', botpress_conversation_id: place.conversationId }
    const { url } = await stripe.paymentLinks.create({
      ...{ line_items: [{ price: price.id, quantity: 1 }], metadata: foreign },
      payment_intent_data: { metadata: foreign },
    })
    await pay(world, url)
    expect(world.botpress.events).toEqual([])
    expect(new Set(world.statuses)).toEqual(new Set([200]))
  })

  it('a conversation that no longer exists: the event arrives without it', async () => {
    const gone = { ...place, conversationId: place.conversationId.replace(/.{4}$/, 'GONE') }
    const { url } = await call('createPaymentLink', { ...tshirt, ...gone })
    await pay(world, url)
    const [event] = told()
    expect(event).not.toHaveProperty('conversationId')
    expect(event?.payload).toMatchObject({ amount: 1999 })
  })

  it('a link made in the Dashboard tells of its payment, in no conversation', async () => {
    const stripe = world.shop()
    const price = await stripe.prices.create({ currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' } })
    const { url } = await stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 1 }] })
    await pay(world, url)
    expect(types()).toEqual(['paymentSucceeded'])
    expect(told()[0]).not.toHaveProperty('conversationId')
  })
})
