import { expect, it } from 'vitest'
import { voidInvoice } from '../../src/actions/void-invoice'
import { createTestClock } from '../support/clock'
import { linkedCustomer } from '../support/customers'
import { createEmbedded } from '../support/embedded'
import { billed, drafted } from '../support/invoices'

const staff = { guardrails: { access: 'any' } } as const

it('nothing is owed any more, in two calls; again it changes nothing', async () => {
  const world = createEmbedded(staff)
  const { id } = await billed(world, await linkedCustomer(world))
  const calls = await world.requestsOf(async () => {
    const gone = await world.run(voidInvoice, { invoiceId: id })
    expect(gone).toMatchObject({ id, status: 'void', changed: true, amountDue: { unit_amount: 0 } })
  })
  expect(calls).toEqual(['GET /v1/invoices/:id', 'POST /v1/invoices/:id/void'])
  expect(await world.run(voidInvoice, { invoiceId: id })).toMatchObject({ status: 'void', changed: false })
})

it('what the shop gave up can still be void; a draft is deleted', async () => {
  const world = createEmbedded(staff)
  const customer = await linkedCustomer(world)
  const { id } = await billed(world, customer)
  await world.gateway.invoices.markUncollectible(id)
  expect((await world.run(voidInvoice, { invoiceId: id })).status).toBe('void')
  const draft = await drafted(world, customer)
  const calls = await world.requestsOf(async () => {
    const gone = await world.run(voidInvoice, { invoiceId: draft.id })
    expect(gone).toMatchObject({ status: 'deleted', changed: true, amountDue: { unit_amount: 0 } })
  })
  expect([calls.at(-1), world.stripe.get(draft.id)?.deleted]).toEqual(['DELETE /v1/invoices/:id', true])
})

it('a bot that chats with customers may not, also not for the user whose it is', async () => {
  const world = createEmbedded()
  const { id } = await billed(world, await linkedCustomer(world))
  await expect(world.run(voidInvoice, { invoiceId: id, userId: 'user_ann' })).rejects.toMatchObject({
    code: 'not_allowed',
  })
  expect(world.stripe.get(id)?.status).toBe('open')
})

it.each([
  ['what was paid', {}, 'invalid_input', 'invoiceId'],
  ["another customer's", { customerId: 'cus_other' }, 'not_owned', 'invoiceId'],
  ['an ID of another kind', { invoiceId: 'pi_1' }, 'invalid_input', 'invoiceId'],
  ['an unknown ID', { invoiceId: 'in_nothing' }, 'not_found', 'invoiceId'],
])('%s is refused', async (_, input, code, field) => {
  const world = createEmbedded(staff)
  const { id } = await billed(world, await linkedCustomer(world))
  await world.gateway.invoices.pay(id)
  await expect(world.run(voidInvoice, { invoiceId: id, ...input })).rejects.toMatchObject({ code, details: { field } })
  expect(world.stripe.get(id)?.status).toBe('paid')
})

it('a draft whose deletion was not answered is deleted all the same', async () => {
  const clock = createTestClock()
  const world = createEmbedded({ ...staff, clock, gatewayClock: clock })
  const { id } = await clock.drive(linkedCustomer(world).then((customer) => drafted(world, customer)))
  world.stripe.faults.add({ fault: 'reset after', times: 1, matches: (operation) => operation.startsWith('DELETE') })
  expect(await clock.drive(world.run(voidInvoice, { invoiceId: id }))).toMatchObject({ status: 'deleted' })
})
