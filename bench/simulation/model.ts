import type { Clock } from '../../integration/src/clock'
import { createInvocation } from '../../integration/src/gateway/invocation'
import { type Limits, pace } from '../../integration/src/gateway/pace'
import { toRequest } from '../../integration/src/gateway/request'
import { retry } from '../../integration/src/gateway/retry'
import { answerOf, compose, type Send } from '../../integration/src/gateway/stage'
import type { Run } from '../../integration/src/shared/redis/connection'
import { paceTogether } from '../../integration/src/shared/redis/slots'
import { createSimulatedClock } from './clock'
import { simulatedStore } from './store'

/** How long a command to Redis takes, from the same region. Milliseconds. */
const REDIS_LATENCY = 1

/** Numbers that look random, and are the same each time. */
const createRandom = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Stripe with a sliding limit for the account; refused requests do not count. */
const stripeOf = (clock: Clock, perSecond: number, latencyMs: readonly [number, number], random: () => number) => {
  const seen = { answered: 0, refused: 0 }
  let taken: number[] = []
  const send: Send = async () => {
    const latency = latencyMs[0] + random() * (latencyMs[1] - latencyMs[0])
    await clock.sleep(latency * 0.3)
    const now = clock.now()
    taken = taken.filter((at) => at > now - 1000)
    const isRefused = taken.length >= perSecond
    if (isRefused) seen.refused++
    else {
      seen.answered++
      taken.push(now)
    }
    await clock.sleep(latency * (isRefused ? 0.1 : 0.7))
    return isRefused
      ? answerOf(429, { 'stripe-rate-limited-reason': 'global-rate' }, '{}', {})
      : answerOf(200, {}, '{}', {})
  }
  return { send, seen }
}

export interface World {
  clock: Clock
  random: () => number
  drive<T>(work: Promise<T>): Promise<T>
  /** A process that has just started. */
  start(): { call(): Promise<boolean> }
  seen: { answered: number; refused: number }
}

/** Instances in simulated time, with the real stages `retry` and `pace`, and that of Redis. */
export const createWorld = (
  limits: Limits,
  withRedis: boolean,
  latencyMs: readonly [number, number],
  seed: number
): World => {
  const { clock, drive } = createSimulatedClock()
  const random = createRandom(seed)
  const { send, seen } = stripeOf(clock, limits.account, latencyMs, random)
  const run: Run = simulatedStore(clock, REDIS_LATENCY)
  let started = 0
  const start = () => {
    const me = `instance-${started++}`
    const together = paceTogether('simulated', limits, { run, clock, random, me, sayOnce: () => undefined })
    const stages = [retry(clock, random), pace(clock, limits), ...(withRedis ? [together] : [])]
    const through = compose(stages, send)
    return {
      /** One action with one call to Stripe. Resolves whether it succeeded. */
      call: async (): Promise<boolean> => {
        const invocation = createInvocation({ clock, scope: me })
        const request = toRequest('POST', 'https://api.stripe.com', '/v1/customers', { invocation })
        return through(request).then(
          ({ status }) => status === 200,
          () => false
        )
      },
    }
  }
  return { clock, random, drive, start, seen }
}
