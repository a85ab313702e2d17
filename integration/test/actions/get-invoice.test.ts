import { expect, it } from 'vitest'
import { getInvoice } from '../../src/actions/get-invoice'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded } from '../support/embedded'
import { billed, drafted } from '../support/invoices'

const userId = 'user_ann'

it('tells what is to be paid, until when and where, in one call', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const { id, number, due_date, hosted_invoice_url, invoice_pdf } = await billed(world, customer, {
    description: 'June',
  })
  const calls = await world.requestsOf(async () => {
    expect(await world.run(getInvoice, { invoiceId: id, userId, locale: 'de' })).toEqual({
      ...{ id, number, status: 'open', collection: 'send', customerId: customer, description: 'June', metadata: {} },
      total: { unit_amount: 2500, amount: '25.00', currency: 'usd', formatted: '25,00\u00a0$' },
      ...{ amountDue: expect.objectContaining({ unit_amount: 2500 }), dueDate: due_date },
      amountPaid: expect.objectContaining({ unit_amount: 0 }),
      ...{ hostedUrl: hosted_invoice_url, pdfUrl: invoice_pdf, created: expect.any(Number) },
      lines: [{ description: 'Repair', quantity: 1, total: expect.objectContaining({ unit_amount: 2500 }) }],
    })
  })
  expect(calls).toEqual(['GET /v1/invoices/:id'])
})

it('of a subscription, paid: what it was for and when', async () => {
  const world = createEmbedded()
  const { id: subscriptionId, latest_invoice } = await subscribed(world, await linkedCustomer(world))
  const invoice = await world.run(getInvoice, { invoiceId: String(latest_invoice), userId, raw: true })
  expect(invoice).toMatchObject({
    ...{ status: 'paid', collection: 'charge', subscriptionId, paidAt: expect.any(Number) },
    ...{ amountDue: { unit_amount: 0 }, amountPaid: { unit_amount: 900 }, raw: { object: 'invoice' } },
  })
  expect(invoice).not.toHaveProperty('dueDate')
})

it('nobody is sent to a void one, or owes by it; a draft has no page yet', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const { id } = await billed(world, customer)
  await world.gateway.invoices.voidInvoice(id)
  const gone = await world.run(getInvoice, { invoiceId: id, userId })
  expect(gone).toMatchObject({ status: 'void', amountDue: { unit_amount: 0 } })
  const draft = await world.run(getInvoice, { invoiceId: (await drafted(world, customer)).id, userId })
  expect(draft.status).toBe('draft')
  for (const invoice of [gone, draft]) expect(invoice).not.toHaveProperty('hostedUrl')
})

it.each([
  ['another user', { userId: 'user_bob' }, 'not_owned', 'invoiceId'],
  ['nobody', {}, 'not_allowed', 'userId'],
  ['an ID of another kind', { userId, invoiceId: 'sub_1' }, 'invalid_input', 'invoiceId'],
  ['an unknown ID', { userId, invoiceId: 'in_nothing' }, 'not_found', 'invoiceId'],
  ['no language', { userId, locale: 'no such!' }, 'invalid_input', 'locale'],
])('%s is refused', async (_, input, code, field) => {
  const world = createEmbedded()
  const { id } = await billed(world, await linkedCustomer(world))
  await linkedCustomer(world, 'user_bob')
  await expect(world.run(getInvoice, { invoiceId: id, ...input })).rejects.toMatchObject({ code, details: { field } })
})

it("staff see everybody's, where the configuration says so", async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const { id } = await billed(world, await linkedCustomer(world))
  expect((await world.run(getInvoice, { invoiceId: id })).id).toBe(id)
})
