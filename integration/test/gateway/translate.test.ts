import { describe, expect, it } from 'vitest'
import { createCustomer } from '../../src/actions/create-customer'
import { listPaymentLinks } from '../../src/actions/list-payment-links'
import { retrieveCustomerById } from '../../src/actions/retrieve-customer-by-id'
import type { Logger } from '../../src/define/types'
import { catalogue, type ErrorCode, IntegrationError } from '../../src/errors'
import { declineSentence } from '../../src/gateway/declines'
import { translate } from '../../src/gateway/translate'
import { createTestClock } from '../support/clock'
import { createEmbedded, TEST_KEY } from '../support/embedded'

const silent = () => {
  const logged: string[] = []
  const logger = { error: (text: string) => logged.push(text) } as unknown as Logger
  return { logged, logger }
}

describe('every code of the catalogue', () => {
  it.each(Object.keys(catalogue) as ErrorCode[])(
    '%s reaches the bot with code, whether to try again, and who can fix it',
    (code) => {
      const error = translate(new IntegrationError(code, 'A sentence', { requestId: 'req_1' }), 'test', silent().logger)
      const { retryable, fix } = catalogue[code]
      const advice = retryable ? 'try again' : 'trying again will not help'
      expect(error.message).toBe(`A sentence. (${code}; ${advice}; req_1)`)
      expect(error.metadata).toEqual({ code, retryable, fix, requestId: 'req_1' })
      expect(error.code).toBe(400)
    }
  )
})

describe('what goes wrong at Stripe', () => {
  it('a declined card has a sentence for the customer and Stripe‘s codes', async () => {
    const world = createEmbedded()
    const input = { email: 'a@example.com', paymentMethodId: 'pm_card_visa_chargeDeclinedInsufficientFunds' }
    await expect(world.run(createCustomer, input)).rejects.toMatchObject({
      code: 'payment_declined',
      details: {
        ...{
          stripeCode: 'card_declined',
          declineCode: 'insufficient_funds',
          requestId: expect.stringMatching(/^req_/),
        },
        customerMessage: 'There is not enough money on this card. Please use another card.',
      },
    })
    expect(world.stripe.count('customer', 'test')).toBe(0)
  })

  it('a key that is revoked in the middle is a clear error, at once', async () => {
    const world = createEmbedded()
    await world.run(listPaymentLinks, {})
    world.stripe.revoke(TEST_KEY)
    await expect(world.run(listPaymentLinks, {})).rejects.toMatchObject({ code: 'key_refused' })
    expect(world.calls.at(-1)?.attempts).toHaveLength(1)
  })

  it('a missing object names its ID and nothing else', async () => {
    const world = createEmbedded()
    await expect(world.run(retrieveCustomerById, { id: 'cus_nothing' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('a mistake of ours is logged with its stack, and told without', () => {
    const { logged, logger } = silent()
    const error = translate(new TypeError('x of sk_test_fake_secret is not a function'), 'createCustomer', logger)
    expect(error.message).not.toContain('not a function')
    expect(logged.join()).toMatch(/^createCustomer: TypeError: x of \[key\] is not a function/)
  })
})

describe('the sentence for a customer', () => {
  it.each([
    'lost_card',
    'stolen_card',
    'fraudulent',
    'pickup_card',
    'merchant_blacklist',
    'generic_decline',
    'constructor',
    undefined,
  ])('stays vague for %s', (code) => {
    expect(declineSentence(code)).toBe('The payment was declined. Please use another card, or contact your bank.')
  })
})

describe('a clock that jumps', () => {
  it.each([-86_400_000, 86_400_000])('by %d ms in the middle of a call: the result, or a clear error', async (jump) => {
    const clock = createTestClock()
    const world = createEmbedded({ clock, gatewayClock: clock })
    world.stripe.faults.add({ fault: '503', times: 2 })
    const call = world.run(createCustomer, { email: 'a@example.com' }).then(
      () => 'created',
      ({ code }) => code
    )
    await new Promise((resolve) => setImmediate(resolve))
    clock.jump(jump)
    const outcome = await clock.drive(call)
    expect(['created', 'stripe_busy', 'stripe_outcome_unknown']).toContain(outcome)
    expect(world.stripe.count('customer', 'test')).toBe(outcome === 'created' ? 1 : 0)
    await expect(clock.drive(world.run(createCustomer, { email: 'b@example.com' }))).resolves.toMatchObject({
      customer: {},
    })
  })
})
