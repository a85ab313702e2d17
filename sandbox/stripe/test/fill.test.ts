import { expect, test } from 'vitest'
import { nameIn } from '../src'
import { createShop, failure } from './support/shop'

const SIZE = 250

const filled = () => {
  const shop = createShop()
  shop.sandbox.fill({ products: SIZE, prices: SIZE, paymentLinks: SIZE, customers: SIZE })
  return shop
}

const pages = <T extends { id: string }>(list: { autoPagingToArray(options: { limit: number }): Promise<T[]> }) =>
  list.autoPagingToArray({ limit: 1000 }).then((items) => new Set(items.map(({ id }) => id)).size)

test('a filled account has as many objects as asked for, and lists reach each of them once', async () => {
  const { sandbox, stripe } = filled()
  for (const type of ['product', 'price', 'payment_link', 'customer']) expect(sandbox.count(type, 'test')).toBe(SIZE)
  expect(await pages(stripe.products.list({ limit: 100 }))).toBe(SIZE)
  expect(await pages(stripe.prices.list({ limit: 100 }))).toBe(SIZE)
  expect(await pages(stripe.paymentLinks.list({ limit: 100 }))).toBe(SIZE)
  expect(await pages(stripe.customers.list({ limit: 100 }))).toBe(SIZE)
  expect((await stripe.events.list()).data).toEqual([])
})

test('its objects have what those have that were made by requests', async () => {
  const { stripe } = filled()
  const product = await stripe.products.create({ name: 'By request' })
  const price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 700 })
  const link = await stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 1 }] })
  const customer = await stripe.customers.create({ email: 'by-request@example.com' })
  const pairs = [
    [product, (await stripe.products.list({ limit: 2 })).data[1]],
    [price, (await stripe.prices.list({ limit: 2, type: 'one_time' })).data[1]],
    [link, (await stripe.paymentLinks.list({ limit: 2 })).data[1]],
    [customer, (await stripe.customers.list({ limit: 2 })).data[1]],
  ]
  for (const [made, copy] of pairs) expect(Object.keys(copy ?? {}).sort()).toEqual(Object.keys(made ?? {}).sort())
})

test('its objects can be searched, filtered, changed and deleted like any other', async () => {
  const { stripe } = filled()
  const found = await stripe.products.search({ query: `name:"${nameIn.product(7).toUpperCase()}"` })
  expect(found.data.map(({ name }) => name)).toEqual([nameIn.product(7)])
  const [product] = found.data
  expect((await stripe.prices.list({ product: product?.id ?? '' })).data).toHaveLength(1)
  const [price] = (await stripe.prices.list({ product: product?.id ?? '' })).data
  await stripe.prices.update(price?.id ?? '', { lookup_key: 'seven' })
  expect((await stripe.prices.list({ lookup_keys: ['seven'] })).data.map(({ id }) => id)).toEqual([price?.id])
  expect((await failure(stripe.products.del(product?.id ?? ''))).statusCode).toBe(400)

  const email = nameIn.email(3)
  const [customer] = (await stripe.customers.list({ email })).data
  await stripe.customers.update(customer?.id ?? '', { email: 'other@example.com' })
  expect((await stripe.customers.list({ email })).data).toEqual([])
  expect((await stripe.customers.search({ query: 'email:"other@example.com"' })).data).toHaveLength(1)
  await stripe.customers.del(customer?.id ?? '')
  expect((await stripe.customers.search({ query: 'email:"other@example.com"' })).data).toEqual([])
  expect(await pages(stripe.customers.list({ limit: 100 }))).toBe(SIZE - 1)
})

test('a link of it opens a payment page; cursors go both ways', async () => {
  const { sandbox, stripe } = filled()
  const links = (await stripe.paymentLinks.list({ limit: 5 })).data
  const opened = await sandbox.fetch(new Request(links[4]?.url ?? ''))
  expect(opened.headers.get('location')).toMatch(/^\/c\/pay\/cs_test_/)
  const before = await stripe.paymentLinks.list({ ending_before: links[4]?.id ?? '', limit: 2 })
  expect([before.data.map(({ id }) => id), before.has_more]).toEqual([[links[2]?.id, links[3]?.id], true])
})

test('with a seed it is the same account each time', async () => {
  const accounts = ['growth', 'growth', 'other'].map(async (seed) => {
    const { sandbox, stripe } = createShop({ seed })
    sandbox.fill({ customers: 3 })
    return (await stripe.customers.list()).data.map(({ id }) => id)
  })
  const [first, second, other] = await Promise.all(accounts)
  expect(second).toEqual(first)
  expect(other).not.toEqual(first)
})
