import { describe, expect, it } from 'vitest'
import { createInvocation } from '../../src/gateway/invocation'
import { toRequest } from '../../src/gateway/request'
import { objectsOf, serialize } from '../../src/gateway/serialize'
import { answerOf, type StripeRequest } from '../../src/gateway/stage'
import { createTestClock } from '../support/clock'

const ask = (method: string, path: string, body = ''): StripeRequest =>
  toRequest(method, 'https://api.stripe.com', `/v1${path}`, { body })
const post = (path: string, body = '') => ask('POST', path, body)

describe('objectsOf', () => {
  it.each<[StripeRequest, string[]]>([
    [post('/customers/cus_1'), ['cus_1']],
    [post('/customers'), []],
    [post('/subscriptions', 'customer=cus_2&items[0][price]=price_1'), ['cus_2']],
    [post('/invoices/in_1/pay', 'payment_method=pm_1'), ['in_1']],
    [post('/refunds', 'payment_intent=pi_1&charge=ch_1'), ['ch_1', 'pi_1']],
    [post('/checkout/sessions/cs_1/expire'), ['cs_1']],
    [post('/checkout/sessions', 'customer=cus_1'), ['cus_1']],
    [ask('GET', '/customers/cus_1'), []],
    [ask('DELETE', '/customers/cus_1'), ['cus_1']],
  ])('$operation', (request, objects) => expect(objectsOf(request)).toEqual(objects))
})

describe('serialize', () => {
  const setUp = (ms: number, fails = false) => {
    const clock = createTestClock(0)
    const busy = new Map<string, number>()
    const trace: string[] = []
    let overlaps = 0
    const send = serialize(clock)(async (request) => {
      const objects = objectsOf(request)
      for (const object of objects) {
        if (busy.get(object)) overlaps++
        busy.set(object, 1)
      }
      await clock.sleep(ms)
      for (const object of objects) busy.delete(object)
      trace.push(`${objects.join('+')}@${clock.now()}`)
      if (fails) throw new Error('broken')
      return answerOf(200, {}, '{}', {})
    })
    return { clock, send, trace, overlaps: () => overlaps }
  }

  it('runs mutations of one object in order, of others in parallel', async () => {
    const { clock, send, trace, overlaps } = setUp(100)
    await clock.drive(
      Promise.all([
        send(post('/customers/cus_1')),
        send(post('/customers/cus_1')),
        send(post('/customers/cus_2')),
        send(post('/subscriptions', 'customer=cus_1')),
        send(post('/customers')),
      ])
    )
    expect(trace).toEqual(['@100', 'cus_1@100', 'cus_2@100', 'cus_1@200', 'cus_1@300'])
    expect(overlaps()).toBe(0)
  })

  it('takes several objects without a deadlock', async () => {
    const { clock, send, overlaps, trace } = setUp(10)
    await clock.drive(
      Promise.all([
        send(post('/refunds', 'charge=ch_1&payment_intent=pi_1')),
        send(post('/refunds', 'payment_intent=pi_1&charge=ch_1')),
        send(post('/payment_intents/pi_1/cancel')),
      ])
    )
    expect([overlaps(), trace.length]).toEqual([0, 3])
  })

  it('goes on after a failure', async () => {
    const { clock, send, trace } = setUp(10, true)
    const sent = [send(post('/customers/cus_1')), send(post('/customers/cus_1'))]
    const results = await clock.drive(Promise.allSettled(sent))
    expect([results.map(({ status }) => status), trace.length]).toEqual([['rejected', 'rejected'], 2])
  })

  it('answers stripe_busy when its turn does not come in time, and then does nothing', async () => {
    const { clock, send, trace } = setUp(1000)
    const inTime = (budget: number) =>
      send({ ...post('/customers/cus_1'), invocation: createInvocation({ clock, budget, scope: 'test' }) })
    const [first, second] = await clock.drive(Promise.allSettled([inTime(5000), inTime(500)]))
    expect(first?.status).toBe('fulfilled')
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'stripe_busy' } })
    await clock.drive(clock.sleep(5000))
    expect(trace).toEqual(['cus_1@1000'])
  })
})
