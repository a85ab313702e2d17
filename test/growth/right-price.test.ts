import type { Fault } from '@botpress-stripe/sandbox-stripe'
import { beforeEach, describe, expect, it } from 'vitest'
import { createPaymentLink } from '../../integration/src/actions/create-payment-link'
import { productIdFor } from '../../integration/src/catalogue/offer'
import { createMemory, MEMORY } from '../../integration/src/memory'
import { createTestClock, type TestClock } from '../../integration/test/support/clock'
import { createEmbedded, type Embedded } from '../../integration/test/support/embedded'

/** The right price every time, whatever people, other instances and a search that lags do meanwhile. */

const car = { productName: 'Car', unit_amount: 700 }

let clock: TestClock
let world: Embedded
beforeEach(() => {
  clock = createTestClock()
  world = createEmbedded({ clock, gatewayClock: clock })
})

/** Another process of the integration on the same account. */
const other = () =>
  createEmbedded({ gatewayClock: clock, wrap: () => (url, init) => world.stripe.fetch(new Request(url, init)) })

const create = (input: object, instance = world) => clock.drive(instance.run(createPaymentLink, input as never))

const soldBy = async (link: { id: string }) => {
  const { data } = await world.gateway.paymentLinks.listLineItems(link.id)
  const price = data[0]?.price
  if (!price) throw new Error('The link sells nothing.')
  return price
}

const counts = () => ({ products: world.stripe.count('product', 'test'), prices: world.stripe.count('price', 'test') })

describe('changed behind our back', () => {
  it('a price that was archived is noticed at its next use; the new one takes over its lookup key', async () => {
    const first = await soldBy(await create(car))
    await world.gateway.prices.update(first.id, { active: false })
    const second = await soldBy(await create(car))
    expect(second).toMatchObject({ unit_amount: 700, active: true, product: first.product })
    const [archived, made] = await Promise.all([first, second].map(({ id }) => world.gateway.prices.retrieve(id)))
    expect([archived?.lookup_key, made?.lookup_key]).toEqual([null, first.lookup_key])
    // A process that has just started finds the new one by the key.
    expect((await soldBy(await create(car, other()))).id).toBe(second.id)
  })

  it('a product that was archived is noticed at its next use', async () => {
    const { product } = await soldBy(await create(car))
    await world.gateway.products.update(String(product), { active: false })
    for (const instance of [world, other()]) {
      await expect(create(car, instance)).rejects.toMatchObject({ code: 'product_archived' })
    }
    expect(counts()).toEqual({ products: 1, prices: 1 })
  })

  it('a product that search still shows although it was deleted is not used', async () => {
    world = createEmbedded({ clock, gatewayClock: clock, searchLagMs: 60_000 })
    const byHand = await world.gateway.products.create({ name: 'Car' })
    clock.jump(61_000)
    await world.gateway.products.del(byHand.id)
    const sold = await soldBy(await create(car))
    expect(sold).toMatchObject({ unit_amount: 700, product: productIdFor('Car') })
  })

  it('a new default price is sold within five minutes', async () => {
    const product = await world.gateway.products.create({
      ...{ name: 'Car', default_price_data: { currency: 'usd', unit_amount: 700 } },
    })
    expect((await soldBy(await create({ productName: 'Car' }))).unit_amount).toBe(700)
    const raised = await world.gateway.prices.create({ product: product.id, currency: 'usd', unit_amount: 900 })
    await world.gateway.products.update(product.id, { default_price: raised.id })
    clock.jump(MEMORY.ageMs)
    expect((await soldBy(await create({ productName: 'Car' }))).unit_amount).toBe(900)
    expect(MEMORY.ageMs).toBeLessThanOrEqual(5 * 60_000)
  })

  it('a renamed product is not sold under its old name after five minutes', async () => {
    const first = await soldBy(await create(car))
    await world.gateway.products.update(String(first.product), { name: 'Truck' })
    clock.jump(MEMORY.ageMs)
    const second = await soldBy(await create(car))
    expect(second.product).not.toBe(first.product)
    expect(second.unit_amount).toBe(700)
  })

  it('what is remembered of prices is bounded', () => {
    const memory = createMemory(clock)
    for (let index = 0; index <= MEMORY.most; index++) memory.set(`price:${index}`, 'price_1')
    expect([memory.get('price:0'), memory.get('price:1')]).toEqual([undefined, 'price_1'])
  })
})

describe('two instances', () => {
  it('that make the same product at the same moment end with one, and one price', async () => {
    world = createEmbedded({ clock, gatewayClock: clock, searchLagMs: 60_000 })
    const instances = [world, other(), other()]
    const links = await clock.drive(Promise.all(instances.map((instance) => instance.run(createPaymentLink, car))))
    for (const link of links) expect((await soldBy(link)).unit_amount).toBe(700)
    expect(counts().products).toBe(1)
    const found = await world.gateway.prices.list({
      lookup_keys: [(await soldBy(links[0] ?? { id: '' })).lookup_key ?? ''],
    })
    expect(found.data.length).toBeLessThanOrEqual(1)
    // From then on there is one price.
    const prices = await Promise.all(instances.map(async () => (await soldBy(await create(car, other()))).id))
    expect(new Set(prices).size).toBe(1)
  })
})

describe('a search that is down', () => {
  const SEARCH = 'GET /v1/products/search'
  const down = (fault: Fault) =>
    world.stripe.faults.add({ fault, times: Number.POSITIVE_INFINITY, matches: (name) => name === SEARCH })

  it.each<Fault>(['500 before', '503', '429 limiter', 'timeout before', 'reset before', 'HTML reply'])(
    '%s: with an amount the link is made, of our own product',
    async (fault) => {
      down(fault)
      const before = clock.now()
      const sold = await soldBy(await create(car))
      expect(sold).toMatchObject({ unit_amount: 700, product: productIdFor('Car') })
      expect(clock.now() - before).toBeLessThan(10_000)
      expect((await soldBy(await create(car, other()))).id).toBe(sold.id)
      expect(counts()).toEqual({ products: 1, prices: 1 })
    }
  )

  it('at worst there is a second product; the amount is right, now and when search is back', async () => {
    const byHand = await world.gateway.products.create({ name: 'Car' })
    await world.gateway.prices.create({ product: byHand.id, currency: 'usd', unit_amount: 900 })
    down('503')
    const sold = await soldBy(await create(car))
    expect(sold).toMatchObject({ unit_amount: 700, product: productIdFor('Car') })
    expect(counts().products).toBe(2)
    world.stripe.faults.clear()
    expect((await soldBy(await create(car, other()))).id).toBe(sold.id)
    expect((await soldBy(await create({ ...car, unit_amount: 900 }, other()))).unit_amount).toBe(900)
    expect(counts().products).toBe(2)
  })

  it('without an amount: what we made is sold; for the rest it says that Stripe cannot be asked', async () => {
    await create(car)
    down('503')
    expect((await soldBy(await create({ productName: 'Car' }, other()))).unit_amount).toBe(700)
    await expect(create({ productName: 'Bike' }, other())).rejects.toMatchObject({ code: 'stripe_unavailable' })
    expect(world.stripe.count('payment_link', 'test')).toBe(2)
  })
})

describe('our product, without an amount', () => {
  it('is sold at its default price, however many prices it has', async () => {
    const { product, id } = await soldBy(await create(car))
    await create({ ...car, unit_amount: 800 })
    await expect(create({ productName: 'Car' }, other())).rejects.toMatchObject({ code: 'price_not_found' })
    await world.gateway.products.update(String(product), { default_price: id })
    const instance = other()
    const requests = await instance.requestsOf(async () => {
      expect((await soldBy(await create({ productName: 'Car' }, instance))).unit_amount).toBe(700)
    })
    expect(requests).toEqual(['GET /v1/prices', 'POST /v1/payment_links'])
  })
})
