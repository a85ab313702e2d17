import { createStripe, serveStripe } from '@botpress-stripe/sandbox-stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FaultSwitch, Figures, Session } from '../src/api'
import { type PlaygroundUnderTest, startPlayground } from './support/playground'

/** Stands in for the real Stripe: the playground knows nothing of it but its address. */
const stripe = createStripe()
let served: Awaited<ReturnType<typeof serveStripe>>
let playground: PlaygroundUnderTest

beforeAll(async () => {
  served = await serveStripe(stripe, { port: 0 })
  playground = await startPlayground({ stripeUrl: served.url }, { stripeKey: 'sk_test_fake_sandbox' })
})
afterAll(async () => {
  await playground?.close()
  await served?.close()
})

it('says that it is the test mode of an account, and with which key', async () => {
  const session = await playground.get<Session>('/api/session')
  expect(session).toMatchObject({ mode: { kind: 'test-mode', key: 'sk_test_…dbox' }, canSteer: false })
  expect(session.mode.stripeUrl).toBeUndefined()
})

it('knows the calls from the integration, and webhooks as they come in', async () => {
  const run = await playground.act('createCustomer', { email: 'customer@example.com' })
  expect(run).toMatchObject({ ok: true, calls: [{ operation: 'POST /v1/customers', status: 200 }] })
  await stripe.settled()
  const call = await playground.entry('kind=call', ({ causeId }) => causeId === run.entryId)
  expect(call).toMatchObject({ title: 'POST /v1/customers', ok: true, payload: run.calls[0] })
  expect(stripe.count('customer', 'test')).toBe(1)
  const charge = { id: 'ch_1', object: 'charge' }
  stripe.trigger('charge.failed', charge)
  await stripe.settled()
  expect(await playground.entry('kind=webhook', () => true)).toMatchObject({
    detail: expect.stringMatching(/^answered/),
  })
  playground.stack.current().figures.tick(0)
  const { samples } = await playground.get<Figures>('/api/figures')
  expect(samples.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(0)
})

it('offers only what can be done there', async () => {
  const faults = await playground.get<FaultSwitch[]>('/api/faults')
  expect(faults.map(({ name }) => name)).toEqual(['botpress-down'])
  for (const [method, path, body] of [
    ['POST', '/api/time', { seconds: 60 }],
    ['GET', '/api/objects/cus_1', undefined],
  ] as const) {
    const response = await playground.send(method, path, body)
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({ error: { code: 'not_available' } })
  }
})
