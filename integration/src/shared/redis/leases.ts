import type { Clock } from '../../clock'
import { remaining } from '../../gateway/budget'
import type { Lease } from '../index'
import { hashed, type Tools } from './tools'

/** How long a lease lasts unless it is extended, and how often it is. Milliseconds. */
const LASTS = 6_000
const EXTENDED_EVERY = 2_000
/** Between two looks whether it is one's turn. Milliseconds. */
const SHORTEST_WAIT = 8
const LONGEST_WAIT = 24

const LOST =
  "A lease ended before its work did: Redis was restarted or evicts keys, or this instance stood still. Stripe's own locks take over."

/** Calls again and again until it is stopped. */
const every = (ms: number, clock: Clock, work: () => void): (() => void) => {
  let stop = (): void => undefined
  const next = () => {
    stop = clock.after(ms, () => {
      next()
      work()
    })
  }
  next()
  return () => stop()
}

/**
 * Leases of objects in Redis: who waits the longest is next. A lease is extended while its work goes on, and ends by itself
 * when its process is gone. Its token tells holders apart: who lost it can neither extend nor end the next one's.
 *
 * Stripe takes no token. What is sent under a lease that was lost meets Stripe's lock of the object, and is tried again.
 */
export const leasesOf = (place: string, { run, clock, random, me, sayOnce }: Tools): Lease => {
  const keysOf = (object: string): string[] => {
    const key = `${place}:${hashed(object)}`
    return [key, `${key}:line`, `${key}:alive`]
  }

  const obtain = async (keys: string[], timeLeft: () => number): Promise<string | undefined> => {
    for (;;) {
      const wait = SHORTEST_WAIT + random() * (LONGEST_WAIT - SHORTEST_WAIT)
      const token = await run('lease', keys, [me, LASTS, Math.ceil(wait)])
      if (typeof token === 'string') return token
      if (timeLeft() <= wait) {
        run('yieldLease', keys, ['', me]).catch(() => undefined)
        return undefined
      }
      await clock.sleep(wait)
    }
  }

  const hold = (keys: string[], token: string): (() => void) => {
    const [lease = ''] = keys
    const stop = every(EXTENDED_EVERY, clock, () => {
      run('extend', [lease], [token, LASTS]).then(
        (held) => held === 0 && sayOnce(LOST),
        () => undefined
      )
    })
    return () => {
      stop()
      run('yieldLease', keys, [token, me]).then(
        (held) => held === 0 && sayOnce(LOST),
        () => undefined
      )
    }
  }

  return async (object, invocation, work) => {
    const keys = keysOf(object)
    const token = await obtain(keys, () => remaining(invocation, clock)).catch(() => undefined)
    if (token === undefined) return work()
    const giveBack = hold(keys, token)
    try {
      return await work()
    } finally {
      giveBack()
    }
  }
}
