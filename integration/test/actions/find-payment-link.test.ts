import { expect, it } from 'vitest'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { findPaymentLink } from '../../src/actions/find-payment-link'
import { createEmbedded } from '../support/embedded'

it('finds a link by its address; query string, fragment and trailing slash make no difference', async () => {
  const world = createEmbedded()
  const link = await world.run(createPaymentLink, { productName: 'Car', unit_amount: 500 })
  await world.gateway.paymentLinks.update(link.id, { active: false })
  for (const end of ['', '/', '?prefilled_email=a%40example.com', '/?a=b#c', '//']) {
    expect(await world.run(findPaymentLink, { url: ` ${link.url}${end}` })).toEqual({ id: link.id })
  }
  expect(await world.run(findPaymentLink, { url: `${link.url}x` })).toEqual({})
})

it.each(['', 'nonsense', 'javascript:alert(1)', 'buy.stripe.com/x'])('refuses %j', async (url) => {
  const world = createEmbedded()
  await expect(world.run(findPaymentLink, { url })).rejects.toMatchObject({ details: { field: 'url' } })
  expect(world.calls).toEqual([])
})
