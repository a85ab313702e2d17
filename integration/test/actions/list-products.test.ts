import { messages } from '@botpress/sdk'
import { expect, it } from 'vitest'
import { listProducts } from '../../src/actions/list-products'
import { onSale, priceOf } from '../support/catalogue'
import { createEmbedded } from '../support/embedded'

it('lists active products with their default price, one call a page', async () => {
  const world = createEmbedded()
  const shirt = await onSale(world, { description: 'Cotton', images: ['https://example.com/a.png'] })
  const club = await onSale(world, {
    ...{ name: 'Club', default_price_data: { currency: 'eur', unit_amount: 900, recurring: { interval: 'month' } } },
  })
  const gone = await onSale(world, { name: 'Gone' })
  await world.gateway.products.update(gone.id, { active: false })
  const free = await world.gateway.products.create({ name: 'On request' })
  const calls = await world.requestsOf(async () => {
    const first = await world.run(listProducts, { limit: 2, locale: 'de' })
    const second = await world.run(listProducts, { limit: 2, nextToken: first.nextToken })
    expect(first.products).toEqual([
      {
        ...{ productId: free.id, name: 'On request' },
        card: { title: 'On request', actions: [{ action: 'postback', label: 'Choose', value: free.id }] },
      },
      {
        ...{ productId: club.id, name: 'Club', priceId: priceOf(club), recurrence: 'per month' },
        price: { unit_amount: 900, amount: '9.00', currency: 'eur', formatted: '9,00\u00a0€' },
        card: {
          ...{ title: 'Club', subtitle: '9,00\u00a0€ per month' },
          actions: [{ action: 'postback', label: 'Choose', value: priceOf(club) }],
        },
      },
    ])
    expect(second.products).toMatchObject([
      {
        ...{ productId: shirt.id, description: 'Cotton', recurrence: 'once' },
        card: { subtitle: '$19.99 · Cotton', imageUrl: 'https://example.com/a.png' },
      },
    ])
    expect(second.nextToken).toBeUndefined()
  })
  expect(calls).toEqual(['GET /v1/products', 'GET /v1/products'])
})

it("its cards are Botpress' own, as they are", async () => {
  const world = createEmbedded()
  await onSale(world, { description: 'x'.repeat(200), images: ['https://example.com/a.png'] })
  await world.gateway.products.create({ name: 'On request' })
  const { products } = await world.run(listProducts, { buttonLabel: 'Kaufen' })
  const items = products.map(({ card }) => card)
  expect(messages.defaults.carousel.schema.strict().parse({ items })).toEqual({ items })
  for (const item of items) expect(messages.defaults.card.schema.strict().parse(item)).toEqual(item)
  expect(items.map(({ subtitle, actions }) => [subtitle?.length, actions[0]?.label])).toEqual([
    ...[
      [undefined, 'Kaufen'],
      [80, 'Kaufen'],
    ],
  ])
})

it('lists only what was named, in one page', async () => {
  const world = createEmbedded()
  const [shirt] = [await onSale(world), await onSale(world, { name: 'Mug' })]
  const answer = await world.run(listProducts, { productIds: [shirt.id, 'prod_nothing'], limit: 1 })
  expect(answer.products.map(({ productId }) => productId)).toEqual([shirt.id])
  expect(answer.nextToken).toBeUndefined()
})

it('shows what the bot may sell only, page by page, without a call more', async () => {
  const allowedProducts = ['T-Shirt', 'Mug', 'Car']
  const world = createEmbedded({ guardrails: { allowedProducts } })
  for (const name of ['T-Shirt', 'Secret', 'Mug', 'Hidden', 'Car', 'Other']) await onSale(world, { name })
  const calls = await world.requestsOf(async () => {
    const first = await world.run(listProducts, { limit: 2 })
    const second = await world.run(listProducts, { limit: 2, nextToken: first.nextToken })
    const names = [first, second].map(({ products }) => products.map(({ name }) => name))
    expect(names).toEqual([['Car', 'Mug'], ['T-Shirt']])
    expect(second.nextToken).toBeUndefined()
  })
  expect(calls).toHaveLength(2)
})

it('a product whose default price is listed is shown too', async () => {
  const world = createEmbedded()
  const shirt = await onSale(world)
  await onSale(world, { name: 'Secret' })
  const guardrails = { allowedPrices: [priceOf(shirt)] }
  const strict = createEmbedded({
    guardrails,
    wrap: () => (input, init) => world.stripe.fetch(new Request(input, init)),
  })
  expect((await strict.run(listProducts, {})).products.map(({ name }) => name)).toEqual(['T-Shirt'])
})

it.each([
  ['an ID of another kind', { productIds: ['price_1'] }, 'invalid_input', 'productIds'],
  ['no language', { locale: 'no such!' }, 'invalid_input', 'locale'],
  ['a damaged token', { nextToken: 'x' }, 'invalid_next_token', 'nextToken'],
  [
    'a token with other filters',
    { productIds: ['prod_1'], nextToken: 'WyJhIiwiYiJd' },
    'invalid_next_token',
    'nextToken',
  ],
])('%s is refused', async (_, input, code, field) => {
  const world = createEmbedded()
  await expect(world.run(listProducts, input)).rejects.toMatchObject({ code, details: { field } })
  expect(world.calls).toEqual([])
})
