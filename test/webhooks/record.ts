import { announcedBy } from '../../integration/src/events/announce'
import { CHOICES, choiceOf, enabledEvents } from '../../integration/src/events/index'
import { mirrorOf } from '../../integration/src/events/table'
import type { Restartable } from '../../integration/test/support/restartable'

/** What happened at Botpress' and at Stripe's end, in its order. */
type Entry =
  | { kind: 'arrived'; event: string; type: string; stale: boolean }
  | { kind: 'answered'; event: string; status: number }
  | { kind: 'restarted' }

interface Happened {
  type: string
  created: number
  object: Record<string, unknown>
}

/** Everything is delivered that can be. */
export const EVENTS = [...CHOICES]
const WANTED: ReadonlySet<string> = new Set(enabledEvents(choiceOf({ events: EVENTS })))

/** Watches both ends of the integration. Nothing is asked of the integration itself. */
export const createRecord = ({ stripe, botpress }: Restartable) => {
  const happened = new Map<string, Happened>()
  const log: Entry[] = []
  let sent = 0
  stripe.subscribe((entry) => {
    if (entry.kind === 'event' && WANTED.has(entry.type)) {
      const { type, created, data } = stripe.get(entry.id) as unknown as Happened & { data: Pick<Happened, 'object'> }
      happened.set(entry.id, { type, created, object: data.object })
    }
    if (entry.kind === 'delivery') {
      sent++
      log.push({ kind: 'answered', event: entry.event, status: entry.status })
    }
  })
  botpress.subscribe((entry) => {
    if (entry.kind !== 'event') return
    const { type, payload } = entry.event
    log.push({ kind: 'arrived', event: String(payload.eventId), type, stale: payload.stale === true })
  })
  return { happened, log, sent: () => sent, restarted: () => void log.push({ kind: 'restarted' }) }
}

export type Recorded = ReturnType<typeof createRecord>

/** The Botpress events that ought to have arrived, as `event type`. */
const expected = ({ happened }: Recorded): string[] =>
  [...happened].flatMap(([id, { type, object }]) =>
    [mirrorOf(type), announcedBy(type, object)].filter((name) => name !== undefined).map((name) => `${id} ${name}`)
  )

/** What arrived never, and what arrived more than once or should not have at all. */
const judgeCounts = (record: Recorded) => {
  const arrived = new Map<string, number>()
  for (const entry of record.log) {
    if (entry.kind !== 'arrived') continue
    const name = `${entry.event} ${entry.type}`
    arrived.set(name, (arrived.get(name) ?? 0) + 1)
  }
  const all = expected(record)
  const wanted = new Set(all)
  return {
    lost: all.filter((name) => !arrived.has(name)),
    repeated: [...arrived].filter(([, count]) => count > 1).map(([name]) => name),
    unwanted: [...arrived.keys()].filter((name) => !wanted.has(name)),
  }
}

/** Answered by Botpress itself, because the process had ended. */
const ENDED = 502

/** For each entry, how the delivery of its event ended that was under way then. */
const endingsOf = (log: Entry[]): Array<number | undefined> => {
  const next = new Map<string, number>()
  const endings = log.toReversed().map((entry) => {
    if (entry.kind === 'restarted') return undefined
    if (entry.kind === 'answered') next.set(entry.event, entry.status)
    return next.get(entry.event)
  })
  return endings.reverse()
}

/** The newest moment of an object that arrived at all, that the process knows of, and that Stripe was told of. */
interface Newest {
  arrived: number
  known: number
  told: number
}

const createNewest = () => {
  const newest = new Map<string, Newest>()
  const of = (object: string): Newest => newest.get(object) ?? { arrived: 0, known: 0, told: 0 }
  return {
    of,
    add: (object: string, created: number, ...fields: Array<keyof Newest>) => {
      const next = { ...of(object) }
      for (const field of fields) next[field] = Math.max(next[field], created)
      newest.set(object, next)
    },
    /** The process knew of more than it had been able to write down. */
    forget: () => {
      for (const [object, moments] of newest) newest.set(object, { ...moments, known: moments.told })
    },
  }
}

/**
 * Which arrivals are marked wrongly. An event is stale when one that is newer, of the same object, arrived before. Of an
 * event that arrived and was not answered 200 when the process ended, nobody can know that it arrived until Stripe sends
 * it again: for what comes between, both are right (`open`).
 */
const judgeStale = ({ happened, log }: Recorded) => {
  const newest = createNewest()
  const endings = endingsOf(log)
  const result = { stale: 0, open: 0, wrong: [] as string[] }
  for (const [index, entry] of log.entries()) {
    if (entry.kind === 'restarted') {
      newest.forget()
      continue
    }
    const { created = 0, object } = happened.get(entry.event) ?? {}
    const id = String(object?.id)
    if (entry.kind === 'answered') {
      if (entry.status === 200) newest.add(id, created, 'arrived', 'known', 'told')
      continue
    }
    const { known, arrived } = newest.of(id)
    const [must, may] = [created < known, created < arrived]
    if (entry.stale) result.stale++
    if (must !== may) result.open++
    else if (entry.stale !== must) result.wrong.push(`${entry.event} ${entry.type} ${entry.stale}`)
    newest.add(id, created, 'arrived', ...(endings[index] === ENDED ? [] : (['known'] as const)))
  }
  return result
}

/** What became of everything that happened. */
export const judge = (record: Recorded) => ({ ...judgeCounts(record), ...judgeStale(record) })
