import type { Clock } from '../../src/clock'

interface Timer {
  at: number
  wake(): void
}

/** A clock that stands still until it is told to go on. */
export interface TestClock extends Clock {
  /** As the embedded Stripe sleeps: with a signal that ends it. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Runs until the work is done, jumping to the next timer whenever everything waits. */
  drive<T>(work: Promise<T>): Promise<T>
  /** Jumps, forwards or backwards, without waking anybody. */
  jump(ms: number): void
}

const sleepOn = (after: Clock['after'], ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const stop = () => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = after(ms, () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    })
    signal?.addEventListener('abort', stop, { once: true })
  })

/** @param start milliseconds since 1970 */
export const createTestClock = (start = 1_800_000_000_000): TestClock => {
  let now = start
  let timers: Timer[] = []

  const after: Clock['after'] = (ms, run) => {
    const timer: Timer = { at: now + ms, wake: run }
    timers.push(timer)
    return () => {
      timers = timers.filter((other) => other !== timer)
    }
  }

  const wakeNext = (): void => {
    const next = timers.reduce<Timer | undefined>(
      (first, timer) => (!first || timer.at < first.at ? timer : first),
      undefined
    )
    if (!next) throw new Error('The work waits, but no timer runs: it will never end.')
    timers = timers.filter((timer) => timer !== next)
    now = Math.max(now, next.at)
    next.wake()
  }

  /** Lets everything go on that does not wait for this clock. */
  const idle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  return {
    now: () => now,
    after,
    sleep: (ms, signal) => sleepOn(after, ms, signal),
    jump: (ms) => {
      now += ms
    },
    drive: async (work) => {
      let done = false
      const finish = () => {
        done = true
      }
      work.then(finish, finish)
      for (let quiet = 0; ; ) {
        await idle()
        if (done) return work
        if (timers.length === 0 && quiet++ < 50) continue
        quiet = 0
        wakeNext()
      }
    },
  }
}
