import { z } from '@botpress/sdk'
import { isMissing } from '../define/missing'
import type { Client } from '../define/types'
import { oneOf, sha256 } from '../hash'

/**
 * What was delivered, so that nothing is delivered twice: hashes of the last 20,000 deliveries, and the newest moment of
 * each object, spread over 32 states by the object. One state is read and written per delivery.
 */
const KEPT_DELIVERIES = 20_000 / 32
/** Marks of one event at most: its own name, what it settles, and the thing itself. */
const MARKS = 3
const KEPT_OBJECTS = 500

const page = z.object({
  delivered: z.array(z.string()).title('Delivered').describe('Short hashes of what was delivered, the newest last'),
  newest: z
    .record(z.number())
    .title('Newest')
    .describe('The moment of the newest event delivered of each object, in seconds since 1970'),
})

/** What one of the states holds. */
export type LedgerPage = z.output<typeof page>

/** Written out, because the type of a state's name is one of its names. */
const NUMBERS = [
  ...(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15'] as const),
  ...(['16', '17', '18', '19', '20', '21', '22', '23', '24', '25', '26', '27', '28', '29', '30', '31'] as const),
]

export type ShardName = `ledger${(typeof NUMBERS)[number]}`

const names = NUMBERS.map((number): ShardName => `ledger${number}`)

export const ledgerStates = Object.fromEntries(
  names.map((name) => [name, { type: 'integration' as const, schema: page }])
) as Record<ShardName, { type: 'integration'; schema: typeof page }>

const FINGERPRINT = 11

/** 66 bits of a SHA-256: among 20,000 entries, two equal ones are next to impossible. */
const hash = (...parts: unknown[]): string => sha256(JSON.stringify(parts), 'base64url').slice(0, FINGERPRINT)

/** The state in which an object's deliveries are. */
export const shardOf = (objectId: string): ShardName => oneOf(names, objectId)

/** Under what a delivery is remembered: the event, and which of its Botpress events. */
export const deliveryMark = (eventId: string, name: string): string => hash(eventId, name)

/** How far apart two of Stripe's events for one thing may be, in seconds. */
const TWIN_SECONDS = 2

/** Under what a thing that happened is remembered, whichever of Stripe's events told of it. */
const thingMark = ({ fingerprint }: Thing, created: number): string => `${fingerprint}${created.toString(36)}`

const momentOf = (mark: string): number => Number.parseInt(mark.slice(FINGERPRINT), 36)

/** What happened to an object. */
export interface Thing {
  objectId: string
  /** Names the object on a page. */
  object: string
  /** Of what happened and the whole object as it was then: read once, since it is compared several times. */
  fingerprint: string
  /** Seconds since 1970. */
  created: number
}

/** @param state the object, and what it was before */
export const thingOf = (objectId: string, type: string, state: unknown, created: number): Thing => ({
  ...{ objectId, object: hash(objectId), created, fingerprint: hash(objectId, type, state) },
})

/** Whether another of Stripe's events told the same. Stripe makes two of them at times. */
export const isTold = (event: Thing, { delivered }: LedgerPage): boolean => {
  const { fingerprint, created } = event
  const moments = delivered.filter((mark) => mark.length > FINGERPRINT && mark.startsWith(fingerprint))
  return moments.some((mark) => Math.abs(momentOf(mark) - created) <= TWIN_SECONDS)
}

/** Whether something newer of the same object was delivered. */
export const isStale = (event: Thing, { newest }: LedgerPage): boolean =>
  event.created < (newest[event.object] ?? Number.NEGATIVE_INFINITY)

/** A delivery as the ledger remembers it. Texts and a number: no payload stays in memory. */
export interface Delivery {
  object: string
  created: number
  marks: string[]
}

/** @param whole whether every Botpress event that the thing becomes was given: it is told then */
export const deliveryOf = (event: Thing, marks: string[], whole: boolean): Delivery => ({
  object: event.object,
  created: event.created,
  marks: [...marks, ...(whole ? [thingMark(event, event.created)] : [])],
})

/** Keeps the newest moments, and that of `object`. The order of a state's fields is not promised to survive in Botpress. */
const dropOldest = (newest: LedgerPage['newest'], object: string): void => {
  const others = Object.entries(newest).filter(([name]) => name !== object)
  const oldest = others.sort(([, a], [, b]) => a - b).slice(0, Math.max(0, others.length + 1 - KEPT_OBJECTS))
  for (const [name] of oldest) delete newest[name]
}

/** Adds a delivery to a page; the oldest entries go. It changes the page: a copy of a full one takes as long as a call. */
export const addDelivery = ({ delivered, newest }: LedgerPage, { object, created, marks }: Delivery): void => {
  for (const mark of marks) if (!delivered.includes(mark)) delivered.push(mark)
  delivered.splice(0, Math.max(0, delivered.length - MARKS * KEPT_DELIVERIES))
  newest[object] = Math.max(newest[object] ?? created, created)
  // Each object has a mark at least, so few marks are few objects.
  if (delivered.length > KEPT_OBJECTS && Object.keys(newest).length > KEPT_OBJECTS) dropOldest(newest, object)
}

interface Place {
  client: Client
  integrationId: string
}

/** The page of an object. One call to Botpress. */
export const readLedger = async ({ client, integrationId }: Place, name: ShardName): Promise<LedgerPage> => {
  try {
    const { state } = await client.getState({ type: 'integration', id: integrationId, name })
    return state.payload
  } catch (error) {
    if (isMissing(error)) return { delivered: [], newest: {} }
    throw error
  }
}

/** Pages read at a time: Botpress is not to be flooded. */
const AT_ONCE = 8

/** All that is remembered. One call to Botpress for each of the 32 pages, so only to find out what went wrong. */
export const readLedgers = async (place: Place): Promise<Map<ShardName, LedgerPage>> => {
  const pages = new Map<ShardName, LedgerPage>()
  for (let first = 0; first < names.length; first += AT_ONCE) {
    await Promise.all(
      names.slice(first, first + AT_ONCE).map(async (name) => pages.set(name, await readLedger(place, name)))
    )
  }
  return pages
}

/** The moment of the newest event delivered, in seconds since 1970, or undefined when there was none. */
export const newestIn = (pages: Map<ShardName, LedgerPage>): number | undefined => {
  const moments = [...pages.values()].flatMap(({ newest }) => Object.values(newest))
  return moments.length === 0 ? undefined : moments.reduce((newest, moment) => Math.max(newest, moment))
}

/** Writes the page. One call to Botpress. */
export const writeLedger = async (
  { client, integrationId }: Place,
  name: ShardName,
  payload: LedgerPage
): Promise<void> => {
  await client.setState({ type: 'integration', id: integrationId, name, payload })
}
