import { describe, expect, it } from 'vitest'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { createProduct } from '../../src/actions/create-product'
import { updateProduct } from '../../src/actions/update-product'
import { createStaffed } from '../support/catalogue'
import { createEmbedded } from '../support/embedded'

it('makes the product and its price in one call', async () => {
  const world = createStaffed()
  const calls = await world.requestsOf(async () => {
    const product = await world.run(createProduct, {
      ...{ name: ' Club ', description: 'Beans', images: ['https://example.com/a.png'] },
      ...{ amount: '9', currency: 'EUR', interval: 'month', intervalCount: 3, metadata: { line: '7' } },
    })
    expect(product).toMatchObject({
      ...{ name: 'Club', description: 'Beans', images: ['https://example.com/a.png'], active: true, repeated: false },
      ...{ price: { unit_amount: 900, currency: 'eur', formatted: '€9.00' }, recurrence: 'every 3 months' },
    })
    expect(world.stripe.get(product.id)).toMatchObject({
      ...{ metadata: { line: '7' }, default_price: product.priceId },
    })
  })
  expect(calls).toEqual(['POST /v1/products'])
})

it('createPaymentLink finds it at once, by its name, without an amount or with the same', async () => {
  const world = createStaffed()
  const { priceId } = await world.run(createProduct, { name: 'Mug', unit_amount: 1250 })
  const links = [
    await world.run(createPaymentLink, { productName: 'Mug' }),
    await world.run(createPaymentLink, { productName: 'Mug', unit_amount: 1250 }),
  ]
  for (const { id } of links) {
    const { data } = await world.gateway.paymentLinks.listLineItems(id)
    expect(data[0]?.price?.id).toBe(priceId)
  }
  expect([world.stripe.count('product', 'test'), world.stripe.count('price', 'test')]).toEqual([1, 1])
})

it('asked twice with the same words it is done once, and says so', async () => {
  const world = createStaffed()
  const first = await world.run(createProduct, { name: 'Mug', amount: '5' })
  expect(await world.run(createProduct, { name: 'Mug', amount: '5' })).toEqual({ ...first, repeated: true })
  expect(world.stripe.count('product', 'test')).toBe(1)
})

it('a name that a person changed is free again', async () => {
  const world = createStaffed()
  const first = await world.run(createProduct, { name: 'Mug' })
  await world.run(updateProduct, { productId: first.id, name: 'Cup' })
  const second = await world.run(createProduct, { name: 'Mug', description: 'Another' })
  expect([second.name, second.id === first.id]).toEqual(['Mug', false])
})

describe('is refused, and nothing is made:', () => {
  const attempts: Array<[string, object, object, string, string]> = [
    ['a blank name', { name: '  ' }, {}, 'invalid_input', 'name'],
    ['no address of a picture', { images: ['a.png'] }, {}, 'invalid_input', 'images[0]'],
    ['two amounts', { amount: '5', unit_amount: 5 }, {}, 'invalid_input', 'amount'],
    ['too little', { amount: '0.10' }, {}, 'invalid_input', 'unit_amount'],
    ['no currency', { amount: '5', currency: 'xxx' }, {}, 'invalid_input', 'currency'],
    ['decimals of yen', { amount: '5.5', currency: 'jpy' }, {}, 'invalid_input', 'amount'],
    ['an interval without an amount', { interval: 'month' }, {}, 'invalid_input', 'interval'],
    ['a count without an interval', { amount: '5', intervalCount: 2 }, {}, 'invalid_input', 'intervalCount'],
    ['too long', { amount: '5', interval: 'year', intervalCount: 4 }, {}, 'invalid_input', 'intervalCount'],
    ['reserved metadata', { metadata: { botpress_bot_id: 'x' } }, {}, 'invalid_input', 'metadata'],
    ['a chat user', {}, { access: 'own' }, 'not_allowed', 'input'],
    ['a price of its own', { amount: '5' }, { allowedProducts: ['Mug'] }, 'not_allowed', 'unit_amount'],
    ['a currency that is not allowed', { amount: '5' }, { allowedCurrencies: ['eur'] }, 'not_allowed', 'unit_amount'],
  ]
  it.each(attempts)('%s', async (_, input, guardrails, code, field) => {
    const world = createEmbedded({ guardrails: { access: 'any', ...guardrails } })
    await expect(world.run(createProduct, { name: 'Mug', ...input })).rejects.toMatchObject({
      code,
      details: { field },
    })
    expect(world.stripe.count('product', 'test')).toBe(0)
  })

  it.each([
    [true, /is a product named "Mug" already \(bp_\w+\)\. Change it with updateProduct/],
    [false, /is archived\. Activate it again with updateProduct/],
  ])('a name that is taken, active: %s', async (active, sentence) => {
    const world = createStaffed()
    const { id } = await world.run(createProduct, { name: 'Mug' })
    await world.gateway.products.update(id, { active })
    await expect(world.run(createProduct, { name: 'Mug', description: 'Another' })).rejects.toMatchObject({
      ...{ code: 'invalid_input', sentence: expect.stringMatching(sentence), details: { field: 'name' } },
    })
    expect(world.stripe.count('product', 'test')).toBe(1)
  })
})
