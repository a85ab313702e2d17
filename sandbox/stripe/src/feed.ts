import type { FeedEntry, RequestEntry, RequestLog } from './types'

const KEPT_REQUESTS = 10_000

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

export const createRequestLog = (feed: Feed): RequestLog => {
  let entries: RequestEntry[] = []
  feed.subscribe((entry) => {
    if (entry.kind !== 'request') return
    entries.push(entry)
    if (entries.length > KEPT_REQUESTS) entries = entries.slice(-KEPT_REQUESTS / 2)
  })
  return {
    entries: () => entries,
    clear: () => {
      entries = []
    },
    subscribe: (listener) =>
      feed.subscribe((entry) => {
        if (entry.kind === 'request') listener(entry)
      }),
  }
}

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
