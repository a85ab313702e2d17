import { DEFAULT_KEYS } from '@botpress-stripe/sandbox-stripe'
import RealStripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGateway } from '../../integration/src/gateway/index'
import { createInvocation } from '../../integration/src/gateway/invocation'
import { overFetch } from '../../integration/src/gateway/stage'
import { toIntegrationError } from '../../integration/src/gateway/translate'
import { createTestClock } from '../../integration/test/support/clock'
import { errorBody, type Scripted, scripted } from '../../integration/test/support/stripe'
import { slim } from './support/slim'
import { createWorld, testKey, type World } from './support/world'

const parts = { createGateway, createInvocation, toIntegrationError, Stripe: RealStripe }
let inBundle: typeof parts
beforeAll(async () => {
  inBundle = await slim(
    `export { createGateway } from './src/gateway/index'
    export { createInvocation } from './src/gateway/invocation'
    export { toIntegrationError } from './src/gateway/translate'
    export { default as Stripe } from 'stripe'`
  )
})

/** What becomes of an answer of Stripe's: the class of the SDK's error, and what the bot is told. */
const outcomeOf = async (from: typeof parts, answer: Scripted) => {
  const clock = createTestClock()
  const { transport } = scripted(clock, [answer])
  const options = { transport: overFetch(transport), clock, random: () => 0.5, observer: () => undefined }
  const invocation = from.createInvocation({ clock, scope: 'test' })
  const call = from.createGateway('sk_test_fake', options).client(invocation).customers.retrieve('cus_1')
  const error: unknown = await clock.drive(call.catch((error) => error))
  const { code, sentence, details } = from.toIntegrationError(error)
  const { cause: _, ...facts } = details
  return { type: Object(error).type, code, sentence, facts }
}

const once = { 'stripe-should-retry': 'false', 'request-id': 'req_1' }

describe("every class of the SDK's errors, in the bundle", () => {
  it.each<[string, string, Scripted]>([
    ['StripeAuthenticationError', 'key_refused', { status: 401, body: errorBody('api_key_expired') }],
    ['StripePermissionError', 'permission_missing', { status: 403, body: errorBody('more_permissions_required') }],
    [
      ...(['StripeCardError', 'payment_declined'] as const),
      { status: 402, body: { error: { type: 'card_error', code: 'card_declined', decline_code: 'lost_card' } } },
    ],
    ['StripeRateLimitError', 'stripe_busy', { status: 429, headers: once, body: errorBody('rate_limit') }],
    [
      ...(['StripeIdempotencyError', 'idempotency_mismatch'] as const),
      { status: 400, body: errorBody('idempotency_key_in_use', 'idempotency_error') },
    ],
    ['StripeInvalidRequestError', 'not_found', { status: 404, body: errorBody('resource_missing') }],
    ['StripeInvalidRequestError', 'stripe_rejected', { status: 400, body: errorBody('parameter_invalid') }],
    ['StripeAPIError', 'stripe_unavailable', { status: 500, headers: once, body: errorBody('x', 'api_error') }],
    ['StripeConnectionError', 'stripe_unavailable', { error: 'ECONNRESET' }],
    ['StripeConnectionError', 'stripe_busy', { status: 429, body: errorBody('rate_limit') }],
  ])('%s becomes %s', async (type, code, answer) => {
    const outcome = await outcomeOf(inBundle, answer)
    expect(outcome).toMatchObject({ type, code })
    expect(outcome).toEqual(await outcomeOf(parts, answer))
  })
})

describe('webhooks, in the bundle', () => {
  const payload = '{"id":"evt_1","object":"event","type":"charge.failed"}'
  const secret = 'whsec_fake'

  it('constructEvent takes what Stripe signed, and nothing else', () => {
    const { webhooks, errors } = inBundle.Stripe
    const header = RealStripe.webhooks.generateTestHeaderString({ payload, secret })
    expect(webhooks.constructEvent(payload, header, secret)).toMatchObject({ id: 'evt_1' })
    for (const [body, key] of [
      [`${payload} `, secret],
      [payload, 'whsec_fake_other'],
    ]) {
      const refused = () => webhooks.constructEvent(body ?? '', header, key ?? '')
      expect(refused).toThrow(errors.StripeSignatureVerificationError)
      expect(refused).toThrow(expect.objectContaining({ type: 'StripeSignatureVerificationError' }))
    }
  })
})

describe('the bundle in its process', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
  })
  afterAll(() => world.close())

  const call = async (type: string, input: unknown) => {
    const { status, body } = await world.botpress.callOperation('action_triggered', { type, input })
    return { status, code: Object(Object(body).metadata).code }
  }

  it('tells apart what Stripe refuses', async () => {
    await world.botpress.install({ apiKey: testKey() })
    const refused = (code: string) => ({ status: 400, code })
    const declined = { email: 'a@example.com', paymentMethodId: 'pm_card_visa_chargeDeclinedInsufficientFunds' }
    expect(await call('createCustomer', declined)).toEqual(refused('payment_declined'))
    expect(await call('retrieveCustomerById', { id: 'cus_nothing' })).toEqual(refused('not_found'))
    const keyed = { idempotencyKey: 'order-1' }
    expect(await call('createCustomer', { email: 'a@example.com', ...keyed })).toMatchObject({ status: 200 })
    expect(await call('createCustomer', { email: 'b@example.com', ...keyed })).toEqual(refused('idempotency_mismatch'))
    const restricted = DEFAULT_KEYS.find(({ key }) => key.startsWith('rk_test_'))?.key ?? ''
    await world.botpress.install({ apiKey: restricted })
    expect(await call('getPaymentStatus', { id: 'pi_1' })).toEqual(refused('permission_missing'))
    world.stripe.revoke(restricted)
    expect(await call('listPaymentLinks', {})).toEqual(refused('key_refused'))
  })

  it('refuses events that Stripe did not sign, and takes those that it did', async () => {
    await world.botpress.install({ apiKey: testKey() })
    const forged = RealStripe.webhooks.generateTestHeaderString({ payload: '{}', secret: 'whsec_fake' })
    const post = { method: 'POST', body: '{}', headers: { 'stripe-signature': forged } }
    expect(await world.botpress.webhook(post)).toMatchObject({ status: 400, body: 'Refused: wrong signature.' })
    expect(world.botpress.events).toEqual([])

    const event = { id: 'evt_1', object: 'event', type: 'charge.failed', livemode: false }
    const object = { id: 'ch_1', object: 'charge', failure_code: 'card_declined' }
    const payload = JSON.stringify({ ...event, created: Math.floor(Date.now() / 1000), data: { object } })
    const { endpoints } = world.botpress.states.find(({ name }) => name === 'webhookEndpoints')?.payload ?? {}
    const secret = String(
      Object.values(Object(endpoints))
        .map((endpoint) => Object(endpoint).secret)
        .at(-1)
    )
    const header = RealStripe.webhooks.generateTestHeaderString({ payload, secret })
    const signed = { method: 'POST', body: payload, headers: { 'stripe-signature': header } }
    expect(await world.botpress.webhook(signed)).toMatchObject({ status: 200, body: 'Delivered.' })
    expect(world.botpress.events).toMatchObject([{ type: 'chargeFailed', payload: { data: { object } } }])
  })
})
