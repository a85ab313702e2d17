import { sha256 } from '../hash'

/**
 * A page of the ledger: a record for each delivery, the newest last. It is one text, because a text is parsed and written in
 * a fraction of the time of a list, and a full page has six hundred records: it costs little more than an empty one.
 *
 * A record is @ and a name of the object, when it happened, = and a name of what happened once the bot was told all of it,
 * and ! and a name for each event that the bot got. The signs are in none of the names.
 */
export type LedgerPage = string

export const EMPTY_PAGE: LedgerPage = ''

/** Characters of a name: 66 bits of a SHA-256. Among 20,000 of them, two equal ones are next to impossible. */
const NAME = 11
/** Characters of a moment: seconds since 1970, to the base of 36. */
const MOMENT = 7
/** Characters of what every record begins with. */
const HEAD = 1 + NAME + MOMENT

/** Characters of the record of one event. */
export const USUAL_RECORD = HEAD + 2 * (1 + NAME)

const nameOf = (...parts: string[]): string => sha256(parts.join('\n'), 'base64url').slice(0, NAME)

/** Under what a delivery is remembered: the event, and which of its Botpress events. */
export const deliveryMark = (eventId: string, name: string): string => nameOf(eventId, name)

/** What happened to an object. */
export interface Thing {
  /** Names the object on a page. */
  object: string
  /** Of what happened and the whole object as it was then: read once, since it is compared several times. */
  fingerprint: string
  /** Seconds since 1970. */
  created: number
}

/** @param state the object, and what it was before */
export const thingOf = (objectId: string, type: string, state: unknown, created: number): Thing => {
  const fingerprint = nameOf(objectId, type, JSON.stringify(state))
  return { object: nameOf(objectId), created, fingerprint }
}

/** What a delivery is remembered by. A text: no payload stays in memory. */
export type DeliveryRecord = string

/** @param whole whether every Botpress event that the thing becomes was given: it is told then */
export const recordOf = ({ object, fingerprint, created }: Thing, marks: string[], whole: boolean): DeliveryRecord => {
  const head = `@${object}${created.toString(36).padStart(MOMENT, '0')}`
  return marks.reduce((record, mark) => `${record}!${mark}`, whole ? `${head}=${fingerprint}` : head)
}

const momentOf = (record: DeliveryRecord): number => Number.parseInt(record.slice(1 + NAME, HEAD), 36)

/** The records of an object, the oldest first. */
export const recordsOf = ({ object }: Thing, page: LedgerPage): DeliveryRecord[] => {
  const records: DeliveryRecord[] = []
  let start = page.indexOf(`@${object}`)
  while (start >= 0) {
    const end = page.indexOf('@', start + 1)
    records.push(page.slice(start, end < 0 ? undefined : end))
    start = page.indexOf(`@${object}`, start + 1)
  }
  return records
}

/** Whether the Botpress event with this mark was delivered. @param records those of its object */
export const isDelivered = (mark: string, records: DeliveryRecord[]): boolean =>
  records.some((record) => record.includes(`!${mark}`))

/** How far apart two of Stripe's events for one thing may be, in seconds. */
const TWIN_SECONDS = 2

/** Whether another of Stripe's events told the same. Stripe makes two of them at times. */
export const isTold = ({ fingerprint, created }: Thing, records: DeliveryRecord[]): boolean =>
  records.some(
    (record) => record.startsWith(`=${fingerprint}`, HEAD) && Math.abs(momentOf(record) - created) <= TWIN_SECONDS
  )

/** Whether something newer of the same object was delivered. */
export const isStale = ({ created }: Thing, records: DeliveryRecord[]): boolean =>
  records.some((record) => momentOf(record) > created)

/** A page with a record more; the oldest go. @param longest characters */
export const withRecord = (page: LedgerPage, record: DeliveryRecord, longest: number): LedgerPage => {
  const text = page + record
  return text.length <= longest ? text : text.slice(text.indexOf('@', text.length - longest))
}

/** When the newest thing on a page happened, in seconds since 1970, or undefined when it is empty. */
export const newestOn = (page: LedgerPage): number | undefined => {
  let newest: number | undefined
  for (let start = page.indexOf('@'); start >= 0; start = page.indexOf('@', start + 1)) {
    newest = Math.max(newest ?? 0, momentOf(page.slice(start, start + HEAD)))
  }
  return newest
}
