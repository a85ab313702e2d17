import { expect, it } from 'vitest'
import { retrieveCustomerById } from '../../src/actions/retrieve-customer-by-id'
import { createEmbedded } from '../support/embedded'

it("returns the customer's fields", async () => {
  const world = createEmbedded()
  const { id } = await world.gateway.customers.create({ email: 'a@example.com', metadata: { shirt: 'M' } })
  expect(await world.run(retrieveCustomerById, { id })).toMatchObject({
    ...{ id, email: 'a@example.com', description: null },
    created: expect.any(Number),
    metadata: { shirt: 'M' },
  })
})

it('a deleted and an unknown customer are clear errors', async () => {
  const world = createEmbedded()
  const { id } = await world.gateway.customers.create({ email: 'a@example.com' })
  await world.gateway.customers.del(id)
  await expect(world.run(retrieveCustomerById, { id })).rejects.toMatchObject({
    code: 'not_found',
    sentence: expect.stringContaining('was deleted'),
  })
  await expect(world.run(retrieveCustomerById, { id: 'cus_nothing' })).rejects.toMatchObject({
    code: 'not_found',
    sentence: expect.stringContaining('cus_nothing'),
  })
})

it.each(['..', 'cus_1/../../products', ''])('refuses the ID %j before any call', async (id) => {
  const world = createEmbedded()
  await expect(world.run(retrieveCustomerById, { id })).rejects.toMatchObject({ details: { field: 'id' } })
  expect(world.calls).toEqual([])
})
