import { expect, it } from 'vitest'
import { getUpcomingInvoice } from '../../src/actions/get-upcoming-invoice'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'
const PREVIEW = 'POST /v1/invoices/create_preview'

it('tells what is charged next and when, in one call, and changes nothing', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  const { id: subscriptionId, items } = await subscribed(world, customer)
  await world.gateway.invoiceItems.create({ customer, amount: 700, currency: 'usd', description: 'Extra' })
  const end = items.data[0]?.current_period_end
  const before = world.stripe.count('invoice', 'test')
  const calls = await world.requestsOf(async () => {
    for (const input of [{ userId }, { userId, subscriptionId }]) {
      const next = await world.run(getUpcomingInvoice, { ...input, locale: 'de' })
      expect(next).toMatchObject({
        isPlanned: true,
        invoice: {
          amountDue: { unit_amount: 1600, formatted: '16,00\u00a0$' },
          periodEnd: end,
          chargedAt: Number(end) + 3600,
        },
      })
      expect(next.invoice?.lines.map(({ total }) => total.unit_amount).sort()).toEqual([700, 900])
    }
  })
  expect([calls, world.stripe.count('invoice', 'test')]).toEqual([[PREVIEW, PREVIEW], before])
})

it('nothing is planned after a cancellation, without a subscription, without a customer', async () => {
  const world = createEmbedded()
  expect(await world.run(getUpcomingInvoice, { userId })).toEqual({ isPlanned: false })
  const { id: subscriptionId } = await subscribed(world, await linkedCustomer(world))
  await world.gateway.subscriptions.update(subscriptionId, { cancel_at_period_end: true })
  expect(await world.run(getUpcomingInvoice, { userId })).toEqual({ isPlanned: false })
  expect(await world.run(getUpcomingInvoice, { userId, subscriptionId })).toEqual({ isPlanned: false })
})

it.each([
  ['another user', { userId: 'user_bob' }, 'not_owned', 'subscriptionId'],
  ['a user who is no customer', { userId: 'user_new' }, 'not_owned', 'subscriptionId'],
  ['nobody', {}, 'not_allowed', 'userId'],
  ['an ID of another kind', { userId, subscriptionId: 'in_1' }, 'invalid_input', 'subscriptionId'],
  ['an unknown ID', { userId, subscriptionId: 'sub_nothing' }, 'not_found', 'subscriptionId'],
])('%s is refused, also when nothing is planned', async (_, input, code, field) => {
  const world = createEmbedded()
  const { id: subscriptionId } = await subscribed(world, await linkedCustomer(world))
  await linkedCustomer(world, 'user_bob')
  const attempt = () => world.run(getUpcomingInvoice, { subscriptionId, ...input })
  await expect(attempt()).rejects.toMatchObject({ code, details: { field } })
  await world.gateway.subscriptions.cancel(subscriptionId)
  await expect(attempt()).rejects.toMatchObject({ code, details: { field } })
})

it('staff name whose, where the configuration says so', async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const customerId = await linkedCustomer(world)
  await subscribed(world, customerId)
  expect((await world.run(getUpcomingInvoice, { customerId })).isPlanned).toBe(true)
  await expect(world.run(getUpcomingInvoice, {})).rejects.toMatchObject({ details: { field: 'customerId' } })
})
