import { expect, it } from 'vitest'
import { deleteCustomer } from '../../src/actions/delete-customer'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'

it('deletes for staff, in one call; again it changes nothing', async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const customerId = await linkedCustomer(world)
  const calls = await world.requestsOf(async () => {
    expect(await world.run(deleteCustomer, { customerId })).toEqual({ id: customerId, deleted: true })
  })
  expect(calls).toEqual(['DELETE /v1/customers/:id'])
  expect((await world.run(deleteCustomer, { customerId })).deleted).toBe(true)
  expect(await world.tools.customers.holderOf(customerId)).toBeUndefined()
})

it.each([
  [{}, 'cus_1', 'not_allowed'],
  [{ access: 'any' as const }, 'cus_nothing', 'not_found'],
  [{ access: 'any' as const }, 'sub_1', 'invalid_input'],
])('under %j, %s: %s', async (guardrails, customerId, code) => {
  const world = createEmbedded({ guardrails })
  await linkedCustomer(world)
  await expect(world.run(deleteCustomer, { customerId })).rejects.toMatchObject({ code })
  expect(world.stripe.count('customer', 'test')).toBe(1)
})
