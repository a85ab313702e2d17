import { describe, expect, it } from 'vitest'
import { createInvocation } from '../../src/gateway/invocation'
import { toRequest } from '../../src/gateway/request'
import { retry } from '../../src/gateway/retry'
import { overFetch } from '../../src/gateway/stage'
import { createTestClock } from '../support/clock'
import { errorBody, type Scripted, scripted } from '../support/stripe'

const request = toRequest('POST', 'https://api.stripe.com', '/v1/customers')

/** Runs one call through the stage alone. The random number is 1, so that delays are at their bound. */
const call = async (script: Scripted[], budget = 45_000) => {
  const clock = createTestClock(0)
  const { transport, received } = scripted(clock, script)
  const send = retry(clock, () => 1)(overFetch(transport))
  const invocation = createInvocation({ clock, budget, scope: 'test' })
  const result = await clock.drive(send({ ...request, invocation })).then(
    ({ status }) => status,
    (error: { code: string; details: object }) => error
  )
  return { result, times: received.map(({ at }) => at), clock }
}

const ok: Scripted = {}

describe('retry', () => {
  it.each<[string, Scripted]>([
    [
      'the limiter',
      { status: 429, headers: { 'stripe-rate-limited-reason': 'global-rate' }, body: errorBody('rate_limit') },
    ],
    ['the limiter without a reason', { status: 429, body: errorBody('rate_limit') }],
    ['a lock', { status: 429, headers: { 'stripe-should-retry': 'true' }, body: errorBody('lock_timeout') }],
    ['a key in use', { status: 409, body: errorBody('idempotency_key_in_use') }],
    ['500', { status: 500, body: errorBody('', 'api_error') }],
    ['503', { status: 503, body: errorBody('', 'api_error') }],
    ['a reset connection', { error: 'ECONNRESET' }],
    ['a refused connection', { error: 'ECONNREFUSED' }],
    ['a reply that breaks off', { text: '{"id": "cus_' }],
    ['a reply in HTML', { status: 502, text: '<html>Bad gateway</html>' }],
    ['HTML with status 200', { text: '<html>' }],
    ['an empty reply', { text: '' }],
    ['Stripe-Should-Retry: true', { status: 400, headers: { 'stripe-should-retry': 'true' }, body: errorBody('x') }],
  ])('tries again after %s, with growing delays', async (_, failure) => {
    expect(await call([failure, failure, failure, ok])).toMatchObject({ result: 200, times: [0, 250, 750, 1750] })
  })

  it.each<[string, Scripted]>([
    ['a declined card', { status: 402, body: errorBody('card_declined', 'card_error') }],
    ['a bad request', { status: 400, body: errorBody('parameter_missing') }],
    ['a wrong key', { status: 401, body: errorBody('') }],
    ['a missing permission', { status: 403, body: errorBody('') }],
    ['a missing object', { status: 404, body: errorBody('resource_missing') }],
    ['another conflict', { status: 409, body: errorBody('conflict') }],
    ['Stripe-Should-Retry: false', { status: 500, headers: { 'stripe-should-retry': 'false' }, body: errorBody('') }],
    ['a replayed 500', { status: 500, headers: { 'idempotent-replayed': 'true' }, body: errorBody('') }],
  ])('does not try again after %s', async (_, failure) => {
    expect(await call([failure, ok])).toMatchObject({ result: failure.status, times: [0] })
  })

  it('gives up a try that hangs after 12 s, and tries again', async () => {
    expect(await call([{ hang: true }, ok])).toMatchObject({ result: 200, times: [0, 12_250] })
  })

  it.each([
    ['in seconds', '7', 7000],
    ['as a date', new Date(9000).toUTCString(), 9000],
  ])('honours Retry-After %s', async (_, value, at) => {
    const refused = { status: 429, headers: { 'retry-after': value }, body: errorBody('rate_limit') }
    expect(await call([refused, ok])).toMatchObject({ result: 200, times: [0, at] })
  })

  it('ends within the budget: stripe_busy with the seconds to wait', async () => {
    const refused = { status: 429, body: errorBody('rate_limit') }
    const { result, times, clock } = await call([refused], 10_000)
    expect(result).toMatchObject({ code: 'stripe_busy', details: { retryAfterSeconds: 5 } })
    expect(times).toEqual([0, 250, 750, 1750, 3750, 7750])
    expect(clock.now()).toBeLessThan(10_000)
  })

  it('ends within the budget: stripe_unavailable for a connection that never works', async () => {
    const { result, clock } = await call([{ error: 'ECONNRESET' }], 10_000)
    expect(result).toMatchObject({ code: 'stripe_unavailable' })
    expect(Object.keys(result)).not.toContain('ECONNRESET')
    expect(clock.now()).toBeLessThan(10_000)
  })

  it('ends within the budget: a try that hangs is cut off by it', async () => {
    const { result, clock } = await call([{ hang: true }], 10_000)
    expect(result).toMatchObject({ code: 'stripe_unavailable' })
    expect(clock.now()).toBeLessThanOrEqual(10_000)
  })

  it('spreads callers out: full jitter', async () => {
    const clock = createTestClock(0)
    const { transport, received } = scripted(clock, [{ status: 500, body: errorBody('') }, ok])
    const send = retry(clock, () => 0.1)(overFetch(transport))
    await clock.drive(send({ ...request, invocation: createInvocation({ clock, scope: 'test' }) }))
    expect(received.map(({ at }) => at)).toEqual([0, 25])
  })
})
