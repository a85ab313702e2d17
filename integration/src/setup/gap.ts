import { z } from '@botpress/sdk'
import { DAY_SECONDS } from '../clock'
import { isMissing } from '../define/missing'
import type { Client } from '../define/types'

/** A stretch of time in which events may not have arrived. Seconds since 1970, both ends included. */
const segment = z.object({
  from: z.number(),
  until: z.number(),
  /** Whether Stripe had nobody to send its events to: then its list of undelivered ones does not show them. */
  all: z.boolean(),
  /** Only these types, when the others did arrive. */
  types: z.array(z.string()).optional(),
})

export type Segment = z.output<typeof segment>

const gap = z.object({
  /** Up to here everything has arrived, or is part of a segment. Seconds since 1970. */
  plannedUntil: z.number(),
  /** What is still to be caught up, in this order. */
  segments: z.array(segment),
  /** The event that could not be delivered, and since when that is tried, in milliseconds since 1970. */
  stuck: z.object({ event: z.string(), since: z.number() }).optional(),
})

/** What is still to be caught up of one account and mode. */
export type Gap = z.output<typeof gap>

/** By account and mode, as in the state of the endpoints. Kept apart from the secrets: a lost write here costs a reading. */
export type Gaps = Record<string, Gap>

export const catchUpState = {
  type: 'integration' as const,
  schema: z.object({
    gaps: z
      .record(gap)
      .title('Gaps')
      .describe("Where in Stripe's list of events catching up goes on, for each account and mode"),
  }),
}

interface Place {
  client: Client
  integrationId: string
}

/** One call to Botpress. */
export const readGaps = async ({ client, integrationId }: Place): Promise<Gaps> => {
  try {
    const { state } = await client.getState({ type: 'integration', id: integrationId, name: 'catchUp' })
    return state.payload.gaps
  } catch (error) {
    if (isMissing(error)) return {}
    throw error
  }
}

/** Accounts and modes whose gaps are remembered. */
const KEPT = 10

/** Stores the gap of one account and mode beside the others. One call to Botpress. */
export const writeGap = async ({ client, integrationId }: Place, gaps: Gaps, slot: string, changed: Gap) => {
  const others = Object.entries(gaps).filter(([name]) => name !== slot)
  const payload = { gaps: Object.fromEntries([...others.slice(1 - KEPT), [slot, changed]]) }
  await client.setState({ type: 'integration', id: integrationId, name: 'catchUp', payload })
}

/** How long Stripe's list of events goes back, in seconds. @see docs.stripe.com/api/events/list */
const LISTED_SECONDS = 30 * DAY_SECONDS

/** An event that is younger may just be on its way to us, in seconds. */
export const ON_ITS_WAY_SECONDS = 60

/**
 * The gap to go on with: as it was stored, or none yet. It begins when our first endpoint was made at the earliest, so that
 * a bot does not hear of the account's past, and not before Stripe's list does.
 * @param since when our first endpoint was made, in seconds since 1970, like `now`
 */
export const gapAt = (stored: Gap | undefined, since: number, now: number): Gap => {
  const earliest = now - LISTED_SECONDS
  const { plannedUntil, segments, stuck } = stored ?? { plannedUntil: since, segments: [], stuck: undefined }
  return {
    plannedUntil: Math.max(plannedUntil, earliest),
    segments: segments
      .filter(({ until }) => until >= earliest)
      .map((part) => ({ ...part, from: Math.max(part.from, earliest) })),
    ...(stuck && { stuck }),
  }
}

/** What was found out about the time since the gap was planned. */
export interface Missed {
  /** When the last event arrived for certain, in seconds since 1970. */
  lastArrived: number
  /** Whether Stripe has undelivered events of ours. */
  undelivered: boolean
  /** Whether there was a time with no endpoint, or with one that is being replaced and whose retries end with it. */
  without: boolean
  /** Types that the endpoint did not ask for, though it should. */
  types: string[]
  /** Whether other events are wanted from now on: nothing of theirs is missing yet. */
  chosenAnew: boolean
}

/** Stretches of one kind that follow each other are one. */
const joined = (segments: Segment[]): Segment[] => {
  const done: Segment[] = []
  for (const next of segments) {
    const last = done.at(-1)
    const isSame = last?.all === next.all && String(last.types) === String(next.types)
    if (last && isSame && next.from <= last.until) done.splice(-1, 1, { ...last, until: next.until })
    else done.push(next)
  }
  return done
}

/** Stretches that are kept apart; more of them become one that holds them all. */
const MOST_SEGMENTS = 8

const bounded = (segments: Segment[]): Segment[] => {
  if (segments.length <= MOST_SEGMENTS) return segments
  const [from, until] = [
    Math.min(...segments.map((part) => part.from)),
    Math.max(...segments.map((part) => part.until)),
  ]
  return [{ from, until, all: true }]
}

/**
 * The gap with what was missed since. Where there was an endpoint, Stripe's list of undelivered events is all there is to
 * read; where there was none, it shows nothing, and all events since the last that arrived are looked through: what did
 * arrive is known by the ledger.
 * @param now seconds since 1970
 */
export const planned = (before: Gap, missed: Missed, now: number): Gap => {
  const from = before.plannedUntil
  const start = Math.max(from, missed.lastArrived - ON_ITS_WAY_SECONDS)
  const until = missed.without ? now : Math.max(from, now - ON_ITS_WAY_SECONDS)
  const added: Segment[] = [
    ...(missed.undelivered && (!missed.without || start > from)
      ? [{ from, until: missed.without ? start : until, all: false }]
      : []),
    ...(missed.without ? [{ from: start, until, all: true }] : []),
    ...(missed.types.length > 0 ? [{ from, until: now, all: true, types: missed.types }] : []),
  ]
  if (added.length === 0 && !missed.chosenAnew) return before
  return {
    ...{ ...before, segments: bounded(joined([...before.segments, ...added])) },
    plannedUntil: missed.types.length > 0 ? now : until,
  }
}
