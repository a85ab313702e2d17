import { expect, it } from 'vitest'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { deactivatePaymentLink } from '../../src/actions/deactivate-payment-link'
import { createEmbedded } from '../support/embedded'

it('switches a link off, and again without harm', async () => {
  const world = createEmbedded()
  const { id, url } = await world.run(createPaymentLink, { productName: 'Car', unit_amount: 500 })
  for (let time = 0; time < 2; time++) {
    expect(await world.run(deactivatePaymentLink, { id })).toEqual({ id, url, active: false })
  }
})

it('says when there is no such link', async () => {
  const world = createEmbedded()
  await expect(world.run(deactivatePaymentLink, { id: 'plink_nothing' })).rejects.toMatchObject({
    code: 'not_found',
    details: { requestId: expect.stringMatching(/^req_/) },
  })
})

it.each(['', '../customers', 'a b', 'plink/x', 'x?y=1'])('refuses %j before any call', async (id) => {
  const world = createEmbedded()
  await expect(world.run(deactivatePaymentLink, { id })).rejects.toMatchObject({ details: { field: 'id' } })
  expect(world.calls).toEqual([])
})
