import { expect, it } from 'vitest'
import { getProduct } from '../../src/actions/get-product'
import { onSale, priceOf } from '../support/catalogue'
import { createEmbedded } from '../support/embedded'

const yearly = { currency: 'usd', unit_amount: 9000, recurring: { interval: 'year' as const } }

it('tells its prices, the default first, in one call', async () => {
  const world = createEmbedded()
  const shirt = await onSale(world, { description: 'Cotton' })
  const later = await world.gateway.prices.create({ product: shirt.id, ...yearly, nickname: 'Yearly' })
  const old = await world.gateway.prices.create({ product: shirt.id, currency: 'usd', unit_amount: 5 })
  await world.gateway.prices.update(old.id, { active: false })
  const calls = await world.requestsOf(async () => {
    expect(await world.run(getProduct, { productId: shirt.id })).toEqual({
      ...{ id: shirt.id, name: 'T-Shirt', description: 'Cotton', images: [], active: true },
      prices: [
        {
          ...{ priceId: priceOf(shirt), isDefault: true, recurrence: 'once' },
          price: { unit_amount: 1999, amount: '19.99', currency: 'usd', formatted: '$19.99' },
        },
        {
          ...{ priceId: later.id, isDefault: false, recurrence: 'per year', nickname: 'Yearly' },
          price: { unit_amount: 9000, amount: '90.00', currency: 'usd', formatted: '$90.00' },
        },
      ],
    })
  })
  expect(calls).toEqual(['GET /v1/prices'])
})

it('a product without a price takes a second call', async () => {
  const world = createEmbedded()
  const { id } = await world.gateway.products.create({ name: 'On request' })
  const calls = await world.requestsOf(async () => {
    expect(await world.run(getProduct, { productId: id, raw: true })).toMatchObject({ id, prices: [], raw: { id } })
  })
  expect(calls).toEqual(['GET /v1/prices', 'GET /v1/products/:id'])
})

it('shows what the bot may sell only', async () => {
  const base = createEmbedded()
  const [shirt, secret] = [await onSale(base), await onSale(base, { name: 'Secret' })]
  await base.gateway.prices.create({ product: shirt.id, ...yearly })
  const world = createEmbedded({
    guardrails: { allowedPrices: [priceOf(shirt)] },
    wrap: () => (input, init) => base.stripe.fetch(new Request(input, init)),
  })
  const { prices } = await world.run(getProduct, { productId: shirt.id })
  expect(prices.map(({ priceId }) => priceId)).toEqual([priceOf(shirt)])
  await expect(world.run(getProduct, { productId: secret.id })).rejects.toMatchObject({
    ...{ code: 'not_allowed', details: { field: 'productId' } },
  })
})

it.each([
  ['an ID of another kind', { productId: 'price_1' }, 'invalid_input', 'productId'],
  ['a path', { productId: '../account' }, 'invalid_input', 'productId'],
  ['an unknown product', { productId: 'prod_nothing' }, 'not_found', 'productId'],
])('%s is refused', async (_, input, code, field) => {
  await expect(createEmbedded().run(getProduct, input)).rejects.toMatchObject({ code, details: { field } })
})
