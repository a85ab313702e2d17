import { createLimits } from '@botpress-stripe/sandbox-stripe/traffic/limits'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Clock, systemClock } from '../../integration/src/clock'
import type { Limits } from '../../integration/src/gateway/pace'
import { toRequest } from '../../integration/src/gateway/request'
import { answerOf, type Send } from '../../integration/src/gateway/stage'
import { ClaimRefused } from '../../integration/src/shared/index'
import { createRedis } from '../../integration/src/shared/redis/index'
import { hasRedis, type RedisServer, startRedis } from './support/redis'

/** Time goes on by itself, and jumps where somebody would sleep. */
const impatientClock = (): Clock => {
  let skipped = 0
  return {
    now: () => Date.now() + skipped,
    after: systemClock.after,
    sleep: async (ms) => {
      skipped += ms
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

describe.runIf(hasRedis)('with a Redis', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.close())

  const instance = (clock: Clock) => createRedis(redis.url, { clock, random: Math.random, say: () => undefined })

  describe('a claim', () => {
    it('is refused while another instance has it, and done for good once it is finished', async () => {
      const [one, other] = [instance(impatientClock()).claims('a'), instance(impatientClock()).claims('a')]
      const claim = await one(['x', 'y'])
      expect([claim.done, claim.inDoubt]).toEqual([[], false])
      await expect(other(['y'])).rejects.toThrow(ClaimRefused)
      await claim.finish('x')
      await claim.finish('y')
      expect((await other(['x', 'y', 'z'])).done).toEqual(['x', 'y'])
    })

    it('that was given up can be had at once, and is in doubt', async () => {
      const [one, other] = [instance(impatientClock()).claims('b'), instance(impatientClock()).claims('b')]
      const claim = await one(['x', 'y'])
      await claim.finish('x')
      await claim.giveUp()
      const { done, inDoubt } = await other(['x', 'y'])
      expect({ done, inDoubt }).toEqual({ done: ['x'], inDoubt: true })
    })

    it('of a process that ended runs out, and is in doubt', async () => {
      const [one, other] = [instance(impatientClock()).claims('c'), instance(impatientClock()).claims('c')]
      await one(['ended'])
      await redis.ask(async (client) => {
        const [key = ''] = await client.keys('*:ended')
        const value = (await client.get(key)) ?? ''
        // Its time is over.
        await client.set(key, value.replace(/^\d+/, '1'), 'KEEPTTL')
      })
      expect((await other(['ended'])).inDoubt).toBe(true)
    })

    it('of another installation is another one', async () => {
      const clock = impatientClock()
      await instance(clock).claims('d')(['x'])
      expect((await instance(clock).claims('e')(['x'])).done).toEqual([])
    })
  })

  it('a lease goes to whoever has waited the longest', async () => {
    const order: string[] = []
    const limits = { account: 1, endpoint: 1, search: 1 }
    const names = ['first', 'second', 'third']
    const leases = names.map(() => instance(systemClock).account('sk_test_fake_lease', limits).lease)
    let finish: () => void = () => undefined
    const held = leases[0]?.('cus_1', undefined, () => new Promise<void>((resolve) => (finish = resolve)))
    const waiting: Array<Promise<unknown> | undefined> = []
    for (const index of [1, 2]) {
      waiting.push(leases[index]?.('cus_1', undefined, async () => void order.push(names[index] ?? '')))
      let line = 0
      while (line < index)
        line = await redis.ask(async (client) => client.zcard((await client.keys('*:line'))[0] ?? ''))
    }
    expect(order).toEqual([])
    finish()
    await Promise.all([held, ...waiting])
    expect(order).toEqual(['second', 'third'])
  })

  describe.each<[string, string, Limits, number]>([
    ['an endpoint', '/v1/customers', { account: 100, endpoint: 5, search: 100 }, 14],
    ['search', '/v1/customers/search', { account: 100, endpoint: 100, search: 4 }, 11],
    ['the account', '/v1/customers', { account: 6, endpoint: 100, search: 100 }, 16],
  ])('the limit of %s', (_, path, limits, calls) => {
    it('is kept by two instances together', async () => {
      const judge = createLimits({ ...limits, window: 'sliding' }, systemClock, 0)
      let refused = 0
      const send: Send = async ({ operation }) => {
        try {
          judge.check(operation)
          return answerOf(200, {}, '{}', {})
        } catch {
          refused++
          return answerOf(429, {}, '{}', {})
        }
      }
      const key = `sk_test_fake_${path}_${limits.account}`
      const paces = [0, 1].map(() => instance(systemClock).account(key, limits).pace?.(send))
      const request = () => toRequest(path.endsWith('search') ? 'GET' : 'POST', 'http://127.0.0.1', path)
      const all = Array.from({ length: calls }, (_, index) => paces[index % 2]?.(request()))
      expect((await Promise.all(all)).map((answer) => answer?.status)).toEqual(Array(calls).fill(200))
      expect(refused).toBe(0)
    })
  })

  it('keys hold no secret, no ID and no e-mail address, and expire', async () => {
    await redis.ask(async (client) => {
      const keys = await client.keys('*')
      expect(keys.length).toBeGreaterThan(5)
      for (const key of keys) {
        expect(key).toMatch(/^bp-stripe:\{[\w-]{16}\}:(pace|lease|event):/)
        expect(key).not.toMatch(/sk_test|cus_1/)
        expect(await client.pttl(key), key).toBeGreaterThan(0)
      }
    })
  })
})
