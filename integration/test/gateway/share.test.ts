import { expect, it } from 'vitest'
import { toRequest } from '../../src/gateway/request'
import { share } from '../../src/gateway/share'
import { answerOf, type StripeAnswer, type StripeRequest } from '../../src/gateway/stage'

/** The stage over requests that are answered by hand. */
const create = () => {
  const waiting: Array<{ request: StripeRequest; answer(): void; fail(): void }> = []
  const send = share()(
    (request) =>
      new Promise<StripeAnswer>((resolve, reject) =>
        waiting.push({
          request,
          answer: () => resolve(answerOf(200, {}, '{"id":"a"}', { id: 'a' })),
          fail: () => reject(new Error('no')),
        })
      )
  )
  const request = (method: string, target: string, headers: Record<string, string> = {}) =>
    send(toRequest(method, 'https://api.stripe.com', target, { headers }))
  return { waiting, request }
}

it('identical reads under way are made once, and nobody can change what another one reads', async () => {
  const { waiting, request } = create()
  const both = [request('GET', '/v1/prices?limit=1'), request('GET', '/v1/prices?limit=1')]
  request('GET', '/v1/prices?limit=2')
  expect(waiting).toHaveLength(2)
  waiting[0]?.answer()
  const bodies = (await Promise.all(both)).map((answer) => answer.json())
  expect(bodies).toEqual([{ id: 'a' }, { id: 'a' }])
  expect(bodies[0]).not.toBe(bodies[1])
})

it('one object in two versions is read twice', () => {
  const { waiting, request } = create()
  for (const version of ['2026-10-28.endive', '2023-10-16']) {
    request('GET', '/v1/charges/ch_1', { 'Stripe-Version': version })
  }
  expect(waiting).toHaveLength(2)
})

it('a finished read is not remembered', async () => {
  const { waiting, request } = create()
  const first = request('GET', '/v1/prices')
  waiting[0]?.answer()
  await first
  request('GET', '/v1/prices')
  expect(waiting).toHaveLength(2)
})

it('a failed read fails for all that share it, and the next one is made', async () => {
  const { waiting, request } = create()
  const both = Promise.allSettled([request('GET', '/v1/prices'), request('GET', '/v1/prices')])
  waiting[0]?.fail()
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  request('GET', '/v1/prices')
  expect(waiting).toHaveLength(2)
})

it('a read that began before a change is not shared after it', async () => {
  const { waiting, request } = create()
  request('GET', '/v1/prices')
  const change = request('POST', '/v1/prices')
  waiting[1]?.answer()
  await change
  request('GET', '/v1/prices')
  expect(waiting.map((entry) => entry.request.method)).toEqual(['GET', 'POST', 'GET'])
})

it('changes are never shared', () => {
  const { waiting, request } = create()
  request('POST', '/v1/customers')
  request('POST', '/v1/customers')
  expect(waiting).toHaveLength(2)
})
