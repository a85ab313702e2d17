import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Entry, EntryKind, EntryPage } from '../../src/api'
import { ask } from './client'
import { useLive } from './stream'

export interface EntryFilter {
  /** None means all. */
  kinds: EntryKind[]
  conversation?: string | undefined
  object?: string | undefined
  q?: string | undefined
}

const PAGE_SIZE = 100

const toQuery = ({ kinds, conversation, object, q }: EntryFilter, before: string | undefined): string => {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) })
  for (const kind of kinds) query.append('kind', kind)
  for (const [name, value] of Object.entries({ conversation, object, q, before })) if (value) query.set(name, value)
  return query.toString()
}

const textOf = ({ title, detail, objects, payload }: Entry): string =>
  `${title}\n${detail ?? ''}\n${objects.join('\n')}\n${JSON.stringify(payload) ?? ''}`.toLowerCase()

/** Whether an entry that arrives now belongs in the list: as the server decides it for older ones. */
export const matches = ({ kinds, conversation, object, q }: EntryFilter, entry: Entry): boolean =>
  (kinds.length === 0 || kinds.includes(entry.kind)) &&
  (!conversation || entry.conversationId === conversation) &&
  (!object || entry.objects.includes(object)) &&
  (!q || textOf(entry).includes(q.toLowerCase()))

/** Newest first, each once: what was there when the page asked, and what arrived or became known since. */
export const merge = (older: Entry[], arrived: Entry[]): Entry[] => {
  const newest = new Map(arrived.map((entry) => [entry.id, entry]))
  const known = new Set(older.map(({ id }) => id))
  return [
    ...arrived.filter(({ id }) => !known.has(id)).reverse(),
    ...older.map((entry) => newest.get(entry.id) ?? entry),
  ]
}

/** Where the person stopped the stream: everything after it waits. */
const splitAt = (arrived: Entry[], lastShown: string | undefined): [shown: Entry[], waiting: Entry[]] => {
  if (lastShown === undefined) return [arrived, []]
  const end = arrived.findIndex(({ id }) => id === lastShown) + 1
  return [arrived.slice(0, end), arrived.slice(end)]
}

/**
 * The entries that match, newest first.
 * @param lastShown when paused: the ID of the last one that arrived before (empty: none did); later ones wait
 */
export const useEntries = (filter: EntryFilter, lastShown?: string) => {
  const arrived = useLive((live) => live.entries)
  const query = useInfiniteQuery({
    queryKey: ['entries', filter],
    queryFn: ({ pageParam }) => ask<EntryPage>(`/api/entries?${toQuery(filter, pageParam)}`),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ entries, hasMore }) => (hasMore ? entries.at(-1)?.id : undefined),
    // The stream tells what is new; asking again would only move a list that was paused.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const older = useMemo(() => query.data?.pages.flatMap(({ entries }) => entries) ?? [], [query.data])
  const [fresh, late] = useMemo(
    () => splitAt(arrived, lastShown).map((part) => part.filter((entry) => matches(filter, entry))),
    [arrived, filter, lastShown]
  )
  const entries = useMemo(() => merge(older, fresh ?? []), [older, fresh])
  return { query, entries, waiting: late?.length ?? 0 }
}
