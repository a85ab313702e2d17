import type Stripe from 'stripe'
import { expect, it } from 'vitest'
import { createGateway } from '../../src/gateway/index'
import { createInvocation } from '../../src/gateway/invocation'
import { overFetch } from '../../src/gateway/stage'
import { createTestClock } from '../support/clock'
import { scripted } from '../support/stripe'

const setUp = () => {
  const clock = createTestClock()
  const { transport, received } = scripted(clock, [{ after: 10 }])
  const { lend } = createGateway('sk_test_fake', {
    ...{ transport: overFetch(transport), clock, random: () => 0.5, observer: () => undefined },
  })
  /** Work as an invocation of its own. */
  const invoke = (scope: string, work: (stripe: Stripe) => Promise<unknown>) =>
    clock.drive(lend(createInvocation({ clock, scope, idempotencyKey: 'order-1' }), work))
  return { clock, received, invoke }
}

const twice = async (stripe: Stripe) => {
  await stripe.customers.create({ email: 'a@example.com' })
  await stripe.customers.create({ email: 'b@example.com' })
}

it('invocations at the same time share nothing: each has keys of its own', async () => {
  const { received, invoke } = setUp()
  await Promise.all(['one', 'two', 'three'].map((scope) => invoke(scope, twice)))
  const keys = received.map(({ key }) => key ?? '')
  expect([keys.length, new Set(keys).size]).toEqual([6, 6])
  expect(new Set(keys.map((key) => key.split(':')[0])).size).toBe(3)
})

it('a client is used again, as the next invocation', async () => {
  const { received, invoke } = setUp()
  const clients: Stripe[] = []
  for (const scope of ['one', 'two']) {
    await invoke(scope, async (stripe) => {
      clients.push(stripe)
      await twice(stripe)
    })
  }
  expect(clients[0]).toBe(clients[1])
  expect(new Set(received.map(({ key }) => key)).size).toBe(4)
})

it('what is still under way after a failure keeps its invocation', async () => {
  const { clock, received, invoke } = setUp()
  let late: Promise<unknown> = Promise.resolve()
  const failing = invoke('one', (stripe) => {
    late = clock.sleep(100).then(() => twice(stripe))
    return Promise.reject(new Error('no'))
  })
  await expect(failing).rejects.toThrow('no')
  await invoke('two', (stripe) => Promise.all([clock.sleep(200), twice(stripe), late]))
  const prefixes = received.map(({ key }) => key?.split(':')[0])
  expect(received).toHaveLength(4)
  expect(new Set(received.map(({ key }) => key)).size).toBe(4)
  expect(new Set(prefixes).size).toBe(2)
})
