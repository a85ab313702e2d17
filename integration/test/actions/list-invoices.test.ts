import { expect, it } from 'vitest'
import { listInvoices } from '../../src/actions/list-invoices'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded } from '../support/embedded'
import { billed, drafted } from '../support/invoices'

const userId = 'user_ann'

it("lists a chat user's own, page by page, one call a page", async () => {
  const world = createEmbedded()
  const ann = await linkedCustomer(world)
  await billed(world, await linkedCustomer(world, 'user_bob'))
  const ids = [await billed(world, ann), await billed(world, ann)].map(({ id }) => id)
  const calls = await world.requestsOf(async () => {
    const first = await world.run(listInvoices, { userId, limit: 1 })
    const second = await world.run(listInvoices, { userId, limit: 1, nextToken: first.nextToken })
    expect([...first.invoices, ...second.invoices].map(({ id }) => id)).toEqual(ids.reverse())
    expect(second.nextToken).toBeUndefined()
  })
  expect(calls).toEqual(['GET /v1/invoices', 'GET /v1/invoices'])
})

it('those to be paid, and those of a subscription', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const { id: subscriptionId } = await subscribed(world, customer)
  const [draft, open] = [await drafted(world, customer), await billed(world, customer)]
  const list = async (filter: { status?: 'open' | 'draft' | 'void'; subscriptionId?: string }) =>
    (await world.run(listInvoices, { userId, ...filter })).invoices
  expect((await list({ status: 'open' })).map(({ id }) => id)).toEqual([open.id])
  expect((await list({ status: 'draft' })).map(({ id }) => id)).toEqual([draft.id])
  expect(await list({ status: 'void' })).toEqual([])
  expect(await list({ subscriptionId })).toMatchObject([{ status: 'paid', subscriptionId }])
  expect(await list({})).toHaveLength(3)
})

it('a chat user who is no customer has none; everybody’s are for staff', async () => {
  const world = createEmbedded()
  const bob = await linkedCustomer(world, 'user_bob')
  await billed(world, bob)
  expect(await world.run(listInvoices, { userId })).toEqual({ invoices: [] })
  await expect(world.run(listInvoices, {})).rejects.toMatchObject({ code: 'not_allowed' })
  await expect(world.run(listInvoices, { userId, customerId: bob })).rejects.toMatchObject({ code: 'not_owned' })
  const staff = createEmbedded({ guardrails: { access: 'any' } })
  await billed(staff, await linkedCustomer(staff))
  await billed(staff, await linkedCustomer(staff, 'user_bob'))
  expect((await staff.run(listInvoices, {})).invoices).toHaveLength(2)
})

it('a token of another list is refused', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  await billed(world, customer)
  await billed(world, customer)
  const { nextToken } = await world.run(listInvoices, { userId, limit: 1 })
  await expect(world.run(listInvoices, { userId, nextToken, status: 'open' })).rejects.toMatchObject({
    code: 'invalid_next_token',
  })
})
