import { systemClock } from './clock'
import type { Clock } from './types'

/** A clock that can be moved on: everything that waits for it happens, in order. */
export interface MovableClock extends Clock {
  /** @param settled what time stands still for after each of those who wait, such as the deliveries it causes */
  advance(ms: number, settled?: () => Promise<void>): Promise<void>
}

/** The sandbox's own clock, which runs as another one does, so much ahead of it. */
export interface AheadClock extends MovableClock {
  /** How far it is ahead, in milliseconds. */
  ahead(): number
  /** Puts it as far ahead as it was before a restart. */
  setAhead(ms: number): void
}

interface Timer {
  at: number
  wake(): void
  /** Ends the wait for the other clock. */
  cancel: AbortController
}

const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** @param moved hears how far ahead the clock is whenever that changes */
export const aheadOf = (base: Clock = systemClock, moved: (ahead: number) => void = () => undefined): AheadClock => {
  const timers = new Set<Timer>()
  let ahead = 0
  // While the clock is moved on it stands still in between, so that everything has the time that it waited for.
  let frozen: number | undefined
  const now = () => frozen ?? base.now() + ahead
  const set = (ms: number) => {
    ahead = ms
    moved(ms)
  }
  const wait = (timer: Timer) => {
    timer.cancel = new AbortController()
    base.sleep(Math.max(0, timer.at - now()), timer.cancel.signal).then(timer.wake, () => undefined)
  }
  const rearm = () => {
    for (const timer of timers) {
      timer.cancel.abort()
      wait(timer)
    }
  }
  const nextBefore = (end: number): Timer | undefined =>
    [...timers]
      .filter(({ at }) => at <= end)
      .reduce<Timer | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined)

  const move = async (ms: number, settled: () => Promise<void>) => {
    const end = now() + ms
    frozen = now()
    try {
      for (let next = nextBefore(end); next; next = nextBefore(end)) {
        frozen = Math.max(frozen, next.at)
        set(frozen - base.now())
        next.wake()
        await idle()
        await settled()
      }
      frozen = end
    } finally {
      set(frozen - base.now())
      frozen = undefined
      rearm()
    }
  }

  let last: Promise<void> = Promise.resolve()
  return {
    now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const leave = () => {
          timers.delete(timer)
          timer.cancel.abort()
          signal?.removeEventListener('abort', abort)
        }
        const abort = () => {
          leave()
          reject(signal?.reason)
        }
        const wake = () => {
          leave()
          resolve()
        }
        const timer: Timer = { at: now() + ms, wake, cancel: new AbortController() }
        timers.add(timer)
        signal?.addEventListener('abort', abort, { once: true })
        wait(timer)
      }),
    ahead: () => ahead,
    setAhead: (ms) => {
      set(ms)
      rearm()
    },
    // One after the other: two who move it at once move it by the sum.
    advance: (ms, settled = idle) => {
      last = last.then(() => move(ms, settled))
      return last
    },
  }
}

/** Whether somebody else moves the clock on, as tests do. */
export const isMovable = (clock: Clock): clock is MovableClock =>
  'advance' in clock && typeof clock.advance === 'function'
