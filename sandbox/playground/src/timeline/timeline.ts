import type { Entry, EntryKind, EntryPage } from '../api'
import { clean, cleanText } from './clean'

/** Enough for a long demonstration, little enough for memory. */
const KEPT_ENTRIES = 5_000

/** What an entry is made of; its cause gives it a conversation when nothing else does. */
export type Item = Omit<Entry, 'id' | 'at' | 'objects'> & { at?: number; objects?: string[] }

/** Which entries are asked for. */
export interface EntryQuery {
  kinds?: readonly string[] | undefined
  conversation?: string | undefined
  object?: string | undefined
  /** Looked for in title, detail, objects and payload. */
  text?: string | undefined
  /** Only those before this entry. */
  before?: string | undefined
  limit: number
}

/** An entry with what a stream needs: the number of the last thing that happened to it. */
export interface Told {
  entry: Entry
  revision: number
}

export interface Timeline {
  /** Names this run: pages that show an earlier one begin again. */
  readonly run: string
  add(item: Item): Entry
  /** More is known of an entry. One that is gone already stays gone. */
  change(id: string, patch: Partial<Item>): void
  get(id: string): Entry | undefined
  page(query: EntryQuery): EntryPage
  /** What happened after a revision, the oldest first; everything that is kept for one of an earlier run. */
  since(eventId: string): Told[]
  /** What a stream calls an entry that was told. */
  eventId(told: Told): string
  subscribe(listener: (told: Told) => void): () => void
  /** Forgets everything, under the name of another run. */
  reset(run: string): void
}

const textOf = ({ title, detail = '', objects, payload }: Entry): string =>
  `${title}\n${detail}\n${objects.join(' ')}\n${JSON.stringify(payload) ?? ''}`.toLowerCase()

const matches = (entry: Entry, { kinds, conversation, object, text }: EntryQuery): boolean =>
  (!kinds || kinds.length === 0 || kinds.includes(entry.kind)) &&
  (conversation === undefined || entry.conversationId === conversation) &&
  (object === undefined || entry.objects.includes(object)) &&
  (text === undefined || textOf(entry).includes(text.toLowerCase()))

const numberOf = (id: string): number => Number(id.slice(id.lastIndexOf('-') + 1))

/** Only what is there: an entry is compared, stored and sent. */
const defined = <T extends object>(value: T): T =>
  // What is left has the same type: an optional field that is undefined is absent.
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T

const cleaned = <T extends Partial<Item>>(item: T): T => ({
  ...item,
  ...(item.title !== undefined && { title: cleanText(item.title) }),
  ...(item.detail !== undefined && { detail: cleanText(item.detail) }),
  ...(item.payload !== undefined && { payload: clean(item.payload) }),
})

/**
 * What happened, in order, for pages that open now and pages that are open.
 * @param now milliseconds since 1970
 */
export const createTimeline = (firstRun: string, now: () => number): Timeline => {
  let run = firstRun
  let count = 0
  let revision = 0
  const kept = new Map<string, Told>()
  const listeners = new Set<(told: Told) => void>()

  const tell = (entry: Entry): Entry => {
    const told = { entry, revision: ++revision }
    kept.set(entry.id, told)
    const oldest = kept.keys().next()
    if (kept.size > KEPT_ENTRIES && !oldest.done) kept.delete(oldest.value)
    for (const listener of listeners) listener(told)
    return entry
  }

  const newestFirst = (): Entry[] => [...kept.values()].map(({ entry }) => entry).reverse()

  return {
    get run() {
      return run
    },
    add(item) {
      const cause = item.causeId === undefined ? undefined : kept.get(item.causeId)?.entry
      const conversationId = item.conversationId ?? cause?.conversationId
      const id = `${run}-${++count}`
      return tell(defined({ objects: [], at: now(), ...cleaned(item), conversationId, id }))
    },
    change(id, patch) {
      const told = kept.get(id)
      if (told) tell(defined({ ...told.entry, ...cleaned(patch), id }))
    },
    get: (id) => kept.get(id)?.entry,
    page(query) {
      const last = query.before === undefined ? Number.POSITIVE_INFINITY : numberOf(query.before)
      const found = newestFirst().filter((entry) => numberOf(entry.id) < last && matches(entry, query))
      return { entries: found.slice(0, query.limit), hasMore: found.length > query.limit }
    },
    since(eventId) {
      const isOfThisRun = eventId.startsWith(`${run}-`)
      const seen = isOfThisRun ? numberOf(eventId) : 0
      return [...kept.values()].filter((told) => told.revision > seen).sort((a, b) => a.revision - b.revision)
    },
    eventId: (told) => `${run}-${told.revision}`,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reset(next) {
      run = next
      count = 0
      revision = 0
      kept.clear()
    },
  }
}

/** Whether a text names a kind of entry. */
export const isKind = (kinds: Readonly<Record<EntryKind, string>>, text: string): text is EntryKind =>
  Object.hasOwn(kinds, text)
