import type { Clock } from '../../src/index'

/** A clock that stands still until it is advanced. */
export const manualClock = (start = Date.UTC(2026, 0, 1)): Clock & { advance(ms: number): void } => {
  let time = start
  const sleepers: Array<{ due: number; wake: () => void }> = []
  return {
    now: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ due: time + ms, wake: resolve })
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      }),
    advance(ms) {
      time += ms
      for (const { due, wake } of sleepers) if (due <= time) wake()
    },
  }
}
