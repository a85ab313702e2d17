import { type Bounded, createBounded } from '@botpress-stripe/integration/bounded'
import type { Entry } from '../api'
import type { Traces, Work } from '../trace'
import type { Item, Timeline } from './timeline'

/** Where something belongs. */
export type Place = Pick<Work, 'causeId' | 'conversationId'>

/** The timeline, and what joins its entries into one story per conversation. */
export interface Story {
  timeline: Timeline
  traces: Traces
  /** Adds an entry that follows from the work under way, unless it says something else. */
  tell(item: Item): Entry
  /** Remembers what an object, an event or a page came from, for what follows from it later. */
  remember(name: string, place: Place): void
  placeOf(name: string): Place | undefined
  /** The first of several names that is known. */
  firstPlaceOf(names: readonly string[]): Place
}

/** Far more than the entries that are kept. */
const KEPT_PLACES = 50_000

/** What belongs to many stories says nothing about any. */
const SHARED = /^(cus|prod|price|pm|card|ba|acct|coupon|promo|shr|bpc|we)_/

/** Joins what is told of the same conversation. */
export const createStory = (timeline: Timeline, traces: Traces): Story => {
  const places: Bounded<Place> = createBounded(KEPT_PLACES)
  return {
    ...{ timeline, traces },
    tell(item) {
      const work = traces.current()
      const causeId = item.causeId ?? work?.causeId
      return timeline.add({ ...item, causeId, conversationId: item.conversationId ?? work?.conversationId })
    },
    remember(name, { causeId, conversationId }) {
      if (SHARED.test(name)) return
      const known = places.get(name)
      // The first cause stays: what an object was made by, not what last touched it.
      places.set(name, { causeId: known?.causeId ?? causeId, conversationId: known?.conversationId ?? conversationId })
    },
    placeOf: places.get,
    firstPlaceOf: (names) => names.map(places.get).find((place) => place !== undefined) ?? {},
  }
}
