import { expect, it } from 'vitest'
import { updateCustomer } from '../../src/actions/update-customer'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'

it('changes what is given, in one call, and keeps the rest', async () => {
  const world = createEmbedded()
  const id = await linkedCustomer(world)
  const calls = await world.requestsOf(async () => {
    const { customer } = await world.run(updateCustomer, {
      ...{ userId, name: 'Ann', email: 'New@example.com', address: '1 Main Street', metadata: { size: 'M' } },
    })
    expect(customer).toMatchObject({ id, name: 'Ann', email: 'new@example.com', address: { line1: '1 Main Street' } })
  })
  expect(calls).toEqual(['POST /v1/customers/:id'])
  await world.run(updateCustomer, { userId, phone: '+1 555 0100' })
  expect(world.stripe.get(id)).toMatchObject({ name: 'Ann', phone: '+1 555 0100', metadata: { size: 'M' } })
})

it.each<[object, string]>([
  [{ userId }, 'invalid_input'],
  [{ userId, email: 'nobody' }, 'invalid_input'],
  [{ userId, metadata: { botpress_user_id: 'x' } }, 'invalid_input'],
  [{ userId: 'user_bob', name: 'Bob' }, 'customer_unknown'],
  [{ name: 'Bob' }, 'not_allowed'],
  [{ userId, customerId: 'cus_other', name: 'Bob' }, 'not_owned'],
  [{ userId, name: '4242 4242 4242 4242' }, 'card_number_refused'],
])('%j: %s, and nothing is changed', async (input, code) => {
  const world = createEmbedded()
  const id = await linkedCustomer(world)
  await expect(world.run(updateCustomer, input)).rejects.toMatchObject({ code })
  expect(world.stripe.get(id)).toMatchObject({ name: null, email: 'user_ann@example.com' })
})
