import type { Clock } from './clock'
import type { FeedEntry } from './types'

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never

/** What is published: the feed adds the time. */
export type FeedItem = WithoutTime<FeedEntry>

export interface Feed {
  publish(item: FeedItem): void
  subscribe(listener: (entry: FeedEntry) => void): () => void
}

/** Tells listeners what happens. One that throws is left out: it must not break what it watches. */
export const createFeed = (clock: Clock): Feed => {
  const listeners = new Set<(entry: FeedEntry) => void>()
  return {
    publish(item) {
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
