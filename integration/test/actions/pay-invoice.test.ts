import { describe, expect, it } from 'vitest'
import { createInvoice } from '../../src/actions/create-invoice'
import { payInvoice } from '../../src/actions/pay-invoice'
import { linkedCustomer } from '../support/customers'
import { createEmbedded, type Embedded } from '../support/embedded'
import { billed, drafted } from '../support/invoices'

const userId = 'user_ann'
const charges = ({ stripe }: Embedded) => stripe.count('charge', 'test')
const attached = async ({ gateway }: Embedded, customer: string, name: string) =>
  (await gateway.paymentMethods.attach(name, { customer })).id

it('charges the default card, in two calls; again it charges nothing', async () => {
  const world = createEmbedded()
  const { id } = await billed(world, await linkedCustomer(world))
  const calls = await world.requestsOf(async () => {
    const paid = await world.run(payInvoice, { invoiceId: id, userId })
    expect(paid).toMatchObject({ status: 'paid', alreadyPaid: false, amountPaid: { unit_amount: 2500 } })
    expect(paid).not.toHaveProperty('nextStep')
  })
  expect(calls).toEqual(['GET /v1/invoices/:id', 'POST /v1/invoices/:id/pay'])
  expect(await world.run(payInvoice, { invoiceId: id, userId })).toMatchObject({ status: 'paid', alreadyPaid: true })
  expect(charges(world)).toBe(1)
})

it('two at once charge once', async () => {
  const world = createEmbedded()
  const { id } = await billed(world, await linkedCustomer(world))
  const both = await Promise.all([1, 2].map(() => world.run(payInvoice, { invoiceId: id, userId })))
  expect([both.map(({ status }) => status), charges(world)]).toEqual([['paid', 'paid'], 1])
})

it('charges a card that is named, in three calls', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world, userId, 'pm_card_chargeCustomerFail')
  const { id } = await billed(world, customer)
  const paymentMethodId = await attached(world, customer, 'pm_card_mastercard')
  const calls = await world.requestsOf(async () => {
    expect((await world.run(payInvoice, { invoiceId: id, paymentMethodId, userId })).status).toBe('paid')
  })
  expect(calls).toEqual(['GET /v1/invoices/:id', 'GET /v1/payment_methods/:id', 'POST /v1/invoices/:id/pay'])
})

it('a declined card: a sentence for the customer, and it stays open to be tried again', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world, userId, 'pm_card_chargeCustomerFail')
  const { id } = await billed(world, customer)
  await expect(world.run(payInvoice, { invoiceId: id, userId })).rejects.toMatchObject({
    ...{ code: 'payment_declined', details: { customerMessage: expect.stringContaining('another card') } },
  })
  expect(world.stripe.get(id)?.status).toBe('open')
  const paymentMethodId = await attached(world, customer, 'pm_card_visa')
  expect((await world.run(payInvoice, { invoiceId: id, paymentMethodId, userId })).status).toBe('paid')
})

it('a bank that asks the customer: the page to confirm on', async () => {
  const world = createEmbedded()
  const { id } = await billed(world, await linkedCustomer(world, userId, 'pm_card_authenticationRequired'))
  const waiting = await world.run(payInvoice, { invoiceId: id, userId, raw: true })
  expect(waiting).toMatchObject({
    ...{ status: 'open', nextStep: 'confirm', hostedUrl: expect.any(String), alreadyPaid: false },
    customerMessage: expect.stringContaining('confirm'),
  })
  // Whoever holds its secret can act on the payment, which Stripe's answer has inside of it.
  expect(JSON.stringify(waiting.raw)).toContain('requires_action')
  expect(JSON.stringify(waiting.raw)).not.toContain('_secret')
})

it('a debit of a bank account is under way', async () => {
  const world = createEmbedded()
  const { id } = await billed(world, await linkedCustomer(world, userId, 'pm_usBankAccount_success'))
  expect(await world.run(payInvoice, { invoiceId: id, userId })).toMatchObject({ status: 'open', isProcessing: true })
})

it('a draft of this bot is made final by it; one of the shop is not', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const lines = [{ description: 'Work', amount: '80' }]
  const draft = { lines, userId, draft: true, conversationId: 'conv_1', collection: 'charge' } as const
  const { id } = await world.run(createInvoice, draft)
  expect(await world.run(payInvoice, { invoiceId: id, userId })).toMatchObject({ status: 'paid' })
  expect(world.sold).toMatchObject([{ kind: 'invoice', id }])
  const theirs = await drafted(world, customer)
  await expect(world.run(payInvoice, { invoiceId: theirs.id, userId })).rejects.toMatchObject({ code: 'not_allowed' })
})

describe('is refused, and nothing is charged:', () => {
  it.each([
    ['another user', { userId: 'user_bob' }, {}, 'not_owned', 'invoiceId'],
    ['nobody', {}, {}, 'not_allowed', 'userId'],
    ['an ID of another kind', { userId, invoiceId: 'pi_1' }, {}, 'invalid_input', 'invoiceId'],
    ['an unknown ID', { userId, invoiceId: 'in_nothing' }, {}, 'not_found', 'invoiceId'],
    ['an unknown card', { userId, paymentMethodId: 'pm_nothing' }, {}, 'not_found', 'paymentMethodId'],
    ['an ID that is no card', { userId, paymentMethodId: 'cus_1' }, {}, 'invalid_input', 'paymentMethodId'],
    [
      'above the limit',
      { userId },
      { largestAmounts: [{ currency: 'usd', amount: '20' }] },
      'not_allowed',
      'invoiceId',
    ],
  ])('%s', async (_, input, guardrails, code, field) => {
    const world = createEmbedded({ guardrails })
    const { id } = await billed(world, await linkedCustomer(world))
    await linkedCustomer(world, 'user_bob')
    await expect(world.run(payInvoice, { invoiceId: id, ...input })).rejects.toMatchObject({ code, details: { field } })
    expect([world.stripe.get(id)?.status, charges(world)]).toEqual(['open', 0])
  })

  it('the card of another customer, also for staff', async () => {
    const world = createEmbedded({ guardrails: { access: 'any' } })
    const { id } = await billed(world, await linkedCustomer(world))
    const bob = await linkedCustomer(world, 'user_bob')
    const paymentMethodId = (await world.gateway.customers.listPaymentMethods(bob)).data[0]?.id
    for (const who of [{}, { userId }]) {
      await expect(world.run(payInvoice, { invoiceId: id, paymentMethodId, ...who })).rejects.toMatchObject({
        ...{ code: 'not_owned', details: { field: 'paymentMethodId' } },
      })
    }
    expect(charges(world)).toBe(0)
  })

  it('what is void, and a customer without a saved card', async () => {
    const world = createEmbedded()
    const customer = await linkedCustomer(world)
    const gone = await billed(world, customer)
    await world.gateway.invoices.voidInvoice(gone.id)
    await expect(world.run(payInvoice, { invoiceId: gone.id, userId })).rejects.toMatchObject({ code: 'invalid_input' })
    const { id: poor } = await world.gateway.customers.create({ email: 'poor@example.com' })
    await world.tools.customers.link(poor, { userId: 'user_poor' })
    const open = await billed(world, poor)
    await expect(world.run(payInvoice, { invoiceId: open.id, userId: 'user_poor' })).rejects.toMatchObject({
      ...{ code: 'payment_method_missing', details: { field: 'paymentMethodId' } },
    })
  })
})
