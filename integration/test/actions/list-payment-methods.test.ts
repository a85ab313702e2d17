import { manualClock } from '@botpress-stripe/sandbox-stripe'
import { expect, it } from 'vitest'
import { listPaymentMethods } from '../../src/actions/list-payment-methods'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'

it('lists what is saved and what is charged, in two calls, without more of a card than its last digits', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const second = await world.gateway.paymentMethods.attach('pm_card_mastercard', { customer })
  const calls = await world.requestsOf(async () => {
    const { paymentMethods } = await world.run(listPaymentMethods, { userId })
    expect(paymentMethods).toMatchObject([
      { id: second.id, isDefault: false, inWords: expect.stringMatching(/^mastercard ending in 4444, \d\d\/\d{4}$/) },
      { isDefault: true, inWords: expect.stringMatching(/^visa ending in 4242/), expiresSoon: false },
    ])
  })
  expect([...calls].sort()).toEqual(['GET /v1/customers/:id', 'GET /v1/customers/:id/payment_methods'])
})

it('says which card expires soon', async () => {
  const clock = manualClock()
  const world = createEmbedded({ clock, gatewayClock: clock })
  await linkedCustomer(world)
  const list = async () => (await world.run(listPaymentMethods, { userId })).paymentMethods
  const [card] = await list()
  const [, month = '', year = ''] = /(\d\d)\/(\d{4})$/.exec(card?.inWords ?? '') ?? []
  await clock.advance(Date.UTC(Number(year), Number(month) - 1, 15) - clock.now())
  expect((await list())[0]?.expiresSoon).toBe(true)
})

it('a chat user who is no customer has none', async () => {
  expect(await createEmbedded().run(listPaymentMethods, { userId })).toEqual({ paymentMethods: [] })
})
