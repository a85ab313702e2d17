import { expect, it } from 'vitest'
import { createInvoice } from '../../src/actions/create-invoice'
import { sendInvoice } from '../../src/actions/send-invoice'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'
import { billed, drafted, sentOf } from '../support/invoices'

const userId = 'user_ann'

it('sends an invoice once more, in two calls; the same call again does not', async () => {
  const world = createEmbedded()
  const { id } = await billed(world, await linkedCustomer(world))
  const calls = await world.requestsOf(async () => {
    const sent = await world.run(sendInvoice, { invoiceId: id, userId, idempotencyKey: 'a' })
    expect(sent).toMatchObject({ id, status: 'open', hostedUrl: expect.any(String) })
  })
  expect(calls).toEqual(['GET /v1/invoices/:id', 'POST /v1/invoices/:id/send'])
  await world.run(sendInvoice, { invoiceId: id, userId, idempotencyKey: 'a' })
  expect([await sentOf(world), world.sold]).toEqual([2, []])
})

it('makes a draft of this bot final: from then on it is sold in its conversation', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const lines = [{ description: 'Work', amount: '80' }]
  const { id } = await world.run(createInvoice, { lines, userId, draft: true, conversationId: 'conv_1' })
  expect(world.sold).toEqual([])
  expect(await world.run(sendInvoice, { invoiceId: id, userId })).toMatchObject({ id, status: 'open' })
  expect(world.sold).toMatchObject([{ kind: 'invoice', id }])
})

it('a draft that the shop is at work on is for its staff', async () => {
  const world = createEmbedded()
  const { id } = await drafted(world, await linkedCustomer(world))
  await expect(world.run(sendInvoice, { invoiceId: id, userId })).rejects.toMatchObject({
    ...{ code: 'not_allowed', details: { field: 'invoiceId' } },
  })
  expect(world.stripe.get(id)?.status).toBe('draft')
  const staff = createEmbedded({ guardrails: { access: 'any' } })
  const draft = await drafted(staff, await linkedCustomer(staff))
  expect((await staff.run(sendInvoice, { invoiceId: draft.id })).status).toBe('open')
})

it.each([
  ['another user', { userId: 'user_bob' }, 'not_owned', 'invoiceId'],
  ['nobody', {}, 'not_allowed', 'userId'],
  ['an ID of another kind', { userId, invoiceId: 'pi_1' }, 'invalid_input', 'invoiceId'],
  ['an unknown ID', { userId, invoiceId: 'in_nothing' }, 'not_found', 'invoiceId'],
])('%s is refused, and nothing is sent', async (_, input, code, field) => {
  const world = createEmbedded()
  const { id } = await billed(world, await linkedCustomer(world))
  await linkedCustomer(world, 'user_bob')
  await expect(world.run(sendInvoice, { invoiceId: id, ...input })).rejects.toMatchObject({ code, details: { field } })
  expect(await sentOf(world)).toBe(1)
})

it('what is void, what is charged, what is above the limit', async () => {
  const limit = [{ currency: 'usd', amount: '20' }]
  const world = createEmbedded({ guardrails: { access: 'any', largestAmounts: limit } })
  const customer = await linkedCustomer(world)
  const gone = await billed(world, customer)
  await world.gateway.invoices.voidInvoice(gone.id)
  const charge = { collection_method: 'charge_automatically', days_until_due: undefined } as const
  const [charged, dear] = [await drafted(world, customer, charge), await drafted(world, customer)]
  for (const [invoiceId, code, word] of [
    [gone.id, 'invalid_input', 'void'],
    [charged.id, 'invalid_input', 'payInvoice'],
    [dear.id, 'not_allowed', 'largestAmounts'],
  ] as const) {
    await expect(world.run(sendInvoice, { invoiceId })).rejects.toMatchObject({
      ...{ code, sentence: expect.stringContaining(word), details: { field: 'invoiceId' } },
    })
  }
  expect(await sentOf(world)).toBe(1)
})
