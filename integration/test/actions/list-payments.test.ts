import { expect, it } from 'vitest'
import { listPayments } from '../../src/actions/list-payments'
import { toMetadata } from '../../src/binding'
import { linkedCustomer, paid } from '../support/customers'
import { BOT_ID, createEmbedded } from '../support/embedded'

const userId = 'user_ann'

it('lists what a chat user paid, as a customer and as a guest, and nothing else; one call a page', async () => {
  const world = createEmbedded()
  const asCustomer = await paid(world, { customer: await linkedCustomer(world) })
  const asGuest = await paid(world, { metadata: toMetadata({ userId }, BOT_ID) })
  await paid(world, { customer: await linkedCustomer(world, 'user_bob') })
  await paid(world, { metadata: toMetadata({ userId }, 'another_bot') })
  await paid(world)
  const calls = await world.requestsOf(async () => {
    const { payments, nextToken } = await world.run(listPayments, { userId })
    expect([payments.map(({ id }) => id), nextToken]).toEqual([[asGuest, asCustomer], undefined])
    expect(payments[0]?.paymentMethod).toBe('visa ending in 4242')
  })
  expect(calls).toEqual(['GET /v1/payment_intents/search'])
})

it('pages, and a token is good for its own user only', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const ids = [await paid(world, { customer }), await paid(world, { customer }), await paid(world, { customer })]
  const first = await world.run(listPayments, { userId, limit: 2 })
  const second = await world.run(listPayments, { userId, limit: 2, nextToken: first.nextToken })
  expect([...first.payments, ...second.payments].map(({ id }) => id)).toEqual(ids.reverse())
  await linkedCustomer(world, 'user_bob')
  const stolen = { userId: 'user_bob', limit: 2, nextToken: first.nextToken }
  await expect(world.run(listPayments, stolen)).rejects.toMatchObject({ code: 'invalid_next_token' })
})

it('staff list everybody’s, or one customer’s', async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const customerId = await linkedCustomer(world)
  const id = await paid(world, { customer: customerId })
  await paid(world)
  expect((await world.run(listPayments, {})).payments).toHaveLength(2)
  expect((await world.run(listPayments, { customerId })).payments.map((one) => one.id)).toEqual([id])
})

it('without a user, everybody else is refused', async () => {
  await expect(createEmbedded().run(listPayments, {})).rejects.toMatchObject({ code: 'not_allowed' })
})
