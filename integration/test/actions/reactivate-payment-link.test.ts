import { expect, it } from 'vitest'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { deactivatePaymentLink } from '../../src/actions/deactivate-payment-link'
import { reactivatePaymentLink } from '../../src/actions/reactivate-payment-link'
import { updatePaymentLink } from '../../src/actions/update-payment-link'
import type { GuardrailConfiguration } from '../../src/guardrails/index'
import { createEmbedded, type Embedded } from '../support/embedded'
import { payOn } from '../support/pages'

const car = { productName: 'Car', unit_amount: 5000 }
const off = async (world: Embedded, input: object = car) => {
  const link = await world.run(createPaymentLink, input as never)
  await world.run(deactivatePaymentLink, { id: link.id })
  return link
}

it('switches a link on again, in two calls, and again without harm', async () => {
  const world = createEmbedded()
  const { id, url } = await off(world)
  const on = () => world.run(reactivatePaymentLink, { paymentLinkId: id })
  const calls = await world.requestsOf(async () => expect(await on()).toEqual({ id, url, active: true }))
  expect(calls).toEqual(['GET /v1/payment_links/:id', 'POST /v1/payment_links/:id'])
  expect(await world.requestsOf(on)).toEqual(['GET /v1/payment_links/:id'])
  expect(await payOn(world, url)).toBe(303)
})

it('a link that was paid as often as it may be is used up, until it may be paid more often', async () => {
  const world = createEmbedded()
  const { id: paymentLinkId, url } = await world.run(createPaymentLink, { ...car, maxPayments: 1 })
  await payOn(world, url)
  await expect(world.run(reactivatePaymentLink, { paymentLinkId })).rejects.toMatchObject({
    ...{ code: 'invalid_input', details: { field: 'paymentLinkId' }, sentence: expect.stringContaining('maxPayments') },
  })
  expect((await world.gateway.paymentLinks.retrieve(paymentLinkId)).active).toBe(false)
  await world.run(updatePaymentLink, { paymentLinkId, maxPayments: 2 })
  const again = await world.run(reactivatePaymentLink, { paymentLinkId })
  expect(again).toMatchObject({ active: true, maxPayments: 2, payments: 1 })
})

it.each<[GuardrailConfiguration]>([
  [{ allowedProducts: ['Bike'] }],
  [{ largestAmounts: [{ currency: 'usd', amount: '10' }] }],
  [{ allowedCurrencies: ['eur'] }],
])('what the configuration does not let the bot sell stays off: %j', async (guardrails) => {
  const world = createEmbedded({ guardrails })
  const price = await world.gateway.prices.create({ currency: 'usd', unit_amount: 5000, product_data: { name: 'Car' } })
  const { id: paymentLinkId } = await world.gateway.paymentLinks.create({
    line_items: [{ price: price.id, quantity: 1 }],
  })
  await world.gateway.paymentLinks.update(paymentLinkId, { active: false })
  await expect(world.run(reactivatePaymentLink, { paymentLinkId })).rejects.toMatchObject({
    ...{ code: 'not_allowed', details: { field: 'paymentLinkId' } },
  })
  expect((await world.gateway.paymentLinks.retrieve(paymentLinkId)).active).toBe(false)
})

it.each([
  ['plink_nothing', 'not_found'],
  ['price_1', 'invalid_input'],
  ['../customers', 'invalid_input'],
])('%s: %s', async (paymentLinkId, code) => {
  const world = createEmbedded()
  await expect(world.run(reactivatePaymentLink, { paymentLinkId })).rejects.toMatchObject({
    ...{ code, details: { field: 'paymentLinkId' } },
  })
})
