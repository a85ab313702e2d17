import { describe, expect, it } from 'vitest'
import { createPrice } from '../../src/actions/create-price'
import { createStaffed, onSale, priceOf } from '../support/catalogue'
import { createEmbedded } from '../support/embedded'

it('adds a price in one call', async () => {
  const world = createStaffed()
  const { id: productId } = await onSale(world)
  const calls = await world.requestsOf(async () => {
    const price = await world.run(createPrice, {
      ...{ productId, amount: '90.00', interval: 'year', nickname: 'Yearly', metadata: { line: '7' } },
    })
    expect(price).toMatchObject({
      ...{ productId, active: true, isDefault: false, recurrence: 'per year', nickname: 'Yearly', repeated: false },
      price: { unit_amount: 9000, currency: 'usd', formatted: '$90.00' },
    })
    expect(world.stripe.get(price.id)?.metadata).toMatchObject({ line: '7' })
  })
  expect(calls).toEqual(['POST /v1/prices'])
})

it('makes it the default in a second', async () => {
  const world = createStaffed()
  const { id: productId } = await onSale(world)
  const calls = await world.requestsOf(async () => {
    const { id, isDefault } = await world.run(createPrice, { productId, unit_amount: 500, makeDefault: true })
    expect([isDefault, world.stripe.get(productId)?.default_price]).toEqual([true, id])
  })
  expect(calls).toEqual(['POST /v1/prices', 'POST /v1/products/:id'])
})

it('asked twice with the same words it is done once; when it was archived since, again', async () => {
  const world = createStaffed()
  const { id: productId } = await onSale(world)
  const first = await world.run(createPrice, { productId, unit_amount: 500 })
  expect(await world.run(createPrice, { productId, unit_amount: 500 })).toEqual({ ...first, repeated: true })
  await world.gateway.prices.update(first.id, { active: false })
  const again = await world.run(createPrice, { productId, unit_amount: 500 })
  expect([again.repeated, again.id === first.id]).toEqual([false, false])
})

describe('is refused, and nothing is made:', () => {
  const attempts: Array<[string, object, object, string, string]> = [
    ['no amount', { amount: undefined }, {}, 'invalid_input', 'unit_amount'],
    ['no amount, but a currency', { amount: undefined, currency: 'eur' }, {}, 'invalid_input', 'currency'],
    ['nothing', { amount: '0' }, {}, 'invalid_input', 'unit_amount'],
    ['an ID of another kind', { productId: 'price_1' }, {}, 'invalid_input', 'productId'],
    ['an unknown product', { productId: 'prod_nothing' }, {}, 'not_found', 'productId'],
    ['a chat user', {}, { access: 'own' }, 'not_allowed', 'input'],
    ['a price of its own', {}, { allowedPrices: ['price_1'] }, 'not_allowed', 'unit_amount'],
    [
      'above the limit',
      { amount: '20.01' },
      { largestAmounts: [{ currency: 'usd', amount: '20' }] },
      ...(['not_allowed', 'unit_amount'] as const),
    ],
  ]
  it.each(attempts)('%s', async (_, input, guardrails, code, field) => {
    const world = createEmbedded({ guardrails: { access: 'any', ...guardrails } })
    const product = await onSale(world)
    const attempt = world.run(createPrice, { productId: product.id, amount: '5', makeDefault: true, ...input })
    await expect(attempt).rejects.toMatchObject({ code, details: { field } })
    expect([world.stripe.count('price', 'test'), world.stripe.get(product.id)?.default_price]).toEqual([
      ...[1, priceOf(product)],
    ])
  })
})
