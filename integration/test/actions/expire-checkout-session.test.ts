import { expect, it } from 'vitest'
import { createCheckoutSession } from '../../src/actions/create-checkout-session'
import { expireCheckoutSession } from '../../src/actions/expire-checkout-session'
import { createEmbedded } from '../support/embedded'

it('closes an open page, and is content with one that is closed', async () => {
  const world = createEmbedded()
  const { id } = await world.run(createCheckoutSession, { items: [{ productName: 'Mug', unit_amount: 500 }] })
  const closed = await world.run(expireCheckoutSession, { id })
  expect([closed.status, closed.url]).toEqual(['expired', undefined])
  expect((await world.run(expireCheckoutSession, { id })).status).toBe('expired')
})

it('an unknown session is a clear error', async () => {
  await expect(createEmbedded().run(expireCheckoutSession, { id: 'cs_nothing' })).rejects.toMatchObject({
    code: 'not_found',
  })
})
