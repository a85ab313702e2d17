import type { DeliveryEntry, FeedEntry, RequestEntry, RequestLog } from './types'

/** Entries of a kind. */
const KEPT = 10_000

/** Tells everybody who listens; what a listener throws is its own affair. */
export const createFeed = () => {
  const listeners = new Set<(entry: FeedEntry) => void>()
  return {
    publish: (entry: FeedEntry) => {
      for (const listener of listeners) listener(entry)
    },
    subscribe: (listener: (entry: FeedEntry) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

type Feed = ReturnType<typeof createFeed>

/** The newest entries of a kind, the newest last. */
const createLog = <T extends FeedEntry>(feed: Feed, isOne: (entry: FeedEntry) => entry is T) => {
  let entries: T[] = []
  feed.subscribe((entry) => {
    if (!isOne(entry)) return
    entries.push(entry)
    if (entries.length > KEPT) entries = entries.slice(-KEPT / 2)
  })
  return {
    entries: (): readonly T[] => entries,
    clear: () => {
      entries = []
    },
    subscribe: (listener: (entry: T) => void) =>
      feed.subscribe((entry) => {
        if (isOne(entry)) listener(entry)
      }),
  }
}

export const createRequestLog = (feed: Feed): RequestLog =>
  createLog(feed, (entry): entry is RequestEntry => entry.kind === 'request')

export const createDeliveryLog = (feed: Feed) =>
  createLog(feed, (entry): entry is DeliveryEntry => entry.kind === 'delivery')

/** Work that goes on after a request was answered, such as the delivery of webhooks. */
export const createBackground = (fail: (error: unknown) => void) => {
  const running = new Set<Promise<void>>()
  return {
    start: (work: () => Promise<void>) => {
      const task: Promise<void> = Promise.resolve()
        .then(work)
        .catch(fail)
        .finally(() => running.delete(task))
      running.add(task)
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
