import { useMemo, useState } from 'react'
import { useSearchParams } from 'wouter'
import { ENTRY_KINDS, type EntryKind } from '../../src/api'
import type { EntryFilter } from '../data/entries'

const isKind = (name: string): name is EntryKind => name in ENTRY_KINDS

export interface FilterState {
  filter: EntryFilter
  isFiltered: boolean
  /** The entry that a link led to. */
  opened: string | undefined
  /** How often it was cleared: what is typed begins anew then. */
  clears: number
  toggle(kind: EntryKind): void
  choose(conversation: string | null): void
  search(q: string): void
  clear(): void
}

/** The filter lives in the address, so that it can be linked and the way back keeps it. */
export const useFilter = (): FilterState => {
  const [params, setParams] = useSearchParams()
  const [clears, setClears] = useState(0)
  const key = params.toString()
  const filter = useMemo<EntryFilter>(() => {
    const given = new URLSearchParams(key)
    return {
      kinds: given.getAll('kind').filter(isKind),
      conversation: given.get('conversation') ?? undefined,
      q: given.get('q') ?? undefined,
    }
  }, [key])
  const change = (edit: (next: URLSearchParams) => void): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        edit(next)
        return next
      },
      { replace: true }
    )
  const setOne = (name: string, value: string | null): void =>
    change((next) => (value ? next.set(name, value) : next.delete(name)))
  return {
    filter,
    isFiltered: Boolean(filter.kinds.length > 0 || filter.conversation || filter.q),
    opened: params.get('entry') ?? undefined,
    clears,
    toggle: (kind) =>
      change((next) => (next.has('kind', kind) ? next.delete('kind', kind) : next.append('kind', kind))),
    choose: (conversation) => setOne('conversation', conversation),
    search: (q) => setOne('q', q),
    clear: () => {
      setParams({}, { replace: true })
      setClears(clears + 1)
    },
  }
}
