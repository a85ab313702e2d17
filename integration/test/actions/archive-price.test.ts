import { expect, it } from 'vitest'
import { archivePrice } from '../../src/actions/archive-price'
import { createStaffed, onSale, priceOf } from '../support/catalogue'
import { createEmbedded } from '../support/embedded'

const secondPrice = async (world: ReturnType<typeof createStaffed>) => {
  const { id: product } = await onSale(world)
  return (await world.gateway.prices.create({ product, currency: 'usd', unit_amount: 500 })).id
}

it('takes it out of the catalogue in one call; again changes nothing', async () => {
  const world = createStaffed()
  const priceId = await secondPrice(world)
  const calls = await world.requestsOf(async () => {
    const archived = await world.run(archivePrice, { priceId })
    expect(archived).toMatchObject({ id: priceId, active: false, price: { formatted: '$5.00' }, recurrence: 'once' })
    expect(await world.run(archivePrice, { priceId })).toEqual(archived)
  })
  expect(calls).toEqual(['POST /v1/prices/:id', 'POST /v1/prices/:id'])
})

it('the default price of a product is refused, with what to do first', async () => {
  const world = createStaffed()
  const priceId = priceOf(await onSale(world))
  await expect(world.run(archivePrice, { priceId })).rejects.toMatchObject({
    ...{ code: 'invalid_input', sentence: expect.stringContaining('makeDefault'), details: { field: 'priceId' } },
  })
  expect(world.stripe.get(priceId)?.active).toBe(true)
})

it.each([
  ['an ID of another kind', { priceId: 'prod_1' }, 'any' as const, 'invalid_input', 'priceId'],
  ['an unknown price', { priceId: 'price_nothing' }, 'any' as const, 'not_found', 'priceId'],
  ['a chat user', {}, 'own' as const, 'not_allowed', 'input'],
])('%s is refused', async (_, input, access, code, field) => {
  const world = createEmbedded({ guardrails: { access } })
  const priceId = await secondPrice(world)
  await expect(world.run(archivePrice, { priceId, ...input })).rejects.toMatchObject({ code, details: { field } })
  expect(world.stripe.get(priceId)?.active).toBe(true)
})
