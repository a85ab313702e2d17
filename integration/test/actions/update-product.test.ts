import { describe, expect, it } from 'vitest'
import { updateProduct } from '../../src/actions/update-product'
import { createStaffed, onSale, priceOf } from '../support/catalogue'
import { createEmbedded } from '../support/embedded'

it('changes what is given and leaves the rest, in one call', async () => {
  const world = createStaffed()
  const { id } = await onSale(world, { description: 'Cotton', images: ['https://example.com/a.png'] })
  const calls = await world.requestsOf(async () => {
    expect(await world.run(updateProduct, { productId: id, name: ' Shirt ', metadata: { line: '7' } })).toMatchObject({
      ...{ id, name: 'Shirt', description: 'Cotton', images: ['https://example.com/a.png'], active: true },
      ...{ price: { formatted: '$19.99' }, recurrence: 'once' },
    })
  })
  expect(calls).toEqual(['POST /v1/products/:id'])
  expect(world.stripe.get(id)?.metadata).toEqual({ line: '7' })
})

it('removes texts and pictures, and brings a product back', async () => {
  const world = createStaffed()
  const { id: productId } = await onSale(world, { description: 'Cotton', images: ['https://example.com/a.png'] })
  await world.gateway.products.update(productId, { active: false })
  const changed = await world.run(updateProduct, { productId, description: '', images: [], active: true })
  expect(changed).toMatchObject({ active: true, images: [] })
  expect(changed).not.toHaveProperty('description')
})

it('another price becomes the default', async () => {
  const world = createStaffed()
  const { id: productId } = await onSale(world)
  const { id } = await world.gateway.prices.create({ product: productId, currency: 'usd', unit_amount: 2500 })
  expect(await world.run(updateProduct, { productId, defaultPriceId: id })).toMatchObject({
    ...{ priceId: id, price: { amount: '25.00' } },
  })
})

describe('is refused, and nothing is changed:', () => {
  const attempts: Array<[string, object, object, string, string]> = [
    ['nothing to change', {}, {}, 'invalid_input', 'name'],
    ['a blank name', { name: ' ' }, {}, 'invalid_input', 'name'],
    ['an ID of another kind', { name: 'A', productId: 'cus_1' }, {}, 'invalid_input', 'productId'],
    ['a default of another kind', { defaultPriceId: 'prod_1' }, {}, 'invalid_input', 'defaultPriceId'],
    ['an unknown product', { name: 'A', productId: 'prod_nothing' }, {}, 'not_found', 'productId'],
    ['an unknown price', { defaultPriceId: 'price_nothing' }, {}, 'not_found', 'defaultPriceId'],
    ['reserved metadata', { metadata: { botpress_user_id: 'x' } }, {}, 'invalid_input', 'metadata'],
    ['a chat user', { name: 'A' }, { access: 'own' }, 'not_allowed', 'input'],
  ]
  it.each(attempts)('%s', async (_, input, guardrails, code, field) => {
    const world = createEmbedded({ guardrails: { access: 'any', ...guardrails } })
    const product = await onSale(world)
    const before = world.stripe.get(product.id)
    await expect(world.run(updateProduct, { productId: product.id, ...input })).rejects.toMatchObject({
      ...{ code, details: { field } },
    })
    expect(world.stripe.get(product.id)).toEqual(before)
  })

  it('a default price of another product', async () => {
    const world = createStaffed()
    const [shirt, mug] = [await onSale(world), await onSale(world, { name: 'Mug' })]
    const wrong = { productId: shirt.id, defaultPriceId: priceOf(mug) }
    await expect(world.run(updateProduct, wrong)).rejects.toMatchObject({ details: { field: 'defaultPriceId' } })
    expect(world.stripe.get(shirt.id)?.default_price).toBe(priceOf(shirt))
  })
})
