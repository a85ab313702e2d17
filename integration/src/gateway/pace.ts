import type { Clock } from '../clock'
import { busy, remaining } from './budget'
import type { Invocation } from './invocation'
import { createPool, cut, free, nextFree, type Pool, take } from './pool'
import type { Stage, StripeAnswer, StripeRequest } from './stage'

/** Requests a second. @see docs.stripe.com/rate-limits */
export interface Limits {
  account: number
  endpoint: number
  search: number
}

/** What Stripe allows an account in the mode of its key. */
export const limitsFor = (livemode: boolean): Limits => ({ account: livemode ? 100 : 25, endpoint: 25, search: 20 })

interface Waiter {
  pools: Pool[]
  invocation: Invocation | undefined
  go(): void
  refuse(error: Error): void
}

/**
 * Holds requests back so that Stripe's limits are kept: the account's, each endpoint's and that of search.
 *
 * A slot is taken when a request is sent and is free again one second after its answer. So no second, however the
 * limiter cuts time into windows, sees more requests than there are slots; a fixed pace between requests would either
 * waste capacity or meet in one window. When 429s show that others share the account, slots are given up, and taken
 * back little by little. Invocations take turns, so that a long list does not starve a payment.
 */
export const createPacer = (clock: Clock, limits: Limits) => {
  const account = createPool(limits.account)
  const search = createPool(limits.search)
  const endpoints = new Map<string, Pool>()
  /** One queue per invocation; a Map keeps them in the order of their turns. */
  const queues = new Map<unknown, Waiter[]>()
  let cancelAlarm: () => void = () => undefined

  const poolsOf = ({ operation, search: isSearch }: StripeRequest): Pool[] => {
    if (isSearch) return [account, search]
    const pool = endpoints.get(operation) ?? createPool(limits.endpoint)
    endpoints.set(operation, pool)
    return [account, pool]
  }

  const waiting = (pool: Pool): number => {
    let count = 0
    for (const queue of queues.values()) for (const waiter of queue) if (waiter.pools.includes(pool)) count++
    return count
  }

  /** Lets every request go that may, one invocation after the other. */
  const drain = (): void => {
    const now = clock.now()
    refuseLate(now)
    for (let progress = true; progress; ) {
      progress = false
      for (const [turn, queue] of [...queues]) {
        const index = queue.findIndex(({ pools }) => pools.every((pool) => free(pool, now)))
        if (index < 0) continue
        const [waiter] = queue.splice(index, 1)
        queues.delete(turn)
        if (queue.length > 0) queues.set(turn, queue)
        for (const pool of waiter?.pools ?? []) take(pool)
        waiter?.go()
        progress = true
      }
    }
    setAlarm(now)
  }

  const refuseLate = (now: number): void => {
    for (const [turn, queue] of [...queues]) {
      const late = queue.filter(({ invocation }) => invocation !== undefined && invocation.deadline <= now)
      for (const waiter of late) waiter.refuse(busy(1000))
      const rest = queue.filter((waiter) => !late.includes(waiter))
      if (rest.length === 0) queues.delete(turn)
      else if (late.length > 0) queues.set(turn, rest)
    }
  }

  /** Wakes up when the next slot is free, or the next waiter's time is up. No timer runs while nobody waits. */
  const setAlarm = (now: number): void => {
    cancelAlarm()
    const waiters = [...queues.values()].flat()
    if (waiters.length === 0) return
    const times = waiters.flatMap(({ pools, invocation }) => [
      Math.max(...pools.map((pool) => nextFree(pool, now))),
      invocation?.deadline ?? Number.POSITIVE_INFINITY,
    ])
    const next = Math.min(...times)
    if (next === Number.POSITIVE_INFINITY) return
    cancelAlarm = clock.after(Math.max(1, next - now), drain)
  }

  return {
    /**
     * Resolves when the request may be sent; the caller must then call `release`.
     * @throws {IntegrationError} stripe_busy when its turn cannot come within the invocation's time
     */
    acquire: (request: StripeRequest): Promise<Pool[]> => {
      const { invocation } = request
      const pools = poolsOf(request)
      const now = clock.now()
      if (queues.size === 0 && pools.every((pool) => free(pool, now))) {
        for (const pool of pools) take(pool)
        return Promise.resolve(pools)
      }
      const wait = Math.max(...pools.map((pool) => (waiting(pool) / pool.share) * 1000))
      if (wait > remaining(invocation, clock)) return Promise.reject(busy(wait))
      return new Promise((resolve, reject) => {
        const turn = invocation ?? Symbol('alone')
        const waiter: Waiter = { pools, invocation, go: () => resolve(pools), refuse: reject }
        queues.set(turn, [...(queues.get(turn) ?? []), waiter])
        drain()
      })
    },
    /** The answer has come: its slots are free in one second. `refused`: the pool whose limit Stripe says was met. */
    release: (pools: Pool[], refused: Pool | undefined): void => {
      const now = clock.now()
      if (refused) cut(refused, now)
      for (const pool of pools) {
        pool.underWay--
        pool.cooling.push(now + 1000)
      }
      if (queues.size > 0) drain()
    },
  }
}

/**
 * The pool that a 429 speaks of, if it is the limiter's: a lock time-out is none, and Stripe asks to try that again.
 * @see docs.stripe.com/rate-limits (Stripe-Rate-Limited-Reason)
 */
export const refusedBy = <Of>({ status, headers }: StripeAnswer, pools: readonly Of[]): Of | undefined => {
  if (status !== 429) return undefined
  const reason = headers['stripe-rate-limited-reason']
  if (reason === 'resource-specific') return undefined
  if (reason) return reason.startsWith('endpoint') ? pools[1] : pools[0]
  return headers['stripe-should-retry'] === 'true' ? undefined : pools[0]
}

/** The innermost stage: each attempt waits for its slot. */
export const pace = (clock: Clock, limits: Limits): Stage => {
  const pacer = createPacer(clock, limits)
  return (next) => async (request, cutoff) => {
    const askedAt = clock.now()
    const pools = await pacer.acquire(request)
    if (request.record) request.record.paced += clock.now() - askedAt
    let refused: Pool | undefined
    try {
      const answer = await next(request, cutoff)
      refused = refusedBy(answer, pools)
      return answer
    } finally {
      pacer.release(pools, refused)
    }
  }
}
