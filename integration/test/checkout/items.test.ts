import { beforeEach, describe, expect, it } from 'vitest'
import { createCheckoutSession } from '../../src/actions/create-checkout-session'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import type { GuardrailConfiguration } from '../../src/guardrails/index'
import { createEmbedded, type Embedded } from '../support/embedded'

let world: Embedded
beforeEach(() => {
  world = createEmbedded()
})

const session = (items: object[], more: object = {}) => world.run(createCheckoutSession, { items, ...more } as never)
const shirt = { productName: 'T-Shirt', unit_amount: 1999 }

const priceOf = (params: object = {}) =>
  world.gateway.prices.create({ currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' }, ...params })

const amountsOf = async (id: string) =>
  (await world.gateway.checkout.sessions.listLineItems(id)).data.map(({ quantity, amount_total }) => [
    quantity,
    amount_total,
  ])

const left = () =>
  ['product', 'price', 'checkout.session', 'payment_link'].map((type) => world.stripe.count(type, 'test'))

describe('what an item is', () => {
  it('a price by its ID, by its lookup key, a product by its name, an amount as people write it', async () => {
    const { id: priceId } = await priceOf()
    await priceOf({ unit_amount: 700, lookup_key: 'cap', product_data: { name: 'Cap' } })
    const own = { productName: 'Sticker' }
    await world.gateway.products.create({ name: 'Sticker', default_price_data: { currency: 'usd', unit_amount: 90 } })
    const text = { productName: 'Poster', amount: '12.50', quantity: 2 }
    const { id } = await session([{ priceId, quantity: 3 }, { lookupKey: 'cap' }, own, text])
    expect(await amountsOf(id)).toEqual([
      [3, 1500],
      [1, 700],
      [1, 90],
      [2, 2500],
    ])
  })

  it('the customer may change the quantity of each', async () => {
    const range = { adjustableQuantity: true, adjustableQuantityMaximum: 5 }
    const { id } = await session([{ ...shirt, ...range, quantity: 2 }])
    const { data } = await world.gateway.checkout.sessions.listLineItems(id)
    expect(data[0]?.adjustable_quantity).toMatchObject({ enabled: true, minimum: 1, maximum: 5 })
  })

  it('a lookup key is looked up each time, ten in one call: the shop changes its price by it', async () => {
    await priceOf({ lookup_key: 'cap' })
    await session([{ lookupKey: 'cap' }])
    await priceOf({ unit_amount: 900, lookup_key: 'cap', transfer_lookup_key: true })
    const calls = await world.requestsOf(async () => {
      const { id } = await session([{ lookupKey: 'cap' }])
      expect(await amountsOf(id)).toEqual([[1, 900]])
    })
    expect(calls.slice(0, 2)).toEqual(['GET /v1/prices', 'POST /v1/checkout/sessions'])
    for (let index = 0; index < 11; index++) await priceOf({ lookup_key: `key_${index}` })
    const keys = Array.from({ length: 11 }, (_, index) => ({ lookupKey: `key_${index}` }))
    expect(await world.requestsOf(() => session(keys))).toEqual([
      ...['GET /v1/prices', 'GET /v1/prices', 'POST /v1/checkout/sessions'],
    ])
  })

  it('an unknown or archived lookup key is told', async () => {
    const { id } = await priceOf({ lookup_key: 'cap' })
    await world.gateway.prices.update(id, { active: false })
    for (const lookupKey of ['cap', 'nothing']) {
      const error = { code: 'price_not_found', details: { field: 'items[1].lookupKey' } }
      await expect(session([shirt, { lookupKey }])).rejects.toMatchObject(error)
    }
    expect(left()).toEqual([1, 1, 0, 0])
  })

  it('a part of a sale may be smaller than the smallest payment, the whole not', async () => {
    const bag = { productName: 'Bag', unit_amount: 10 }
    const { id } = await session([shirt, bag])
    expect(await amountsOf(id)).toEqual([
      [1, 1999],
      [1, 10],
    ])
    const stamp = { productName: 'Stamp', unit_amount: 20 }
    await expect(session([bag, stamp])).rejects.toMatchObject({ code: 'invalid_input', details: { field: 'items' } })
    await expect(session([bag])).rejects.toMatchObject({ details: { field: 'items[0].unit_amount' } })
  })

  it.each<[object, string]>([
    [{ priceId: 'price_1', lookupKey: 'cap' }, 'items[0]'],
    [{ lookupKey: 'cap', productName: 'Cap' }, 'items[0]'],
    [{ priceId: 'price_1', unit_amount: 500 }, 'items[0].unit_amount'],
    [{ lookupKey: 'cap', amount: '5' }, 'items[0].amount'],
    [{ priceId: 'price_1', currency: 'eur' }, 'items[0].currency'],
    [{ priceId: 'prod_1' }, 'items[0].priceId'],
    [{ productName: 'Cap', amount: '19.999' }, 'items[0].amount'],
    [{ productName: 'Cap', amount: '5', unit_amount: 500 }, 'items[0].amount'],
    [{ productName: ' ' }, 'items[0].productName'],
    [{ productName: 'Cap', unit_amount: 500, currency: 'xyz' }, 'items[0].currency'],
    [
      { ...shirt, adjustableQuantity: true, adjustableQuantityMinimum: 5, adjustableQuantityMaximum: 2 },
      'items[0].adjustableQuantityMinimum',
    ],
    [{ ...shirt, adjustableQuantity: true, quantity: 100 }, 'items[0].quantity'],
  ])('%j names %s, and asks Stripe nothing', async (item, field) => {
    await expect(session([item])).rejects.toMatchObject({ code: 'invalid_input', details: { field } })
    expect(world.calls).toEqual([])
  })
})

describe('nothing is made for a sale that cannot be made', () => {
  it.each<[string, object, object, string]>([
    ['two currencies', shirt, { productName: 'Mug', unit_amount: 500, currency: 'eur' }, 'items[1].currency'],
    ['a product without a price', shirt, { productName: 'Nothing' }, 'productName'],
  ])('%s', async (_, one, other, field) => {
    await expect(session([one, other])).rejects.toMatchObject({ details: { field } })
    expect(left()).toEqual([0, 0, 0, 0])
  })

  it.each<[string, object, string]>([
    ['a price in another currency', { currency: 'eur' }, 'invalid_input'],
    ['a price that is charged again and again', { recurring: { interval: 'month' } }, 'invalid_input'],
  ])('%s beside a product that would be new', async (_, params, code) => {
    const { id: priceId } = await priceOf(params)
    await expect(session([shirt, { priceId }])).rejects.toMatchObject({ code, details: { field: 'items[1].priceId' } })
    expect(left()).toEqual([1, 1, 0, 0])
  })

  it('an archived or unknown price beside a product that would be new', async () => {
    const { id: priceId } = await priceOf()
    await world.gateway.prices.update(priceId, { active: false })
    await expect(session([shirt, { priceId }])).rejects.toMatchObject({ details: { field: 'items[1].priceId' } })
    await expect(session([shirt, { priceId: 'price_none' }])).rejects.toMatchObject({
      ...{ code: 'not_found', details: { field: 'items[1].priceId' } },
    })
    expect(left()).toEqual([1, 1, 0, 0])
  })
})

describe('what the configuration lets the bot sell', () => {
  const guarded = (guardrails: GuardrailConfiguration) => {
    world = createEmbedded({ guardrails })
  }
  const refused = async (work: Promise<unknown>, field: string) => {
    await expect(work).rejects.toMatchObject({ code: 'not_allowed', details: { field } })
    expect(world.stripe.count('checkout.session', 'test') + world.stripe.count('payment_link', 'test')).toBe(0)
  }

  it('a listed product by its name, by the ID of its price and by its lookup key; nothing else', async () => {
    guarded({ allowedProducts: ['Mug'] })
    const { id: priceId } = await priceOf({ lookup_key: 'mug' })
    for (const item of [{ priceId }, { lookupKey: 'mug' }, { productName: 'Mug' }]) await session([item])
    expect(await world.requestsOf(() => session([{ priceId }]))).toEqual(['POST /v1/checkout/sessions'])
    const other = await priceOf({ product_data: { name: 'Cap' }, lookup_key: 'cap' })
    const made = left()
    for (const item of [{ priceId: other.id }, { lookupKey: 'cap' }, { productName: 'Cap' }]) {
      const field = `items[0].${Object.keys(item)[0]}`
      const error = { code: 'not_allowed', details: { field } }
      await expect(session([item])).rejects.toMatchObject(error)
    }
    await expect(session([{ productName: 'Mug', unit_amount: 400 }])).rejects.toMatchObject({
      ...{ code: 'not_allowed', details: { field: 'items[0].unit_amount' } },
    })
    expect(left()).toEqual(made)
  })

  it('a listed price only, where prices are listed', async () => {
    const { id } = await createEmbedded().gateway.prices.create({
      ...{ currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' } },
    })
    // The embedded Stripe gives the same ID to the first price of each world.
    guarded({ allowedPrices: [id] })
    const { id: priceId, product } = await priceOf()
    expect(priceId).toBe(id)
    await session([{ priceId }])
    const other = await priceOf({ product: String(product), product_data: undefined, unit_amount: 1 })
    await expect(session([{ priceId: other.id }])).rejects.toMatchObject({ code: 'not_allowed' })
  })

  it('the whole sum, with the most that the customer can make of it', async () => {
    guarded({ largestAmounts: [{ currency: 'usd', amount: '50' }] })
    const { id: priceId } = await priceOf()
    await session([
      { ...shirt, quantity: 2 },
      { priceId, quantity: 2 },
    ])
    const made = left()
    const refusals: Array<[object[], string]> = [
      [[{ ...shirt, quantity: 3 }], 'items[0].unit_amount'],
      [
        [
          { ...shirt, quantity: 2 },
          { priceId, quantity: 3 },
        ],
        'items',
      ],
      [[{ priceId, quantity: 11 }], 'items[0].priceId'],
      [[{ priceId, adjustableQuantity: true }], 'items[0].adjustableQuantityMaximum'],
    ]
    for (const [items, field] of refusals) {
      await expect(session(items)).rejects.toMatchObject({ code: 'not_allowed', details: { field } })
    }
    expect(left()).toEqual(made)
    await session([{ priceId, adjustableQuantity: true, adjustableQuantityMaximum: 10 }])
  })

  it('an amount that the customer chooses has no limit that could be kept', async () => {
    guarded({ largestAmounts: [{ currency: 'usd', amount: '50' }] })
    const { id: priceId } = await priceOf({ unit_amount: undefined, custom_unit_amount: { enabled: true } })
    await refused(session([{ priceId }]), 'items[0].priceId')
  })

  it.each<[GuardrailConfiguration, object, string]>([
    [{ allowedCurrencies: ['eur'] }, { items: [shirt] }, 'items[0].unit_amount'],
    [{ largestQuantity: 2 }, { items: [{ ...shirt, quantity: 3 }] }, 'items[0].quantity'],
    [{ largestQuantity: 2 }, { items: [{ ...shirt, adjustableQuantity: true }] }, 'items[0].adjustableQuantityMaximum'],
    [{ allowedProducts: ['Mug'] }, { items: [shirt] }, 'items[0].unit_amount'],
  ])('%j: %j is refused before anything is asked of Stripe', async (guardrails, input, field) => {
    guarded(guardrails)
    await refused(world.run(createCheckoutSession, input as never), field)
    expect(world.calls).toEqual([])
  })

  it('of a link by one product the fields are those of the input', async () => {
    guarded({ largestQuantity: 2, largestAmounts: [{ currency: 'usd', amount: '30' }] })
    const link = (input: object) => world.run(createPaymentLink, { ...shirt, ...input } as never)
    await refused(link({ quantity: 3 }), 'quantity')
    await refused(link({ quantity: 2 }), 'unit_amount')
    await refused(link({ adjustableQuantity: true }), 'adjustableQuantityMaximum')
    expect(world.calls).toEqual([])
    await link({})
  })

  it('currencies of prices that are named by their ID', async () => {
    guarded({ allowedCurrencies: ['eur'] })
    const { id: priceId } = await priceOf()
    await refused(session([{ priceId }]), 'items[0].priceId')
    await session([{ priceId: (await priceOf({ currency: 'eur' })).id }])
  })
})
