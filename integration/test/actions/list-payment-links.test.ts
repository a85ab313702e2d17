import { expect, it } from 'vitest'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { listPaymentLinks } from '../../src/actions/list-payment-links'
import { createEmbedded } from '../support/embedded'

it('lists active links, newest first, one call a page', async () => {
  const world = createEmbedded()
  const ids: string[] = []
  for (let index = 0; index < 5; index++) {
    ids.unshift((await world.run(createPaymentLink, { productName: 'Car', unit_amount: 500 })).id)
  }
  await world.gateway.paymentLinks.update(ids[2] ?? '', { active: false })
  const active = ids.filter((_, index) => index !== 2)

  const first = await world.run(listPaymentLinks, { limit: 3 })
  expect(first.paymentLinks.map(({ id }) => id)).toEqual(active.slice(0, 3))
  const { nextToken } = first
  const requests = await world.requestsOf(async () => {
    const second = await world.run(listPaymentLinks, { limit: 3, nextToken })
    expect(second.paymentLinks.map(({ id }) => id)).toEqual(active.slice(3))
    expect(second.nextToken).toBeUndefined()
  })
  expect(requests).toEqual(['GET /v1/payment_links'])
  await expect(world.run(listPaymentLinks, { limit: 101 })).rejects.toMatchObject({ details: { field: 'limit' } })
  await expect(world.run(listPaymentLinks, { nextToken: 'mine' })).rejects.toMatchObject({ code: 'invalid_next_token' })
})

it('returns at most 100 without a limit', async () => {
  const world = createEmbedded()
  const price = await world.gateway.prices.create({ currency: 'usd', unit_amount: 500, product_data: { name: 'Car' } })
  for (let index = 0; index < 101; index++) {
    await world.gateway.paymentLinks.create({ line_items: [{ price: price.id, quantity: 1 }] })
  }
  const { paymentLinks, nextToken } = await world.run(listPaymentLinks, {})
  expect(paymentLinks).toHaveLength(100)
  expect((await world.run(listPaymentLinks, { nextToken })).paymentLinks).toHaveLength(1)
})
