import { z } from '@botpress/sdk'
import { type Claim, ClaimRefused, type Claims } from '../index'
import { MINE } from '../memory'
import { Unavailable } from './connection'
import type { Tools } from './tools'

/** How long a claim lasts: longer than a call to Botpress may take. Milliseconds. */
const HOLD = 75_000
/** How long it is remembered that somebody tried, and that an event was given: longer than Stripe sends it. Milliseconds. */
const REMEMBERED = 4 * 86_400_000
/** How long another instance is waited for, that is giving the event just now, and how often it is looked. Milliseconds. */
const PATIENCE = 2_000
const LOOK_EVERY = 40

const BUSY = 'Another instance is giving this event to the bot. Send it again later.'
const BLIND = 'Whether another instance is giving this event to the bot cannot be known now. Send it again later.'

/** Whether one was claimed before, how long Redis has remembered, and for each event whether it is done. */
const claimed = z.tuple([z.number(), z.coerce.number()]).rest(z.number())

/** Nobody can claim anything, for as long as REDIS_URL is what it is. Botpress is asked whether it has the event. */
const UNCLAIMED: Claim = { ...MINE, inDoubt: true }

/** Claims of events in Redis. Within one process, an event has its turn already. */
export const claimsOf = (place: string, { run, clock, random, me }: Tools): Claims => {
  const attempt = async (keys: string[]): Promise<[number, number, ...number[]] | undefined> => {
    const reply = await run('claim', [`${place}:since`, ...keys], [me, HOLD, REMEMBERED])
    return reply === null ? undefined : claimed.parse(reply)
  }
  const obtain = async (keys: string[]) => {
    const end = clock.now() + PATIENCE
    for (;;) {
      const reply = await attempt(keys)
      if (reply) return reply
      if (clock.now() >= end) throw new ClaimRefused(BUSY)
      await clock.sleep(LOOK_EVERY * (0.5 + random()))
    }
  }
  return async (marks) => {
    const keyOf = (mark: string) => `${place}:${mark}`
    try {
      const [doubt, age, ...done] = await obtain(marks.map(keyOf))
      return {
        done: marks.filter((_, index) => done[index] === 1),
        inDoubt: doubt === 1,
        since: clock.now() - age,
        // It was given: when that cannot be written, the ledger knows.
        finish: (mark) => run('finish', [keyOf(mark)], [REMEMBERED]).then(nothing, nothing),
        giveUp: () => run('giveUp', marks.map(keyOf), [me, REMEMBERED]).then(nothing, nothing),
      }
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      if (error.isLasting) return UNCLAIMED
      throw new ClaimRefused(BLIND)
    }
  }
}

const nothing = (): void => undefined
