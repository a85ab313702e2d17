import { beforeAll, describe, expect, it } from 'vitest'
import { searchCustomers } from '../../src/actions/search-customers'
import { createEmbedded, type Embedded } from '../support/embedded'

const people = [
  { email: 'obrien@example.com', name: "Conan O'Brien", phone: '+15550100' },
  { email: 'back@example.com', name: 'a\\b', phone: '+15550101' },
  { email: 'quote@example.com', name: 'x" OR email~"', phone: '+15550102' },
  { email: 'li@example.com', name: 'Li', phone: '12' },
  { email: 'joann@example.com', name: 'Joann' },
  { email: 'ann@example.com', name: 'Ann' },
]

describe('searchCustomers', () => {
  let world: Embedded
  beforeAll(async () => {
    world = createEmbedded()
    for (const person of people) await world.gateway.customers.create(person)
  })
  const names = async (input: object) =>
    (await world.run(searchCustomers, input)).customers.map(({ name }) => name).sort()

  it.each([
    [{ name: "O'Brien" }, ["Conan O'Brien"]],
    [{ name: "o'b" }, ["Conan O'Brien"]],
    [{ name: 'a\\b' }, ['a\\b']],
    [{ name: 'x" OR email~"' }, ['x" OR email~"']],
    [{ name: 'Li' }, ['Li']],
    [{ name: 'An' }, []],
    [{ phone: '5550' }, ["Conan O'Brien", 'a\\b', 'x" OR email~"']],
    [{ email: 'ann@' }, ['Ann', 'Joann']],
    [{ email: 'ann@', name: 'joa' }, ['Joann']],
    [{ email: 'nobody@' }, []],
    [{ email: '@example.com', name: '', phone: null }, people.map(({ name }) => name).sort()],
  ])('%j finds %j', async (input, found) => expect(await names(input)).toEqual(found))

  it('makes one call', async () => {
    expect(await world.requestsOf(() => names({ name: 'Ann' }))).toEqual(['GET /v1/customers/search'])
  })

  it('pages', async () => {
    const first = await world.run(searchCustomers, { email: '@example.com', limit: 4 })
    const second = await world.run(searchCustomers, { email: '@example.com', limit: 4, nextToken: first.nextToken })
    const ids = [...first.customers, ...second.customers].map(({ id }) => id)
    expect([new Set(ids).size, second.nextToken]).toEqual([people.length, undefined])
  })

  it.each([{}, { name: ' ' }, { email: '', phone: '' }])('refuses %j', async (input) => {
    await expect(names(input)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
