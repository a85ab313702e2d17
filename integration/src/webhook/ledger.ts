import { z } from '@botpress/sdk'
import { isMissing } from '../define/missing'
import type { Client } from '../define/types'
import { oneOf, sha256 } from '../hash'

/**
 * What was delivered, so that nothing is delivered twice: the last 20,000 deliveries, spread over 32 states by the object.
 * One state is read and written per delivery. A page is one text, because texts are parsed and written in a fraction of the
 * time of lists, and a full page holds two thousand entries: it costs little more than an empty one.
 */
const KEPT_DELIVERIES = 20_000 / 32
/** Entries of most deliveries: the object, the thing that happened to it, and the Botpress event. */
const ENTRIES = 3

const page = z.object({
  entries: z
    .string()
    .title('Entries')
    .describe(
      'What was delivered, the newest last: for each entry @ (an object), = (what happened) or ! (an event of the bot), a hash of 11 characters, and when it happened'
    ),
})

/** The text of one of the states. */
export type LedgerPage = string

export const EMPTY_PAGE: LedgerPage = ''

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

/** Characters of a hash: 66 bits of a SHA-256. Among 20,000 entries, two equal ones are next to impossible. */
const HASH = 11
/** Characters of a moment, in seconds since 1970 to the base of 36. */
const MOMENT = 7
const ENTRY = 1 + HASH + MOMENT

const hash = (...parts: unknown[]): string => sha256(JSON.stringify(parts), 'base64url').slice(0, HASH)

/** What an entry is of. None of these characters is in a hash or a moment, so no entry begins inside another. */
type Kind = '@' | '=' | '!'

const entry = (kind: Kind, name: string, created: number): string =>
  kind + name + created.toString(36).padStart(MOMENT, '0')

const momentAt = (page: LedgerPage, start: number): number =>
  Number.parseInt(page.slice(start + 1 + HASH, start + ENTRY), 36)

/** When what has this name happened, as often as it is on the page. */
const momentsOf = (page: LedgerPage, kind: Kind, name: string): number[] => {
  const moments: number[] = []
  const begin = kind + name
  for (let start = page.indexOf(begin); start >= 0; start = page.indexOf(begin, start + ENTRY)) {
    moments.push(momentAt(page, start))
  }
  return moments
}

/** The state in which an object's deliveries are. */
export const shardOf = (objectId: string): ShardName => oneOf(names, objectId)

/** Under what a delivery is remembered: the event, and which of its Botpress events. */
export const deliveryMark = (eventId: string, name: string): string => hash(eventId, name)

/** What happened to an object. */
export interface Thing {
  /** The state in which its deliveries are. */
  shard: ShardName
  /** Names the object on a page. */
  object: string
  /** Of what happened and the whole object as it was then: read once, since it is compared several times. */
  fingerprint: string
  /** Seconds since 1970. */
  created: number
}

/** @param state the object, and what it was before */
export const thingOf = (objectId: string, type: string, state: unknown, created: number): Thing => ({
  ...{ shard: shardOf(objectId), object: hash(objectId), created, fingerprint: hash(objectId, type, state) },
})

/** Whether the Botpress event with this mark was delivered. */
export const isDelivered = (mark: string, page: LedgerPage): boolean => page.includes(`!${mark}`)

/** How far apart two of Stripe's events for one thing may be, in seconds. */
const TWIN_SECONDS = 2

/** Whether another of Stripe's events told the same. Stripe makes two of them at times. */
export const isTold = ({ fingerprint, created }: Thing, page: LedgerPage): boolean =>
  momentsOf(page, '=', fingerprint).some((moment) => Math.abs(moment - created) <= TWIN_SECONDS)

/** Whether something newer of the same object was delivered. */
export const isStale = ({ object, created }: Thing, page: LedgerPage): boolean =>
  momentsOf(page, '@', object).some((moment) => moment > created)

/** The entries of a delivery. A text: no payload stays in memory. */
export type Delivery = string

/** @param whole whether every Botpress event that the thing becomes was given: it is told then */
export const deliveryOf = ({ object, fingerprint, created }: Thing, marks: string[], whole: boolean): Delivery =>
  [
    entry('@', object, created),
    ...(whole ? [entry('=', fingerprint, created)] : []),
    ...marks.map((mark) => entry('!', mark, created)),
  ].join('')

/** A page with a delivery more; the oldest entries go. */
export const withDelivery = (page: LedgerPage, delivery: Delivery): LedgerPage =>
  (page + delivery).slice(-ENTRY * ENTRIES * KEPT_DELIVERIES)

interface Place {
  client: Client
  integrationId: string
}

/** The page of an object. One call to Botpress. */
export const readLedger = async ({ client, integrationId }: Place, name: ShardName): Promise<LedgerPage> => {
  try {
    const { state } = await client.getState({ type: 'integration', id: integrationId, name })
    // A page of an earlier version has none: whether Botpress has an event is asked then, see `deliver.ts`.
    return state.payload.entries ?? EMPTY_PAGE
  } catch (error) {
    if (isMissing(error)) return EMPTY_PAGE
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
  let newest: number | undefined
  for (const page of pages.values()) {
    for (let start = 0; start < page.length; start += ENTRY) newest = Math.max(newest ?? 0, momentAt(page, start))
  }
  return newest
}

/** Writes the page. One call to Botpress. */
export const writeLedger = async (
  { client, integrationId }: Place,
  name: ShardName,
  entries: LedgerPage
): Promise<void> => {
  await client.setState({ type: 'integration', id: integrationId, name, payload: { entries } })
}
