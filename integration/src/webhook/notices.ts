import { createBounded } from '../bounded'
import type { Clock } from '../clock'

/** How often the same is said, in milliseconds: whoever posts a million forged requests fills no log. */
const PAUSE = 60_000
/** Things said that stay in memory. */
const KEPT = 1000

/** Says each thing once a minute at most. */
export const createNotices = (clock: Clock) => {
  const saidAt = createBounded<number>(KEPT)
  return (installation: string, sentence: string, say: (sentence: string) => void): void => {
    const name = `${installation}:${sentence}`
    const age = clock.now() - (saidAt.get(name) ?? Number.NEGATIVE_INFINITY)
    if (age >= 0 && age < PAUSE) return
    saidAt.set(name, clock.now())
    say(sentence)
  }
}

export type Notices = ReturnType<typeof createNotices>
