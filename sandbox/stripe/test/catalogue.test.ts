import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

test('a product with its default price; a second product of the same ID is refused', async () => {
  const { stripe } = createShop()
  const product = await stripe.products.create({
    ...{ id: 'tshirt', name: 'T-Shirt', default_price_data: { currency: 'usd', unit_amount: 1999 } },
  })
  const price = await stripe.prices.retrieve(String(product.default_price))
  expect(price).toMatchObject({ product: 'tshirt', unit_amount: 1999, type: 'one_time', active: true })
  expect((await failure(stripe.products.create({ id: 'tshirt', name: 'Other' }))).code).toBe('resource_already_exists')
})

test('a lookup key belongs to one price until it is transferred', async () => {
  const { stripe } = createShop()
  const create = (unit_amount: number, transfer_lookup_key = false) =>
    stripe.prices.create({
      ...{ currency: 'usd', unit_amount, lookup_key: 'key', transfer_lookup_key, product_data: { name: 'A' } },
    })
  const first = await create(100)
  expect((await failure(create(200))).statusCode).toBe(400)
  const second = await create(200, true)
  const { data } = await stripe.prices.list({ lookup_keys: ['key'] })
  expect(data.map(({ id }) => id)).toEqual([second.id])
  expect((await stripe.prices.retrieve(first.id)).lookup_key).toBeNull()
})

test('an archived price cannot be sold', async () => {
  const { stripe, price, link } = createShop()
  const archived = await price()
  await stripe.prices.update(archived.id, { active: false })
  expect(await failure(link({}, archived))).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining('inactive'),
  })
})

test('a link with inline price data makes its price', async () => {
  const { stripe } = createShop()
  const price_data = { currency: 'usd', unit_amount: 500, product_data: { name: 'Inline' } }
  const { id } = await stripe.paymentLinks.create({ line_items: [{ price_data, quantity: 3 }] })
  const { data } = await stripe.paymentLinks.listLineItems(id)
  expect(data[0]).toMatchObject({ description: 'Inline', quantity: 3, amount_total: 1500 })
})

test('amounts in currencies without decimals are whole', async () => {
  const { price } = createShop()
  expect(await price(1800, undefined, 'jpy')).toMatchObject({ currency: 'jpy', unit_amount: 1800 })
  expect((await failure(price(-1))).param).toBe('unit_amount')
  expect((await failure(price(100, undefined, 'xyz'))).param).toBe('currency')
})

test('metadata is merged, and an empty value removes a key', async () => {
  const { stripe } = createShop()
  const { id } = await stripe.customers.create({ metadata: { a: '1', b: '2' } })
  expect((await stripe.customers.update(id, { metadata: { a: '', c: '3' } })).metadata).toEqual({ b: '2', c: '3' })
  const long = { metadata: { ['k'.repeat(41)]: 'x' } }
  expect((await failure(stripe.customers.update(id, long))).statusCode).toBe(400)
})

test('a deleted customer is shown as deleted, is not listed and cannot be changed', async () => {
  const { stripe } = createShop()
  const { id } = await stripe.customers.create({ email: 'a@example.com' })
  expect(await stripe.customers.del(id)).toMatchObject({ id, deleted: true })
  expect(await stripe.customers.retrieve(id)).toMatchObject({ deleted: true })
  expect((await stripe.customers.list()).data).toEqual([])
  expect((await failure(stripe.customers.update(id, { name: 'x' }))).code).toBe('resource_missing')
})

test('the default price of a product is an active one of its own, and is not archived', async () => {
  const { stripe, price } = createShop()
  const own = { currency: 'usd', unit_amount: 1999 }
  const product = await stripe.products.create({ name: 'A', default_price_data: own, images: ['https://a.example/1'] })
  const [standard, stranger] = [String(product.default_price), await price()]
  const old = await stripe.prices.create({ ...own, product: product.id })
  await stripe.prices.update(old.id, { active: false })
  for (const default_price of [stranger.id, old.id]) {
    expect((await failure(stripe.products.update(product.id, { default_price }))).param).toBe('default_price')
  }
  expect((await failure(stripe.prices.update(standard, { active: false }))).message).toContain('default price')
  expect(await stripe.products.update(product.id, { images: '' })).toMatchObject({ images: [] })
})
