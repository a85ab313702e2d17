import { expect, it } from 'vitest'
import { listProductPrices } from '../../src/actions/list-product-prices'
import { createEmbedded } from '../support/embedded'

it('groups active prices of active products, in one call', async () => {
  const world = createEmbedded()
  const { products, prices } = world.gateway
  const car = await products.create({ name: 'Car' })
  const gone = await products.create({ name: 'Gone' })
  const once = await prices.create({ product: car.id, currency: 'usd', unit_amount: 500 })
  const monthly = await prices.create({
    product: car.id,
    currency: 'eur',
    unit_amount: 50,
    recurring: { interval: 'month' },
  })
  const archived = await prices.create({ product: car.id, currency: 'usd', unit_amount: 600 })
  await prices.update(archived.id, { active: false })
  await prices.create({ product: gone.id, currency: 'usd', unit_amount: 700 })
  await products.update(gone.id, { active: false })

  const requests = await world.requestsOf(async () => {
    const answer = await world.run(listProductPrices, {})
    expect(answer).toEqual({
      products: {
        [car.id]: {
          name: 'Car',
          prices: [
            {
              id: monthly.id,
              unit_amount: 50,
              currency: 'eur',
              recurring: expect.objectContaining({ interval: 'month' }),
            },
            { id: once.id, unit_amount: 500, currency: 'usd', recurring: null },
          ],
        },
      },
    })
  })
  expect(requests).toEqual(['GET /v1/prices'])

  const page = await world.run(listProductPrices, { limit: 1 })
  expect(page.nextToken).toEqual(expect.any(String))
})
