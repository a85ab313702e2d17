import type { Clock } from './types'

/** The machine's clock. A sleep alone does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const abort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }, ms)
      timer.unref()
      signal?.addEventListener('abort', abort, { once: true })
    }),
}

export interface ManualClock extends Clock {
  /** Calls `run` once after `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, run: () => void): () => void
  /**
   * Moves time on and wakes, in order, whoever's time has come. Milliseconds.
   * @param settled what time stands still for after each of them, such as the deliveries that it causes
   */
  advance(ms: number, settled?: () => Promise<void>): Promise<void>
}

/** A clock that stands still until it is moved on. @param start milliseconds since 1970 */
export const manualClock = (start = 1_800_000_000_000): ManualClock => {
  let now = start
  let timers: Array<{ at: number; wake(): void }> = []
  const idle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, wake: run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const abort = () => {
          timers = timers.filter((other) => other !== timer)
          reject(signal?.reason)
        }
        const wake = () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        }
        const timer = { at: now + ms, wake }
        timers.push(timer)
        signal?.addEventListener('abort', abort, { once: true })
      }),
    advance: async (ms, settled = idle) => {
      const end = now + ms
      for (;;) {
        await idle()
        const next = timers.sort((a, b) => a.at - b.at)[0]
        if (!next || next.at > end) break
        timers.shift()
        now = Math.max(now, next.at)
        next.wake()
        await idle()
        await settled()
      }
      now = end
      await idle()
    },
  }
}
