import { describe, expect, it } from 'vitest'
import type { Clock } from '../../src/clock'
import type { Fetch } from '../../src/gateway/fetch'
import { createInvocation, type Invocation } from '../../src/gateway/invocation'
import { pace } from '../../src/gateway/pace'
import { toRequest } from '../../src/gateway/request'
import { overFetch, type StripeRequest } from '../../src/gateway/stage'
import { createTestClock } from '../support/clock'

const LIMIT = 25
const limits = { account: LIMIT, endpoint: LIMIT, search: 20 }

/** How limiters count; Stripe does not say which way it does. */
const limiters: Record<string, (clock: Clock) => () => boolean> = {
  'fixed windows': (clock) => {
    let [window, count] = [0, 0]
    return () => {
      const current = Math.floor((clock.now() + 370) / 1000)
      if (current !== window) [window, count] = [current, 0]
      return ++count <= LIMIT
    }
  },
  'a sliding window': (clock) => {
    let taken: number[] = []
    return () => {
      taken = taken.filter((at) => at > clock.now() - 1000)
      if (taken.length >= LIMIT) return false
      taken.push(clock.now())
      return true
    }
  },
  'a token bucket': (clock) => {
    let [tokens, at] = [LIMIT, clock.now()]
    return () => {
      tokens = Math.min(LIMIT, tokens + ((clock.now() - at) / 1000) * LIMIT)
      at = clock.now()
      if (tokens < 1) return false
      tokens--
      return true
    }
  },
}

const setUp = (limiter: (clock: Clock) => () => boolean) => {
  const clock = createTestClock(0)
  const take = limiter(clock)
  const seen: string[] = []
  let refused = 0
  let random = 1
  const transport: Fetch = async (input) => {
    random = (random * 48_271) % 2_147_483_647
    await clock.sleep(5)
    const admitted = take()
    if (!admitted) refused++
    seen.push(`${new URL(String(input)).pathname}@${clock.now()}`)
    await clock.sleep(15 + (random % 60))
    return new Response('{}', {
      status: admitted ? 200 : 429,
      headers: admitted ? {} : { 'stripe-rate-limited-reason': 'global-rate' },
    })
  }
  const send = pace(clock, limits)(overFetch(transport))
  return { clock, send, take, seen, refused: () => refused }
}

const ask = (method: string, path: string, invocation?: Invocation): StripeRequest =>
  toRequest(method, 'https://api.stripe.com', `/v1${path}`, { invocation })

describe('pace', () => {
  it.each(Object.entries(limiters))('never meets a limit alone: %s', async (_, limiter) => {
    const { clock, send, refused } = setUp(limiter)
    await clock.drive(Promise.all(Array.from({ length: 300 }, () => send(ask('POST', '/customers')))))
    expect(refused()).toBe(0)
    // 300 requests in 12 bursts, each a second and a round trip after the one before.
    expect(clock.now()).toBeLessThan(12_500)
  })

  it.each(Object.entries(limiters))('leaves room to others, and uses what is left: %s', async (_, limiter) => {
    const { clock, send, take } = setUp(limiter)
    const seconds = 40
    let mine = 0
    const until = (end: number, work: () => Promise<void>) =>
      (async () => {
        while (clock.now() < end) await work()
      })()
    const other = until(seconds * 1000, async () => {
      take()
      await clock.sleep(80)
    })
    const callers = Array.from({ length: 30 }, () =>
      until(seconds * 1000, async () => {
        const response = await send(ask('POST', '/customers', createInvocation({ clock, scope: 'test' })))
        if (response.status < 400 && clock.now() > 5000) mine++
      })
    )
    await clock.drive(Promise.all([other, ...callers]))
    expect(mine / (seconds - 5)).toBeGreaterThan(12.5 * 0.7)
  })

  it('keeps the limits of search and of each endpoint', async () => {
    const { clock, send, seen } = setUp(() => () => true)
    const search = Array.from({ length: 60 }, () => send(ask('GET', '/customers/search?query=x')))
    await clock.drive(Promise.all(search))
    const times = seen.map((entry) => Number(entry.split('@')[1]))
    for (const at of times)
      expect(times.filter((other) => other >= at && other < at + 1000).length).toBeLessThanOrEqual(20)
  })

  it('is fair: a payment does not wait for a long list', async () => {
    const { clock, send, seen } = setUp(() => () => true)
    const lists = createInvocation({ clock, scope: 'list' })
    const list = Array.from({ length: 200 }, (_, page) => send(ask('GET', `/prices/price_${page}`, lists)))
    const payment = send(ask('POST', '/payment_links', createInvocation({ clock, scope: 'payment' })))
    await clock.drive(Promise.all([...list, payment]))
    expect(seen.findIndex((entry) => entry.startsWith('/v1/payment_links'))).toBeLessThan(2 * LIMIT)
  })

  it('refuses at once what cannot be done in time', async () => {
    const { clock, send, seen } = setUp(() => () => true)
    const inTime = () => send(ask('GET', '/customers', createInvocation({ clock, budget: 5000, scope: 'x' })))
    const results = await clock.drive(Promise.allSettled(Array.from({ length: 300 }, inTime)))
    const refused = results.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(150)
    expect(seen.length).toBe(300 - refused.length)
    for (const result of refused) expect(result).toMatchObject({ reason: { code: 'stripe_busy' } })
    expect(clock.now()).toBeLessThan(7000)
  })
})
