import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const withCustomers = async (count: number) => {
  const shop = createShop()
  const ids: string[] = []
  for (let index = 0; index < count; index++) {
    ids.unshift((await shop.stripe.customers.create({ name: `${index}` })).id)
    await shop.clock.advance(1000)
  }
  return { ...shop, ids }
}

test('lists are newest first, ten at a time, and cursors reach everything once', async () => {
  const { stripe, ids } = await withCustomers(25)
  const page = await stripe.customers.list()
  expect([page.data.map(({ id }) => id), page.has_more, page.url]).toEqual([ids.slice(0, 10), true, '/v1/customers'])
  expect((await stripe.customers.list({ limit: 7 }).autoPagingToArray({ limit: 100 })).map(({ id }) => id)).toEqual(ids)
  const back = await stripe.customers.list({ ending_before: ids[10] ?? '', limit: 3 })
  expect(back.data.map(({ id }) => id)).toEqual(ids.slice(7, 10))
})

test('a cursor that is no object of the list is an error, and so are two cursors', async () => {
  const { stripe, ids } = await withCustomers(2)
  const error = await failure(stripe.customers.list({ starting_after: 'cus_nothing' }))
  expect(error).toMatchObject({ code: 'resource_missing', param: 'starting_after' })
  const [newest = '', oldest = ''] = ids
  expect((await failure(stripe.customers.list({ starting_after: newest, ending_before: oldest }))).statusCode).toBe(400)
})

test('created filters, by a moment and by a range', async () => {
  const { stripe, ids, clock } = await withCustomers(5)
  const start = clock.now() / 1000 - 5
  const names = async (created: number | { gte?: number; lt?: number }) =>
    (await stripe.customers.list({ created })).data.map(({ id }) => ids.indexOf(id))
  expect(await names(start)).toEqual([4])
  expect(await names({ gte: start + 1, lt: start + 3 })).toEqual([2, 3])
})

test('the filter for an e-mail is case-sensitive', async () => {
  const { stripe } = createShop()
  await stripe.customers.create({ email: 'Anna@example.com' })
  expect((await stripe.customers.list({ email: 'anna@example.com' })).data).toHaveLength(0)
  expect((await stripe.customers.list({ email: 'Anna@example.com' })).data).toHaveLength(1)
})

test('expand puts the object in place of its ID, in lists too; what cannot be expanded is refused', async () => {
  const { stripe, price } = createShop()
  const { id, product } = await price()
  expect(typeof product).toBe('string')
  const expanded = await stripe.prices.retrieve(id, { expand: ['product'] })
  expect(expanded.product).toMatchObject({ object: 'product', id: product })
  const list = await stripe.prices.list({ expand: ['data.product'] })
  expect(list.data[0]?.product).toMatchObject({ id: product })
  expect((await failure(stripe.prices.retrieve(id, { expand: ['nothing'] }))).statusCode).toBe(400)
})

test('a path has four levels at most, the data of a list among them', async () => {
  const { stripe, link, pay } = createShop()
  await pay((await link()).url)
  const deepest = ['data.payment_intent.latest_charge.payment_intent']
  expect((await stripe.checkout.sessions.list({ expand: deepest })).data[0]?.payment_intent).toMatchObject({
    latest_charge: { payment_intent: { status: 'succeeded' } },
  })
  const deeper = [`${deepest}.latest_charge`]
  expect((await failure(stripe.checkout.sessions.list({ expand: deeper }))).message).toMatch(/more than 4 levels/)
})

test('prices by several lookup keys come newest first, each once, whatever the order of the keys', async () => {
  const { stripe, clock } = createShop()
  const ids: string[] = []
  for (const lookup_key of ['first', 'second']) {
    const params = { currency: 'usd', unit_amount: 500, product_data: { name: lookup_key }, lookup_key }
    ids.unshift((await stripe.prices.create(params)).id)
    await clock.advance(1000)
  }
  const { data } = await stripe.prices.list({ lookup_keys: ['second', 'first', 'second'] })
  expect(data.map(({ id }) => id)).toEqual(ids)
})
