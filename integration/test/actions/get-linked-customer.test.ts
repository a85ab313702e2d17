import { expect, it } from 'vitest'
import { getLinkedCustomer } from '../../src/actions/get-linked-customer'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'

it('tells who a chat user is, in one call', async () => {
  const world = createEmbedded()
  const id = await linkedCustomer(world)
  const calls = await world.requestsOf(async () => {
    expect((await world.run(getLinkedCustomer, { userId })).customer).toMatchObject({ id })
  })
  expect(calls).toEqual(['GET /v1/customers/:id'])
})

it('nobody is no error, and neither is a customer who was deleted', async () => {
  const world = createEmbedded()
  expect(await world.run(getLinkedCustomer, { userId })).toEqual({})
  await world.gateway.customers.del(await linkedCustomer(world))
  expect(await world.run(getLinkedCustomer, { userId })).toEqual({})
})
