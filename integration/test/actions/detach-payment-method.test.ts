import { expect, it } from 'vitest'
import { detachPaymentMethod } from '../../src/actions/detach-payment-method'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'
const cardOf = async ({ gateway }: ReturnType<typeof createEmbedded>, customer: string) =>
  (await gateway.customers.listPaymentMethods(customer)).data[0]?.id ?? ''

it('removes a card of the user’s own, in two calls', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const paymentMethodId = await cardOf(world, customer)
  const calls = await world.requestsOf(async () => {
    expect(await world.run(detachPaymentMethod, { paymentMethodId, userId })).toEqual({
      id: paymentMethodId,
      detached: true,
    })
  })
  expect(calls).toEqual(['GET /v1/payment_methods/:id', 'POST /v1/payment_methods/:id/detach'])
  expect(await cardOf(world, customer)).toBe('')
})

it('somebody else’s is refused, and stays', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const bob = await linkedCustomer(world, 'user_bob')
  const paymentMethodId = await cardOf(world, bob)
  await expect(world.run(detachPaymentMethod, { paymentMethodId, userId })).rejects.toMatchObject({ code: 'not_owned' })
  expect(await cardOf(world, bob)).toBe(paymentMethodId)
})
