import { expect, it } from 'vitest'
import { callStripe } from '../../src/actions/call-stripe'
import { createEmbedded } from '../support/embedded'

const allowed = [
  'GET /v1/customers/*',
  'post /v1/customers',
  'GET /v1/balance',
  'POST /v1/webhook_endpoints',
  'GET /v1/prices/**',
]
const world = () => createEmbedded({ guardrails: { allowedRequests: allowed } })

it('makes a request that is allowed, through the gateway, in one call', async () => {
  const { run, requestsOf, stripe } = world()
  const calls = await requestsOf(async () => {
    const params = { email: 'a@example.com', metadata: { order: '42' } }
    const { result } = await run(callStripe, { method: 'POST', path: '/v1/customers', params })
    expect(stripe.get(String(result.id))).toMatchObject(params)
    const path = `/v1/customers/${result.id}`
    expect((await run(callStripe, { method: 'GET', path })).result).toMatchObject(params)
  })
  expect(calls).toEqual(['POST /v1/customers', 'GET /v1/customers/:id'])
})

it('writes the parameters of a read as Stripe reads them', async () => {
  const { run, gateway } = createEmbedded({ guardrails: { allowedRequests: ['GET /v1/customers'] } })
  const { id } = await gateway.customers.create({ email: 'ö+a@example.com' })
  await gateway.customers.create({ email: 'b@example.com' })
  const params = { email: 'ö+a@example.com', limit: 5, created: { gte: 1 }, expand: ['data.test_clock'] }
  const { result } = await run(callStripe, { method: 'GET', path: '/v1/customers', params })
  expect(result.data).toMatchObject([{ id }])
})

it('the same key makes one', async () => {
  const { run, stripe } = world()
  const input = { method: 'POST' as const, path: '/v1/customers', idempotencyKey: 'one' }
  const [first, second] = [await run(callStripe, input), await run(callStripe, input)]
  expect([first.result.id === second.result.id, stripe.count('customer', 'test')]).toEqual([true, 1])
})

it('tells no secret', async () => {
  const params = { url: 'https://example.com', enabled_events: ['charge.failed'] }
  const { result } = await world().run(callStripe, { method: 'POST', path: '/v1/webhook_endpoints', params })
  expect(result).toMatchObject({ object: 'webhook_endpoint' })
  expect(result).not.toHaveProperty('secret')
})

it.each<[object, string]>([
  [{ path: '/v1/payouts' }, 'not_allowed'],
  [{ path: '/v1/customers' }, 'not_allowed'],
  [{ path: '/v1/customers/cus_1/sources' }, 'not_allowed'],
  [{ path: '/v1/prices' }, 'not_allowed'],
  [{ method: 'DELETE', path: '/v1/customers/cus_1' }, 'not_allowed'],
  [{ path: '/v1/customers/../payouts' }, 'invalid_input'],
  [{ path: '/v1/customers/cus_1?expand=x' }, 'invalid_input'],
  [{ path: '/v1/customers/%2e%2e' }, 'invalid_input'],
  [{ path: 'https://example.com/v1/customers' }, 'invalid_input'],
  [{ path: '/v2/core/events' }, 'invalid_input'],
  [{ path: '/v1/prices/price_nothing' }, 'not_found'],
  [{ path: '/v1/balance', params: { nothing: 'x' } }, 'stripe_rejected'],
  [{ path: '/v1/balance', params: { note: '4242 4242 4242 4242' } }, 'card_number_refused'],
])('%j: %s', async (input, code) => {
  await expect(world().run(callStripe, { method: 'GET', path: '', ...input } as never)).rejects.toMatchObject({ code })
})

it('is off unless the configuration lists something', async () => {
  const { run, calls } = createEmbedded()
  await expect(run(callStripe, { method: 'GET', path: '/v1/balance' })).rejects.toMatchObject({ code: 'not_allowed' })
  expect(calls).toEqual([])
})
