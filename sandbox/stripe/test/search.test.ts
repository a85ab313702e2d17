import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const NAMES = ["O'Brien", 'a\\b', 'x" OR email~"', 'Anna Müller', 'anna']

const withCustomers = async (lag = 0) => {
  const shop = createShop({ searchLagMs: lag })
  for (const name of NAMES) await shop.stripe.customers.create({ name, email: `${name.length}@example.com` })
  const names = async (query: string) =>
    (await shop.stripe.customers.search({ query, limit: 100 })).data.map(({ name }) => name)
  return { ...shop, names }
}

test.each([
  [`name:"O'Brien"`, ["O'Brien"]],
  ['name:"a\\\\b"', ['a\\b']],
  ['name:"x\\" OR email~\\""', ['x" OR email~"']],
  ['name:"ANNA"', ['anna']],
  ['name~"ann"', ['anna', 'Anna Müller']],
  ['name~"ann" AND email~"11@"', ['Anna Müller']],
  ['name:"anna" OR name:"a\\\\b"', ['anna', 'a\\b']],
  ['-name~"ann" name~"brien"', ["O'Brien"]],
])('%s finds %j', async (query, expected) => {
  const { names } = await withCustomers()
  expect((await names(query)).sort()).toEqual([...expected].sort())
})

test.each([
  ['name~"an"', '3 characters'],
  ['name:"a" AND name:"b" OR name:"c"', 'AND and OR'],
  ['name:anna', 'parse'],
  ['name:"anna', 'parse'],
  ['shoe_size:"1"', 'shoe_size'],
  [Array(11).fill('name:"a"').join(' AND '), '10'],
])('%s is refused', async (query, reason) => {
  const { stripe } = createShop()
  const error = await failure(stripe.customers.search({ query }))
  expect([error.statusCode, error.message]).toEqual([400, expect.stringContaining(reason)])
})

test('search lags behind, lists do not', async () => {
  const { names, stripe, clock } = await withCustomers(60_000)
  expect(await names('name:"anna"')).toEqual([])
  expect((await stripe.customers.list()).data).toHaveLength(NAMES.length)
  await clock.advance(60_000)
  expect(await names('name:"anna"')).toEqual(['anna'])
})

test('pages of search by next_page', async () => {
  const { stripe } = await withCustomers()
  const first = await stripe.customers.search({ query: 'email~"example"', limit: 3 })
  expect([first.data.length, first.has_more]).toEqual([3, true])
  const rest = await stripe.customers.search({ query: 'email~"example"', limit: 3, page: first.next_page ?? '' })
  expect([rest.data.length, rest.has_more]).toEqual([2, false])
  expect(new Set([...first.data, ...rest.data].map(({ id }) => id)).size).toBe(5)
})

test('metadata can be searched', async () => {
  const { stripe } = createShop()
  const { id } = await stripe.customers.create({ metadata: { order: '42' } })
  await stripe.customers.create({ metadata: { order: '43' } })
  const found = await stripe.customers.search({ query: "metadata['order']:'42'" })
  expect(found.data.map((customer) => customer.id)).toEqual([id])
})
