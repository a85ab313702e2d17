import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { Entry, Figures, Session, StreamEvents } from '../../src/api'
import { createLive, type Live } from './live'
import { useIsAway } from './use-is-away'

type LiveStore = ReturnType<typeof createLive>

const LiveContext = createContext<LiveStore | undefined>(undefined)

/** As many samples as the server keeps: five minutes. */
const KEPT_SAMPLES = 300

/** Milliseconds until a stream that was refused is asked for again. */
const REOPEN_AFTER = 2_000

const listen = <Name extends keyof StreamEvents>(
  source: EventSource,
  name: Name,
  then: (data: StreamEvents[Name]) => void
): void => source.addEventListener(name, (event) => then(JSON.parse(event.data) as StreamEvents[Name]))

/** What an entry makes stale beside itself. */
const refresh = (queries: QueryClient, entry: Entry): void => {
  if (entry.kind === 'message') queries.invalidateQueries({ queryKey: ['conversations'] })
  if (entry.kind === 'fault') {
    for (const key of ['faults', 'time']) queries.invalidateQueries({ queryKey: [key] })
  }
  for (const id of entry.objects) queries.invalidateQueries({ queryKey: ['objects', id] })
}

const beginAgain = (queries: QueryClient, live: LiveStore): void => {
  live.reset()
  queries.resetQueries()
}

/** A page that outlives the playground's run would show what no longer exists. */
const checkRun = async (queries: QueryClient, live: LiveStore): Promise<void> => {
  const before = queries.getQueryData<Session>(['session'])?.run
  if (before === undefined) return
  await queries.refetchQueries({ queryKey: ['session'] })
  if (queries.getQueryData<Session>(['session'])?.run !== before) beginAgain(queries, live)
}

const open = (queries: QueryClient, live: LiveStore, isAnother: boolean, onGivenUp: () => void): EventSource => {
  const source = new EventSource('/api/stream')
  source.addEventListener('open', () => {
    const before = live.get().connection
    live.connection('open')
    if (before === 'connecting') return
    // What was missed: the browser asks for it when it reconnects by itself, but not for the first time.
    if (before === 'away' || isAnother) void queries.invalidateQueries()
    void checkRun(queries, live)
  })
  source.addEventListener('error', () => {
    live.connection('lost')
    if (source.readyState === EventSource.CLOSED) onGivenUp()
  })
  listen(source, 'entry', (entry) => {
    live.add(entry)
    refresh(queries, entry)
  })
  listen(source, 'job', (job) => live.job(job))
  listen(source, 'sample', (sample) => {
    queries.setQueryData<Figures>(
      ['figures'],
      (figures) => figures && { ...figures, samples: [...figures.samples, sample].slice(-KEPT_SAMPLES) }
    )
  })
  listen(source, 'reset', () => beginAgain(queries, live))
  return source
}

/** Keeps the stream open while somebody looks, and opens it anew when the browser has given up. */
const useStream = (queries: QueryClient, live: LiveStore): void => {
  const isAway = useIsAway()
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    if (isAway) {
      live.connection('away')
      return
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    const source = open(queries, live, attempt > 0, () => {
      timer = setTimeout(() => setAttempt((before) => before + 1), REOPEN_AFTER)
    })
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [queries, live, isAway, attempt])
}

/** One stream for the whole page. */
export const StreamProvider = ({ children }: { children: ReactNode }) => {
  const queries = useQueryClient()
  const [live] = useState(createLive)
  useStream(queries, live)
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>
}

/** A part of what the stream told; the component is drawn again when it changes. */
export const useLive = <Part,>(part: (live: Live) => Part): Part => {
  const live = useContext(LiveContext)
  if (!live) throw new Error('useLive needs the StreamProvider.')
  return useSyncExternalStore(live.subscribe, () => part(live.get()))
}
