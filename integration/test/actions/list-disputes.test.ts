import { expect, it } from 'vitest'
import { listDisputes } from '../../src/actions/list-disputes'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const disputed = async (world: ReturnType<typeof createEmbedded>, customer: string) => {
  const params = { amount: 700, currency: 'usd', customer, confirm: true, payment_method: 'pm_card_createDispute' }
  return (await world.gateway.paymentIntents.create(params)).id
}

it('lists the disputes of a payment, in two calls', async () => {
  const world = createEmbedded()
  const paymentId = await disputed(world, await linkedCustomer(world))
  await world.stripe.settled()
  const calls = await world.requestsOf(async () => {
    const { disputes } = await world.run(listDisputes, { paymentId, userId: 'user_ann' })
    expect(disputes).toMatchObject([
      { paymentId, status: 'needs_response', total: { amount: '7.00' }, answerBy: expect.any(Number) },
    ])
  })
  expect(calls).toEqual(['GET /v1/payment_intents/:id', 'GET /v1/disputes'])
})

it('staff list all; a chat user names a payment of their own', async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const paymentId = await disputed(world, await linkedCustomer(world))
  await linkedCustomer(world, 'user_bob')
  await world.stripe.settled()
  expect((await world.run(listDisputes, {})).disputes).toHaveLength(1)
  const refused = (input: object) => world.run(listDisputes, input).catch(({ code }) => code)
  expect(await refused({ userId: 'user_bob' })).toBe('invalid_input')
  expect(await refused({ userId: 'user_bob', paymentId })).toBe('not_owned')
})
