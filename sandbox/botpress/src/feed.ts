import { withoutCardNumbers } from './card-numbers'
import type { Clock } from './clock'
import type { FeedEntry } from './types'

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never

/** What is published: the feed adds the time. */
export type FeedItem = WithoutTime<FeedEntry>

export interface Feed {
  publish(item: FeedItem): void
  subscribe(listener: (entry: FeedEntry) => void): () => void
}

/** What people typed, and what was made of it. */
const clean = (item: FeedItem): FeedItem => {
  if (item.kind === 'message') return { ...item, message: withoutCardNumbers(item.message) }
  if (item.kind === 'action') return { ...item, input: withoutCardNumbers(item.input) }
  return item.kind === 'log' ? { ...item, text: withoutCardNumbers(item.text) } : item
}

/** Tells listeners what happens. One that throws is left out: it must not break what it watches. */
export const createFeed = (clock: Clock): Feed => {
  const listeners = new Set<(entry: FeedEntry) => void>()
  return {
    publish(published) {
      const item = clean(published)
      for (const listener of listeners) {
        try {
          listener({ at: clock.now(), ...item })
        } catch {
          listeners.delete(listener)
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
