import { expect, it } from 'vitest'
import { searchPayments } from '../../src/actions/search-payments'
import { linkedCustomer, paid } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'

it('finds by what is given, among the user’s own, in one call', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const wanted = await paid(world, { customer, metadata: { order: '42"x' } })
  await paid(world, { customer, amount: 500 })
  await paid(world, { metadata: { order: '42"x' } })
  const found = async (input: object) =>
    (await world.run(searchPayments, { userId, ...input })).payments.map(({ id }) => id)
  const calls = await world.requestsOf(async () => {
    expect(await found({ metadata: { order: '42"x' }, status: 'succeeded', amount: '19.99', createdAfter: 0 })).toEqual(
      [wanted]
    )
  })
  expect(calls).toEqual(['GET /v1/payment_intents/search'])
  expect(await found({ unit_amount: 500, currency: 'EUR' })).toEqual([])
  expect(await found({ createdBefore: 5 })).toEqual([])
  expect(await found({})).toHaveLength(2)
})

it.each([
  ['nobody', {}, 'not_allowed'],
  [
    'too many names',
    { userId, metadata: Object.fromEntries([...'abcde'].map((name) => [name, 'x'])) },
    'invalid_input',
  ],
  ['an unknown currency', { userId, currency: 'xyz' }, 'invalid_input'],
])('%s', async (_, input, code) => {
  await expect(createEmbedded().run(searchPayments, input)).rejects.toMatchObject({ code })
})

it('staff must search by something', async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  await expect(world.run(searchPayments, {})).rejects.toMatchObject({ code: 'invalid_input' })
})
