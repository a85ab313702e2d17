import { beforeEach, describe, expect, it } from 'vitest'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { createSubsLink } from '../../src/actions/create-subs-link'
import { updatePaymentLink } from '../../src/actions/update-payment-link'
import type { GuardrailConfiguration } from '../../src/guardrails/index'
import { BOT_ID, createEmbedded, type Embedded } from '../support/embedded'
import { payOn } from '../support/pages'

let world: Embedded
beforeEach(() => {
  world = createEmbedded()
})

const car = { productName: 'Car', unit_amount: 5000 }
const make = (input: object = car) => world.run(createPaymentLink, input as never)
const update = (paymentLinkId: string, input: object) =>
  world.run(updatePaymentLink, { paymentLinkId, ...input } as never)
const linkOf = (id: string) => world.gateway.paymentLinks.retrieve(id, { expand: ['line_items'] })
const quantities = async (id: string) => (await linkOf(id)).line_items?.data.map(({ quantity }) => quantity)

describe('what can be changed', () => {
  it('the quantity of the only thing, in two calls', async () => {
    const { id, url } = await make()
    const calls = await world.requestsOf(async () => {
      expect(await update(id, { quantity: 3 })).toEqual({ id, url, active: true })
    })
    expect(calls).toEqual(['GET /v1/payment_links/:id', 'POST /v1/payment_links/:id'])
    expect(await quantities(id)).toEqual([3])
  })

  it('the quantities of several things, by the ID of their prices', async () => {
    const { id } = await make({ items: [car, { productName: 'Bike', unit_amount: 900 }] })
    const [, bike] = (await linkOf(id)).line_items?.data ?? []
    await update(id, { quantities: [{ priceId: bike?.price?.id, quantity: 4 }] })
    expect(await quantities(id)).toEqual([1, 4])
  })

  it('also of more things than Stripe expands, in three calls', async () => {
    const items = Array.from({ length: 12 }, (_, index) => ({ productName: 'Car', unit_amount: 5000 + index }))
    const { id } = await make({ items })
    const all = await world.gateway.paymentLinks.listLineItems(id, { limit: 100 })
    const last = all.data.at(-1)?.price?.id
    const calls = await world.requestsOf(() => update(id, { quantities: [{ priceId: last, quantity: 2 }] }))
    expect(calls).toEqual([
      ...['GET /v1/payment_links/:id', 'GET /v1/payment_links/:id/line_items', 'POST /v1/payment_links/:id'],
    ])
    const { data } = await world.gateway.paymentLinks.listLineItems(id, { limit: 100 })
    expect(data.map(({ quantity }) => quantity)).toEqual([...Array(11).fill(1), 2])
  })

  it.each<[object, object]>([
    [
      { redirectUrl: 'https://shop.example/{CHECKOUT_SESSION_ID}' },
      { after_completion: { type: 'redirect', redirect: { url: 'https://shop.example/{CHECKOUT_SESSION_ID}' } } },
    ],
    [{ confirmationMessage: 'Bye' }, { after_completion: { hosted_confirmation: { custom_message: 'Bye' } } }],
    [{ inactiveMessage: 'Sold out' }, { inactive_message: 'Sold out' }],
    [{ inactiveMessage: '' }, { inactive_message: null }],
    [{ allowPromotionCodes: false }, { allow_promotion_codes: false }],
    [{ maxPayments: 5 }, { restrictions: { completed_sessions: { limit: 5 } } }],
  ])('%j', async (input, expected) => {
    const { id } = await make({ ...car, inactiveMessage: 'Closed', allowPromotionCodes: true })
    await update(id, input)
    expect(await linkOf(id)).toMatchObject(expected)
    expect(await quantities(id)).toEqual([1])
  })

  it('metadata, on later payments too; the names that tie them to a conversation stay', async () => {
    const place = { conversationId: 'conv_1', userId: 'user_1', maxPayments: 5, metadata: { order: '42', old: 'x' } }
    const { id, url } = await make({ ...car, ...place })
    await world.gateway.paymentLinks.update(id, {
      payment_intent_data: { ...(await intentOf(id)), description: 'Note' },
    })
    await update(id, { metadata: { order: '43', old: '' } })
    const metadata = {
      order: '43',
      botpress_bot_id: BOT_ID,
      botpress_conversation_id: 'conv_1',
      botpress_user_id: 'user_1',
    }
    const link = await linkOf(id)
    expect(link.metadata).toEqual({ ...metadata, botpress_key: expect.any(String) })
    expect(link.payment_intent_data).toMatchObject({ description: 'Note', metadata })
    await payOn(world, url)
    const [intent] = (await world.gateway.paymentIntents.list()).data
    expect(intent?.metadata).toEqual({ ...metadata, botpress_prices: expect.stringMatching(/^price_/) })
  })

  it('metadata of subscriptions', async () => {
    const { id } = await world.run(createSubsLink, { ...car, description: 'Club', metadata: { order: '42' } })
    await update(id, { metadata: { order: '43' } })
    expect((await linkOf(id)).subscription_data).toMatchObject({
      ...{ description: 'Club', metadata: { order: '43', botpress_bot_id: BOT_ID } },
    })
  })
})

const intentOf = async (id: string) => ({ metadata: (await linkOf(id)).payment_intent_data?.metadata ?? {} })

describe('what is refused, and changes nothing', () => {
  const refused = async (id: string, input: object, code: string, field: string) => {
    const before = await linkOf(id)
    await expect(update(id, input)).rejects.toMatchObject({ code, details: { field } })
    expect(await linkOf(id)).toEqual(before)
  }

  it.each<[object, string]>([
    [{}, 'quantity'],
    [{ quantity: 0 }, 'quantity'],
    [{ quantity: 1.5 }, 'quantity'],
    [{ quantity: 2, quantities: [{ priceId: 'price_1', quantity: 1 }] }, 'quantities'],
    [{ quantities: [{ priceId: 'price_none', quantity: 1 }] }, 'quantities[0].priceId'],
    [{ quantities: [{ priceId: 'prod_1', quantity: 1 }] }, 'quantities[0].priceId'],
    [{ redirectUrl: 'javascript:alert(1)' }, 'redirectUrl'],
    [{ redirectUrl: 'https://shop.example', confirmationMessage: 'Bye' }, 'confirmationMessage'],
    [{ metadata: { botpress_user_id: 'user_2' } }, 'metadata'],
    [{ maxPayments: 0 }, 'maxPayments'],
  ])('%j: %s', async (input, field) => {
    await refused((await make()).id, input, 'invalid_input', field)
  })

  it('one quantity for several things; one outside of what the customer may choose', async () => {
    const { id } = await make({ items: [car, { productName: 'Bike', unit_amount: 900 }] })
    await refused(id, { quantity: 2 }, 'invalid_input', 'quantity')
    const range = { adjustableQuantity: true, adjustableQuantityMinimum: 2, adjustableQuantityMaximum: 5, quantity: 3 }
    await refused((await make({ ...car, ...range })).id, { quantity: 6 }, 'invalid_input', 'quantity')
  })

  it('fewer payments than were made', async () => {
    const { id, url } = await make({ ...car, maxPayments: 3 })
    await payOn(world, url)
    await payOn(world, url)
    await refused(id, { maxPayments: 2 }, 'invalid_input', 'maxPayments')
    expect(await update(id, { maxPayments: 4 })).toMatchObject({ active: true, maxPayments: 4, payments: 2 })
  })

  it('an unknown link, and an ID of another kind', async () => {
    const unknown = { code: 'not_found', details: { field: 'paymentLinkId' } }
    await expect(update('plink_nothing', { quantity: 2 })).rejects.toMatchObject(unknown)
    await expect(update('cs_1', { quantity: 2 })).rejects.toMatchObject({ details: { field: 'paymentLinkId' } })
  })

  it.each<[GuardrailConfiguration, string]>([
    [{ largestQuantity: 2 }, 'quantity'],
    [{ largestAmounts: [{ currency: 'usd', amount: '100' }] }, 'quantity'],
    [{ allowedProducts: ['Bike'] }, 'quantity'],
    [{ allowedCurrencies: ['eur'] }, 'quantity'],
  ])('more than the configuration lets the bot sell: %j', async (guardrails, field) => {
    world = createEmbedded({ guardrails })
    const price = await world.gateway.prices.create({
      currency: 'usd',
      unit_amount: 5000,
      product_data: { name: 'Car' },
    })
    const { id } = await world.gateway.paymentLinks.create({ line_items: [{ price: price.id, quantity: 1 }] })
    await refused(id, { quantity: 3 }, 'not_allowed', field)
  })
})
