import { type Clock, systemClock } from '@botpress-stripe/sandbox-stripe'

/** The machine's clock, which can be moved on. */
export interface AdvancingClock extends Clock {
  /** How far it is ahead of the machine's, in milliseconds. */
  ahead(): number
  /**
   * Moves on, waking one after the other whoever's time comes.
   * @param settled what time stands still for after each of them
   */
  advance(ms: number, settled: () => Promise<void>): Promise<void>
}

interface Sleeper {
  at: number
  wake(): void
}

/** A timer holds at most 24.8 days. */
const LONGEST_TIMER = 20 * 86_400_000

/** A clock that runs as the machine's does, and can be moved on beyond it. */
export const advancingClock = (machine: Clock = systemClock): AdvancingClock => {
  let ahead = 0
  let timer = new AbortController()
  const sleepers = new Set<Sleeper>()
  const now = () => machine.now() + ahead
  const first = (): Sleeper | undefined => [...sleepers].sort((a, b) => a.at - b.at)[0]

  const wake = (sleeper: Sleeper): void => {
    sleepers.delete(sleeper)
    sleeper.wake()
  }

  /** One timer of the machine's, for whoever is next. */
  const setAlarm = (): void => {
    timer.abort()
    const next = first()
    if (!next) return
    timer = new AbortController()
    machine.sleep(Math.min(LONGEST_TIMER, Math.max(0, next.at - now())), timer.signal).then(
      () => {
        for (const sleeper of [...sleepers]) if (sleeper.at <= now()) wake(sleeper)
        setAlarm()
      },
      () => undefined
    )
  }

  return {
    now,
    ahead: () => ahead,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const abort = () => {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        const sleeper = {
          at: now() + ms,
          wake: () => {
            signal?.removeEventListener('abort', abort)
            resolve()
          },
        }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', abort, { once: true })
        if (first() === sleeper) setAlarm()
      }),
    advance: async (ms, settled) => {
      const target = ahead + ms
      const isDue = ({ at }: Sleeper) => at <= machine.now() + target
      for (let next = first(); next && isDue(next); next = first()) {
        ahead = Math.min(target, ahead + Math.max(0, next.at - now()))
        wake(next)
        await settled()
      }
      ahead = target
      setAlarm()
    },
  }
}
