import { expect, it } from 'vitest'
import { setDefaultPaymentMethod } from '../../src/actions/set-default-payment-method'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'

it('chooses another card, in two calls', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const { id: paymentMethodId } = await world.gateway.paymentMethods.attach('pm_card_mastercard', { customer })
  const calls = await world.requestsOf(async () => {
    const { paymentMethod } = await world.run(setDefaultPaymentMethod, { paymentMethodId, userId })
    expect(paymentMethod).toMatchObject({ id: paymentMethodId, isDefault: true })
  })
  expect(calls).toEqual(['GET /v1/payment_methods/:id', 'POST /v1/customers/:id'])
  expect(world.stripe.get(customer)).toMatchObject({ invoice_settings: { default_payment_method: paymentMethodId } })
})

it.each([
  ['pm_nothing', 'not_found'],
  ['cus_1', 'invalid_input'],
  ['other', 'not_owned'],
])('%s: %s, and nothing is changed', async (named, code) => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const before = world.stripe.get(customer)?.invoice_settings
  const bob = await linkedCustomer(world, 'user_bob')
  const theirs = (await world.gateway.customers.listPaymentMethods(bob)).data[0]?.id ?? ''
  const paymentMethodId = named === 'other' ? theirs : named
  await expect(world.run(setDefaultPaymentMethod, { paymentMethodId, userId })).rejects.toMatchObject({ code })
  expect(world.stripe.get(customer)?.invoice_settings).toEqual(before)
})
