import { expect, it } from 'vitest'
import { archiveProduct } from '../../src/actions/archive-product'
import { listProducts } from '../../src/actions/list-products'
import { createStaffed, onSale } from '../support/catalogue'
import { createEmbedded } from '../support/embedded'

it('takes it out of the shop in one call; again changes nothing', async () => {
  const world = createStaffed()
  const { id: productId } = await onSale(world)
  const calls = await world.requestsOf(async () => {
    const archived = await world.run(archiveProduct, { productId })
    expect(archived).toMatchObject({ id: productId, active: false, price: { formatted: '$19.99' } })
    expect(await world.run(archiveProduct, { productId })).toEqual(archived)
  })
  expect(calls).toEqual(['POST /v1/products/:id', 'POST /v1/products/:id'])
  expect((await world.run(listProducts, {})).products).toEqual([])
})

it.each([
  ['an ID of another kind', { productId: 'price_1' }, 'any' as const, 'invalid_input', 'productId'],
  ['an unknown product', { productId: 'prod_nothing' }, 'any' as const, 'not_found', 'productId'],
  ['a chat user', {}, 'own' as const, 'not_allowed', 'input'],
])('%s is refused', async (_, input, access, code, field) => {
  const world = createEmbedded({ guardrails: { access } })
  const { id } = await onSale(world)
  await expect(world.run(archiveProduct, { productId: id, ...input })).rejects.toMatchObject({
    ...{ code, details: { field } },
  })
  expect(world.stripe.get(id)?.active).toBe(true)
})
