import { beforeEach, describe, expect, it } from 'vitest'
import { createCheckoutSession } from '../../src/actions/create-checkout-session'
import { BOT_ID, createEmbedded, type Embedded } from '../support/embedded'

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
    [{ items: [{ ...tshirt, unit_amount: 1.5 }] }, 'unit_amount'],
    [{ items: [{ ...tshirt, quantity: 0 }] }, 'items[0].quantity'],
    [{ items: [tshirt], trial_period_days: 7 }, 'trial_period_days'],
    [{ items: [tshirt], successUrl: 'javascript:alert(1)' }, 'successUrl'],
    [{ items: [tshirt], expiresInMinutes: 5 }, 'expiresInMinutes'],
    [{ items: [tshirt], metadata: { botpress_conversation_id: 'conv_2' } }, 'metadata'],
    [{ items: [tshirt], metadata: { ['k'.repeat(41)]: 'x' } }, 'metadata'],
    [{ items: [tshirt], metadata: { note: 'x'.repeat(501) } }, 'metadata'],
  ])('%j is refused: %s', async (input, field) => {
    await expect(create(input)).rejects.toMatchObject({ code: 'invalid_input', details: { field } })
    expect(world.stripe.count('checkout.session', 'test')).toBe(0)
  })
})
