import { manualClock } from '@botpress-stripe/sandbox-stripe'
import { expect, it } from 'vitest'
import { resumeSubscription } from '../../src/actions/resume-subscription'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded } from '../support/embedded'

const userId = 'user_ann'
const RETRIEVE = 'GET /v1/subscriptions/:id'
const UPDATE = 'POST /v1/subscriptions/:id'

it.each([
  ['a planned cancellation', { cancel_at_period_end: true }, ['cancellation']],
  ['an end at a moment', { cancel_at: 2_000_000_000 }, ['cancellation']],
  ['a pause', { pause_collection: { behavior: 'void' as const } }, ['pause']],
  [
    ...(['both', { cancel_at_period_end: true, pause_collection: { behavior: 'void' as const } }] as const),
    ['cancellation', 'pause'],
  ],
])('takes %s back, in two calls; again it changes nothing', async (_, before, ended) => {
  const world = createEmbedded()
  const { id: subscriptionId } = await subscribed(world, await linkedCustomer(world))
  await world.gateway.subscriptions.update(subscriptionId, before)
  const goesOn = { status: 'active', cancelAtPeriodEnd: false, collectionPaused: false }
  const calls = await world.requestsOf(async () => {
    const resumed = await world.run(resumeSubscription, { subscriptionId, userId })
    expect(resumed).toMatchObject({ ...goesOn, changed: true, ended })
    expect(resumed).not.toHaveProperty('cancelAt')
  })
  expect(calls).toEqual([RETRIEVE, UPDATE])
  const again = await world.requestsOf(async () => {
    expect(await world.run(resumeSubscription, { subscriptionId, userId })).toMatchObject({
      ...{ ...goesOn, changed: false, ended: [] },
    })
  })
  expect(again).toEqual([RETRIEVE])
})

it('starts one that stopped when its trial ended without a card', async () => {
  const clock = manualClock()
  const world = createEmbedded({ clock, gatewayClock: clock })
  const { id: customer } = await world.gateway.customers.create({ email: 'ann@example.com' })
  await world.tools.customers.link(customer, { userId })
  const { id: subscriptionId } = await subscribed(world, customer, {
    ...{ trial_period_days: 7, trial_settings: { end_behavior: { missing_payment_method: 'pause' } } },
  })
  await clock.advance(8 * 86_400_000)
  expect(world.stripe.get(subscriptionId)?.status).toBe('paused')
  const card = await world.gateway.paymentMethods.attach('pm_card_visa', { customer })
  await world.gateway.customers.update(customer, { invoice_settings: { default_payment_method: card.id } })
  const calls = await world.requestsOf(async () => {
    expect(await world.run(resumeSubscription, { subscriptionId, userId })).toMatchObject({
      ...{ status: 'active', changed: true, ended: ['pause'] },
    })
  })
  expect(calls).toEqual([RETRIEVE, 'POST /v1/subscriptions/:id/resume'])
})

it.each([
  ['another user', { userId: 'user_bob' }, 'not_owned', 'subscriptionId'],
  ['an ID of another kind', { subscriptionId: 'in_1' }, 'invalid_input', 'subscriptionId'],
  ['an unknown ID', { subscriptionId: 'sub_nothing' }, 'not_found', 'subscriptionId'],
])('%s is refused, and the end stays planned', async (_, input, code, field) => {
  const world = createEmbedded()
  const { id: subscriptionId } = await subscribed(world, await linkedCustomer(world))
  await linkedCustomer(world, 'user_bob')
  await world.gateway.subscriptions.update(subscriptionId, { cancel_at_period_end: true })
  const attempt = world.run(resumeSubscription, { subscriptionId, userId, ...input })
  await expect(attempt).rejects.toMatchObject({ code, details: { field } })
  expect(world.stripe.get(subscriptionId)?.cancel_at_period_end).toBe(true)
})

it('one that has ended cannot go on: the error says what can', async () => {
  const world = createEmbedded()
  const { id: subscriptionId } = await subscribed(world, await linkedCustomer(world))
  await world.gateway.subscriptions.cancel(subscriptionId)
  await expect(world.run(resumeSubscription, { subscriptionId, userId })).rejects.toMatchObject({
    ...{ code: 'invalid_input', sentence: expect.stringContaining('createSubscription') },
  })
})
