import { expect, it } from 'vitest'
import { listCustomers } from '../../src/actions/list-customers'
import { createEmbedded } from '../support/embedded'

it('groups customers by address, in one call a page', async () => {
  const world = createEmbedded()
  const [a, b, c] = [
    await world.gateway.customers.create({ email: 'a@example.com' }),
    await world.gateway.customers.create({ email: 'a@example.com', name: 'Second' }),
    await world.gateway.customers.create({ name: 'Without address' }),
  ]
  const requests = await world.requestsOf(async () => {
    const { customers } = await world.run(listCustomers, {})
    expect(Object.keys(customers).sort()).toEqual(['a@example.com', 'null_email'])
    expect(customers['a@example.com']?.map(({ id }) => id)).toEqual([b.id, a.id])
    expect(customers.null_email?.[0]).toMatchObject({ id: c.id, email: null, name: 'Without address' })
  })
  expect(requests).toEqual(['GET /v1/customers'])

  const only = await world.run(listCustomers, { email: 'a@example.com', limit: 1 })
  expect(only.customers['a@example.com']).toHaveLength(1)
  const rest = await world.run(listCustomers, { email: 'a@example.com', limit: 1, nextToken: only.nextToken })
  expect(rest.customers['a@example.com']?.[0]?.id).toBe(a.id)
  await expect(world.run(listCustomers, { nextToken: only.nextToken })).rejects.toMatchObject({
    code: 'invalid_next_token',
  })
})

it('an empty address is an error, not everybody', async () => {
  const world = createEmbedded()
  await expect(world.run(listCustomers, { email: '' })).rejects.toMatchObject({ details: { field: 'email' } })
})
