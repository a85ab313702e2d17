import type Stripe from 'stripe'
import type { Clock } from '../clock'
import type { Logger } from '../define/types'
import { redact } from '../gateway/redact'
import { type Delivered, LATE } from '../webhook/deliver'
import type { StripeEvent } from '../webhook/event'
import { MOST_EVENTS, readEvents } from './event-list'
import type { Gap, Segment } from './gap'

/** Of the time of one invocation, what catching up may take. Milliseconds. */
export const CATCH_UP_BUDGET = 20_000

/** For how long an event is tried that keeps back the others, as Stripe itself does. Milliseconds. */
const PATIENCE = 3 * 86_400_000

export interface CatchUpTools {
  stripe: Stripe
  clock: Clock
  logger: Logger
  /** The types that are caught up. */
  types: readonly string[]
  /** The way of every event, with its ledger. */
  deliver(event: StripeEvent, signedAt: number): Promise<Delivered>
}

/** How far it came. */
export interface CaughtUp {
  /** Events the bot got that it had not. */
  delivered: number
  /** What is left. */
  gap: Gap
  /** What ended it before its time. */
  problem?: unknown
}

/**
 * Gives the bot what it missed, the oldest first, until all is done or the time is up. It never fails: what is left is
 * said, to go on with. Two of them at once do no harm, because each event goes through the ledger.
 *
 * The place is a moment, not a cursor: cursors would go wrong once their event is too old for the list, and lead from the
 * newest to the oldest only. A stretch with too many events to hold is halved.
 */
export const catchUp = async (gap: Gap, tools: CatchUpTools): Promise<CaughtUp> => {
  const run: Run = { ...tools, deadline: tools.clock.now() + CATCH_UP_BUDGET, delivered: 0, stuck: gap.stuck }
  const left = [...gap.segments]
  try {
    for (let next = left[0]; next !== undefined; next = left[0]) {
      await walk(next, run, (from) => {
        left[0] = { ...next, from }
      })
      if (run.over) break
      left.shift()
    }
  } catch (error) {
    run.problem = error
  }
  const { plannedUntil } = gap
  const rest = { plannedUntil, segments: left, ...(run.stuck && { stuck: run.stuck }) }
  return { delivered: run.delivered, gap: rest, ...(run.problem !== undefined && { problem: run.problem }) }
}

interface Run extends CatchUpTools {
  deadline: number
  delivered: number
  stuck: Gap['stuck']
  over?: boolean
  problem?: unknown
}

const isOver = (run: Run): boolean => {
  run.over ||= run.clock.now() >= run.deadline
  return run.over
}

/** @param reached is told the moment up to which everything is done. @throws what Stripe's list throws */
const walk = async (segment: Segment, run: Run, reached: (from: number) => void): Promise<void> => {
  const types = segment.types ? run.types.filter((type) => segment.types?.includes(type)) : run.types
  let { from } = segment
  let span = segment.until - from + 1
  while (from <= segment.until) {
    if (isOver(run)) return
    const until = Math.min(segment.until, from + span - 1)
    const { events, oldest } = await readEvents({ ...segment, from, until }, types, run.stripe)
    if (!events) {
      span = Math.max(1, Math.min(Math.floor((until - from + 1) / 2), oldest - from))
      continue
    }
    for (const event of events) {
      reached(event.created)
      if (isOver(run)) return
      await give(event, run)
    }
    from = until + 1
    reached(from)
    if (events.length < MOST_EVENTS / 2) span *= 2
  }
}

/** One event that cannot be delivered must not keep back all that follow it for ever. */
const give = async (event: StripeEvent, run: Run): Promise<void> => {
  try {
    if ((await run.deliver(event, LATE)) === 'delivered') run.delivered++
  } catch (error) {
    const now = run.clock.now()
    const since = run.stuck?.event === event.id ? run.stuck.since : now
    run.stuck = { event: event.id, since }
    if (now - since < PATIENCE) throw error
    run.logger.error(`The event ${event.id} is given up, it failed for three days: ${redact(String(error))}`)
  }
  if (run.stuck?.event === event.id) run.stuck = undefined
}
