import type { FeedEntry } from './deps'

/** Enough for a demonstration, little enough for a browser to show. */
const KEPT_ENTRIES = 500

export interface Feed {
  add(entry: Omit<FeedEntry, 'id' | 'at'> & { at?: number }): void
  history(): FeedEntry[]
  subscribe(listener: (entry: FeedEntry) => void): () => void
}

/**
 * What happened, in order, for pages that open now and pages that are open.
 * @param run names this run of the playground, so that its entries' ids are never those of an earlier one
 */
export const createFeed = ({ run, now }: { run: string; now(): number }): Feed => {
  const entries: FeedEntry[] = []
  const listeners = new Set<(entry: FeedEntry) => void>()
  let count = 0
  return {
    add(given) {
      count += 1
      const entry = { at: now(), ...given, id: `${run}-${count}` }
      entries.push(entry)
      if (entries.length > KEPT_ENTRIES) entries.shift()
      for (const listener of listeners) listener(entry)
    },
    history: () => [...entries],
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
