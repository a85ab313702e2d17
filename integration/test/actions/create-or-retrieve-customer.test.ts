import { beforeEach, describe, expect, it } from 'vitest'
import { createOrRetrieveCustomer } from '../../src/actions/create-or-retrieve-customer'
import { createEmbedded, type Embedded } from '../support/embedded'

let world: Embedded
beforeEach(() => {
  world = createEmbedded()
})
const get = (email: string, more: object = {}) => world.run(createOrRetrieveCustomer, { email, ...more })
const existing = (email: string) => world.gateway.customers.create({ email })
const count = () => world.stripe.count('customer', 'test')

describe('createOrRetrieveCustomer', () => {
  it('finds the address as typed, in one call', async () => {
    const { id } = await existing('ann@example.com')
    const requests = await world.requestsOf(async () => {
      expect((await get('ann@example.com')).customer?.id).toBe(id)
    })
    expect(requests).toEqual(['GET /v1/customers'])
  })

  it.each([
    ['Ann@Example.com', 'Ann@Example.com', 1],
    ['Ann@Example.com', 'ann@example.com', 2],
    ['ann@example.com', 'Ann@Example.com', 2],
    ['aNN@example.com', 'Ann@Example.com', 3],
  ])('finds %s when the shop wrote %s, in at most %d calls', async (typed, stored, calls) => {
    const { id } = await existing(stored)
    const requests = await world.requestsOf(async () => expect((await get(typed)).customer?.id).toBe(id))
    expect(requests.length).toBeLessThanOrEqual(calls)
    expect(count()).toBe(1)
  })

  it('never returns somebody whose address only contains it', async () => {
    await existing('joann@example.com')
    await existing('ann@example.com.au')
    const { customer } = await get('ann@example.com')
    expect([customer?.email, count()]).toEqual(['ann@example.com', 3])
  })

  it('creates a new customer in at most three calls, in lower case', async () => {
    const requests = await world.requestsOf(async () => {
      const { customer } = await get('new@example.com', { name: 'New', address: '1 Main Street' })
      expect(customer).toMatchObject({ email: 'new@example.com', name: 'New', address: { line1: '1 Main Street' } })
    })
    expect(requests).toEqual(['GET /v1/customers', 'GET /v1/customers/search', 'POST /v1/customers'])
    expect((await get('NEW2@Example.com')).customer?.email).toBe('new2@example.com')
  })

  it('returns all of several, and chooses none', async () => {
    const [a, b] = [await existing('ann@example.com'), await existing('ann@example.com')]
    const answer = await get('ann@example.com')
    expect(answer.customer).toBeUndefined()
    expect(answer.customers?.map(({ id }) => id)).toEqual([b.id, a.id])
  })

  it('the first look-up that finds something is the answer', async () => {
    const typed = await existing('Ann@example.com')
    await existing('ann@example.com')
    expect((await get('Ann@example.com')).customer?.id).toBe(typed.id)
  })

  it('makes one customer of many calls at once, while search lags', async () => {
    world = createEmbedded({ searchLagMs: 60_000 })
    const spellings = ['ann@example.com', 'Ann@example.com', 'ANN@EXAMPLE.COM']
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => get(spellings[index % 3] ?? '')))
    expect(new Set(answers.map(({ customer }) => customer?.id)).size).toBe(1)
    expect(count()).toBe(1)
  })

  it('two instances make one customer, also with different names', async () => {
    world = createEmbedded({ searchLagMs: 60_000 })
    const other = createEmbedded({ wrap: () => (input, init) => world.stripe.fetch(new Request(input, init)) })
    for (const [email, names] of [
      ['same@example.com', ['Ann', 'Ann']],
      ['different@example.com', ['Ann', 'Anna']],
    ] as const) {
      const [a, b] = await Promise.all([
        world.run(createOrRetrieveCustomer, { email, name: names[0] }),
        other.run(createOrRetrieveCustomer, { email, name: names[1] }),
      ])
      expect(a.customer?.id).toBe(b.customer?.id)
    }
    expect(count()).toBe(2)
  })

  it('makes a new customer when the one it made was deleted', async () => {
    const first = (await get('ann@example.com')).customer
    await world.gateway.customers.del(first?.id ?? '')
    const second = (await get('ann@example.com')).customer
    expect(second?.id).not.toBe(first?.id)
    expect(count()).toBe(1)
  })
})
