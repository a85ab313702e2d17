import type { Entry, Job } from '../../src/api'

/** More than anybody scrolls through; older ones are at the server. */
const KEPT = 2_000

/** `away`: let go of, because nobody looks. */
export type Connection = 'connecting' | 'open' | 'lost' | 'away'

export interface Live {
  connection: Connection
  /** What arrived since the page was opened, oldest first. */
  entries: Entry[]
  /** The last thing that takes long, running or ended. */
  job: Job | undefined
}

const EMPTY: Live = { connection: 'connecting', entries: [], job: undefined }

/** What the stream told so far, for `useSyncExternalStore`: one store, so that every view sees the same. */
export const createLive = () => {
  let state = EMPTY
  const listeners = new Set<() => void>()
  const set = (change: Partial<Live>): void => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  return {
    get: (): Live => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    connection(connection: Connection): void {
      if (connection !== state.connection) set({ connection })
    },
    job: (job: Job) => set({ job }),
    /** An entry that comes again takes its own place: more is known of it, or the stream was interrupted. */
    add(entry: Entry): void {
      const place = state.entries.findLastIndex(({ id }) => id === entry.id)
      const entries = place < 0 ? [...state.entries, entry].slice(-KEPT) : state.entries.with(place, entry)
      set({ entries })
    },
    reset(): void {
      set({ entries: [], job: undefined })
    },
  }
}
