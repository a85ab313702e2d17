import { beforeEach, describe, expect, it } from 'vitest'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { createTestClock } from '../support/clock'
import { createEmbedded, type Embedded } from '../support/embedded'

let world: Embedded
beforeEach(() => {
  world = createEmbedded()
})

const create = (input: Parameters<typeof createPaymentLink.handler>[0] | object) =>
  world.run(createPaymentLink, input as never)

const priceOf = async (id: string) => {
  const { data } = await world.gateway.paymentLinks.listLineItems(id)
  const price = data[0]?.price
  if (!price) throw new Error('The link has no price.')
  return { ...price, quantity: data[0]?.quantity }
}

const byHand = (params: object) => world.gateway.products.create({ name: 'Car', ...params })

describe('with an amount', () => {
  it('creates product, price and link, and finds them again', async () => {
    const first = await world.requestsOf(() => create({ productName: 'Car', unit_amount: 5000, currency: 'USD' }))
    const second = await world.requestsOf(() => create({ productName: 'Car', unit_amount: 5000 }))
    expect(first).toEqual(['GET /v1/prices', 'GET /v1/products/search', 'POST /v1/prices', 'POST /v1/payment_links'])
    expect(second).toEqual(['POST /v1/payment_links'])
    expect(world.stripe.count('product', 'test')).toBe(1)
    expect(world.stripe.count('price', 'test')).toBe(1)
  })

  it('returns a link that sells just that', async () => {
    const { id, url } = await create({ productName: 'Car', unit_amount: 5000, currency: 'EUR', quantity: 2 })
    expect(id).toMatch(/^plink_/)
    expect(url).toMatch(/^http/)
    expect(await priceOf(id)).toMatchObject({ unit_amount: 5000, currency: 'eur', type: 'one_time', quantity: 2 })
  })

  it('reuses a product made by hand, and its price when it fits', async () => {
    const product = await byHand({})
    const price = await world.gateway.prices.create({ product: product.id, currency: 'usd', unit_amount: 700 })
    const requests = await world.requestsOf(async () => {
      const { id } = await create({ productName: 'Car', unit_amount: 700 })
      expect((await priceOf(id)).id).toBe(price.id)
    })
    expect(requests.slice(0, 4)).toEqual([
      'GET /v1/prices',
      'GET /v1/products/search',
      'GET /v1/prices',
      'POST /v1/payment_links',
    ])
    const { id } = await create({ productName: 'Car', unit_amount: 800 })
    expect((await priceOf(id)).product).toBe(product.id)
    expect(world.stripe.count('product', 'test')).toBe(1)
  })

  it('never picks a subscription price, another currency or another amount', async () => {
    const product = await byHand({})
    const base = { product: product.id, currency: 'usd', unit_amount: 700 }
    await world.gateway.prices.create({ ...base, recurring: { interval: 'month' } })
    await world.gateway.prices.create({ ...base, currency: 'eur' })
    await world.gateway.prices.create({ ...base, unit_amount: 701 })
    const { id } = await create({ productName: 'Car', unit_amount: 700 })
    expect(await priceOf(id)).toMatchObject({ unit_amount: 700, currency: 'usd', type: 'one_time' })
  })

  it('makes a new price when ours was archived, and, once five minutes have passed, a new product when ours was renamed', async () => {
    const clock = createTestClock()
    world = createEmbedded({ gatewayClock: clock })
    const first = await priceOf((await create({ productName: 'Car', unit_amount: 700 })).id)
    await world.gateway.prices.update(first.id, { active: false })
    const second = await priceOf((await create({ productName: 'Car', unit_amount: 700 })).id)
    expect(second.id).not.toBe(first.id)
    expect(second.product).toBe(first.product)
    await world.gateway.products.update(String(first.product), { name: 'Truck' })
    clock.jump(5 * 60_000)
    const third = await priceOf((await create({ productName: 'Car', unit_amount: 700 })).id)
    expect(third.product).not.toBe(first.product)
    expect((await world.gateway.products.retrieve(String(third.product))).name).toBe('Car')
  })

  it('says so when the product is archived, and makes nothing', async () => {
    const { product } = await priceOf((await create({ productName: 'Car', unit_amount: 700 })).id)
    await world.gateway.products.update(String(product), { active: false })
    await expect(create({ productName: 'Car', unit_amount: 700 })).rejects.toMatchObject({ code: 'product_archived' })
    expect(world.stripe.count('payment_link', 'test')).toBe(1)
  })

  it('makes one product when called many times at once, also while search lags', async () => {
    world = createEmbedded({ searchLagMs: 60_000 })
    const calls = Array.from({ length: 10 }, () => create({ productName: 'Car', unit_amount: 700 }))
    await Promise.all(calls)
    await Promise.all([900, 900].map((unit_amount) => create({ productName: 'Car', unit_amount })))
    expect(world.stripe.count('product', 'test')).toBe(1)
    expect(world.stripe.count('price', 'test')).toBe(2)
    expect(world.stripe.count('payment_link', 'test')).toBe(12)
  })

  it('lets the customer adjust the quantity', async () => {
    const { id } = await create({
      productName: 'Car',
      unit_amount: 700,
      adjustableQuantity: true,
      adjustableQuantityMinimum: 2,
      adjustableQuantityMaximum: 5,
      quantity: 3,
    })
    const { data } = await world.gateway.paymentLinks.listLineItems(id)
    expect(data[0]?.quantity).toBe(3)
    expect(data[0]?.adjustable_quantity).toMatchObject({ enabled: true, minimum: 2, maximum: 5 })
  })
})

describe('without an amount', () => {
  it('uses the default price, else the only one-time price', async () => {
    const product = await byHand({ default_price_data: { currency: 'eur', unit_amount: 1200 } })
    await world.gateway.prices.create({ product: product.id, currency: 'eur', unit_amount: 1300 })
    expect(await priceOf((await create({ productName: 'Car' })).id)).toMatchObject({
      unit_amount: 1200,
      currency: 'eur',
    })

    const bike = await world.gateway.products.create({ name: 'Bike' })
    await world.gateway.prices.create({ product: bike.id, currency: 'usd', unit_amount: 300 })
    await world.gateway.prices.create({
      product: bike.id,
      currency: 'usd',
      unit_amount: 30,
      recurring: { interval: 'month' },
    })
    expect(await priceOf((await create({ productName: 'Bike' })).id)).toMatchObject({
      unit_amount: 300,
      type: 'one_time',
    })
  })

  it('finds a product that this integration made a moment ago, while search lags', async () => {
    world = createEmbedded({ searchLagMs: 60_000 })
    await create({ productName: 'Car', unit_amount: 700 })
    expect(await priceOf((await create({ productName: 'Car' })).id)).toMatchObject({ unit_amount: 700 })
  })

  it.each<[string, (product: string) => Promise<unknown>, string]>([
    ['no price', async () => undefined, 'price_not_found'],
    [
      'only a subscription price',
      (product) =>
        world.gateway.prices.create({ product, currency: 'usd', unit_amount: 100, recurring: { interval: 'year' } }),
      'price_not_found',
    ],
    [
      'two one-time prices and no default',
      async (product) => {
        for (const unit_amount of [100, 200])
          await world.gateway.prices.create({ product, currency: 'usd', unit_amount })
      },
      'price_not_found',
    ],
    ['an archived product', (product) => world.gateway.products.update(product, { active: false }), 'product_archived'],
    [
      'two products that disagree',
      async (product) => {
        const other = await byHand({})
        await world.gateway.prices.create({ product, currency: 'usd', unit_amount: 100 })
        await world.gateway.prices.create({ product: other.id, currency: 'usd', unit_amount: 200 })
      },
      'product_ambiguous',
    ],
  ])('never invents one: %s', async (_, prepare, code) => {
    const product = await byHand({})
    await prepare(product.id)
    await expect(create({ productName: 'Car' })).rejects.toMatchObject({ code })
    expect(world.stripe.count('payment_link', 'test')).toBe(0)
  })

  it('names the products that disagree', async () => {
    const ids = []
    for (const unit_amount of [100, 200]) {
      const product = await byHand({})
      ids.push(product.id)
      await world.gateway.prices.create({ product: product.id, currency: 'usd', unit_amount })
    }
    const error = await create({ productName: 'Car' }).catch((reason) => reason)
    for (const text of [...ids, '$1.00 once', '$2.00 once']) expect(error.sentence).toContain(text)
  })

  it('uses either of two products that agree', async () => {
    for (const name of ['Car', 'Car']) {
      const product = await world.gateway.products.create({ name })
      await world.gateway.prices.create({ product: product.id, currency: 'usd', unit_amount: 100 })
    }
    expect(await priceOf((await create({ productName: 'Car' })).id)).toMatchObject({ unit_amount: 100 })
  })

  it('says when there is no such product', async () => {
    await expect(create({ productName: 'Nothing' })).rejects.toMatchObject({
      code: 'price_not_found',
      sentence: expect.stringContaining('There is no product named "Nothing"'),
    })
  })

  it('takes the currency as a wish', async () => {
    await byHand({ default_price_data: { currency: 'eur', unit_amount: 1200 } })
    await expect(create({ productName: 'Car', currency: 'usd' })).rejects.toMatchObject({
      code: 'price_not_found',
      sentence: expect.stringContaining('€12.00 once'),
    })
  })
})

describe('bad input', () => {
  it.each([
    [{ productName: ' ' }, 'productName'],
    [{ productName: 'x'.repeat(251) }, 'productName'],
    [{ productName: 'Car', unit_amount: 0 }, 'unit_amount'],
    [{ productName: 'Car', unit_amount: -1 }, 'unit_amount'],
    [{ productName: 'Car', unit_amount: 10.5 }, 'unit_amount'],
    [{ productName: 'Car', unit_amount: 1e15 }, 'unit_amount'],
    [{ productName: 'Car', unit_amount: 49 }, 'unit_amount'],
    [{ productName: 'Car', unit_amount: '5' }, 'unit_amount'],
    [{ productName: 'Car', unit_amount: 500, currency: 'xyz' }, 'currency'],
    [{ productName: 'Car', unit_amount: 500, quantity: 0 }, 'quantity'],
    [{ productName: 'Car', unit_amount: 500, quantity: 1.5 }, 'quantity'],
    [{ productName: 'Car', unit_amount: 500, quantity: 1e9 }, 'quantity'],
    [
      {
        productName: 'Car',
        unit_amount: 500,
        adjustableQuantity: true,
        adjustableQuantityMinimum: 5,
        adjustableQuantityMaximum: 2,
      },
      'adjustableQuantityMinimum',
    ],
    [{ productName: 'Car', unit_amount: 500, adjustableQuantity: true, quantity: 100 }, 'quantity'],
    [{ productName: 'Car', unit_amount: 500, idempotencyKey: 'x'.repeat(256) }, 'idempotencyKey'],
  ])('%j: names %s, and asks Stripe nothing', async (input, field) => {
    const error = await create(input).catch((reason) => reason)
    expect(error).toMatchObject({ code: 'invalid_input', details: { field } })
    expect(world.calls).toEqual([])
  })
})

describe('with an idempotency key', () => {
  const input = { productName: 'Car', unit_amount: 500, idempotencyKey: 'order-1' }

  it('makes one link, however often it is called', async () => {
    const links = await Promise.all([create(input), create(input), create(input)])
    links.push(await create(input))
    expect(new Set(links.map(({ id }) => id)).size).toBe(1)
    expect(world.stripe.count('payment_link', 'test')).toBe(1)
  })

  it('makes the next one when the first was deactivated', async () => {
    const first = await create(input)
    await world.gateway.paymentLinks.update(first.id, { active: false })
    const second = await create(input)
    expect(second.id).not.toBe(first.id)
    expect((await create(input)).id).toBe(second.id)
  })

  it('refuses another input under the same key', async () => {
    await create(input)
    await expect(create({ ...input, quantity: 2 })).rejects.toMatchObject({ code: 'idempotency_mismatch' })
  })
})

describe('a price that was found before', () => {
  const input = { productName: 'T-Shirt', unit_amount: 1999 }
  const calls = (more = {}) => world.requestsOf(() => create({ ...input, ...more }))

  it('is used without looking: one call', async () => {
    await calls()
    expect(await calls()).toEqual(['POST /v1/payment_links'])
  })

  it('is looked up again when Stripe refuses it, because it was archived behind our back', async () => {
    await calls()
    const [price] = (await world.gateway.prices.list()).data
    await world.gateway.prices.update(price?.id ?? '', { active: false })
    const { id } = await create(input)
    const sold = await priceOf(id)
    expect(sold).toMatchObject({ active: true, unit_amount: 1999 })
    expect(sold.id).not.toBe(price?.id)
  })

  it('is not sold when its product was archived', async () => {
    await calls()
    const [product] = (await world.gateway.products.list()).data
    await world.gateway.products.update(product?.id ?? '', { active: false })
    await expect(create(input)).rejects.toMatchObject({ code: 'product_archived' })
  })

  it('is looked up again after five minutes', async () => {
    const clock = createTestClock()
    world = createEmbedded({ gatewayClock: clock })
    await calls()
    clock.jump(5 * 60_000)
    expect(await calls()).toEqual(['GET /v1/prices', 'POST /v1/payment_links'])
  })

  it('is looked up for a caller with a key of its own, whose repeated call must make the same steps', async () => {
    await calls()
    expect(await calls({ idempotencyKey: 'order-1' })).toEqual(['GET /v1/prices', 'POST /v1/payment_links'])
  })
})

describe('of several things', () => {
  const shirt = { productName: 'T-Shirt', amount: '19.99', quantity: 2 }
  const linesOf = async (id: string) => (await world.gateway.paymentLinks.listLineItems(id)).data

  it('sells each, by name, price or lookup key; the payment knows them all', async () => {
    const product_data = { name: 'Mug' }
    const mug = await world.gateway.prices.create({ currency: 'usd', unit_amount: 500, product_data })
    await world.gateway.prices.create({ ...{ currency: 'usd', unit_amount: 700, lookup_key: 'cap' }, product_data })
    const range = { adjustableQuantity: true, adjustableQuantityMaximum: 9 }
    const { id } = await create({ items: [shirt, { priceId: mug.id, ...range }, { lookupKey: 'cap' }] })
    const lines = await linesOf(id)
    expect(lines.map(({ amount_total }) => amount_total)).toEqual([3998, 500, 700])
    expect(lines[1]?.adjustable_quantity).toMatchObject({ enabled: true, minimum: 1, maximum: 9 })
    const link = await world.gateway.paymentLinks.retrieve(id)
    expect(link.payment_intent_data?.metadata.botpress_prices).toBe(lines.map(({ price }) => price?.id).join(' '))
  })

  it('costs one call when their prices are known', async () => {
    await create({ items: [shirt, { productName: 'Mug', unit_amount: 500 }] })
    const again = () => create({ items: [shirt, { productName: 'Mug', unit_amount: 500 }] })
    expect(await world.requestsOf(again)).toEqual(['POST /v1/payment_links'])
  })

  it.each<[object, string]>([
    [{}, 'productName'],
    [{ items: [] }, 'items'],
    [{ items: [shirt], productName: 'Car' }, 'items'],
    [{ items: [shirt], unit_amount: 500 }, 'unit_amount'],
    [{ items: [shirt], amount: '5' }, 'amount'],
    [{ items: [shirt], currency: 'eur' }, 'currency'],
    [{ items: [shirt], quantity: 2 }, 'quantity'],
    [{ items: [shirt], adjustableQuantity: true }, 'adjustableQuantity'],
    [{ items: [shirt, {}] }, 'items[1]'],
    [{ items: [shirt, { productName: 'Mug', amount: 'five' }] }, 'items[1].amount'],
    [{ items: Array(21).fill(shirt) }, 'items'],
  ])('%j: names %s, and asks Stripe nothing', async (input, field) => {
    await expect(create(input)).rejects.toMatchObject({ code: 'invalid_input', details: { field } })
    expect(world.calls).toEqual([])
  })
})

describe('what the link does', () => {
  const car = { productName: 'Car', unit_amount: 5000 }
  it('an amount as people write it is the same price', async () => {
    const first = await priceOf((await create(car)).id)
    expect((await priceOf((await create({ productName: 'Car', amount: '50' })).id)).id).toBe(first.id)
    const yen = await create({ productName: 'Car', amount: '500', currency: 'JPY' })
    expect(await priceOf(yen.id)).toMatchObject({ unit_amount: 500, currency: 'jpy' })
  })

  it.each<[object, object]>([
    [{ redirectUrl: 'https://shop.example' }, { after_completion: { redirect: { url: 'https://shop.example' } } }],
    [{ confirmationMessage: 'Bye' }, { after_completion: { hosted_confirmation: { custom_message: 'Bye' } } }],
    [{ inactiveMessage: 'Sold out' }, { inactive_message: 'Sold out' }],
    [{ maxPayments: 3 }, { restrictions: { completed_sessions: { limit: 3 } } }],
    [{ conversationId: 'conv_1' }, { restrictions: { completed_sessions: { limit: 1 } } }],
    [{ allowPromotionCodes: true, collectPhone: true }, { allow_promotion_codes: true }],
  ])('%j', async (input, expected) => {
    const { id } = await create({ ...car, ...input })
    expect(await world.gateway.paymentLinks.retrieve(id)).toMatchObject(expected)
  })

  it.each<[object, string]>([
    [{ redirectUrl: 'https://shop.example', confirmationMessage: 'Bye' }, 'confirmationMessage'],
    [{ redirectUrl: 'shop.example' }, 'redirectUrl'],
    [{ confirmationMessage: 'x'.repeat(501) }, 'confirmationMessage'],
    [{ unit_amount: 500, amount: '5' }, 'amount'],
    [{ unit_amount: undefined, amount: '5.001' }, 'amount'],
  ])('%j: names %s, and asks Stripe nothing', async (input, field) => {
    await expect(create({ ...car, ...input })).rejects.toMatchObject({ code: 'invalid_input', details: { field } })
    expect(world.calls).toEqual([])
  })
})
