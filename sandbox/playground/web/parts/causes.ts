import type { Entry } from '../../src/api'

/** What an entry follows from: the first cause first. */
export const causesOf = (entry: Entry, all: Entry[]): Entry[] => {
  const byId = new Map(all.map((one) => [one.id, one]))
  const chain: Entry[] = []
  for (let id = entry.causeId; id !== undefined && !chain.some((one) => one.id === id); ) {
    const cause = byId.get(id)
    if (!cause) break
    chain.unshift(cause)
    id = cause.causeId
  }
  return chain
}

/** What follows from an entry at once. */
export const effectsOf = (entry: Entry, all: Entry[]): Entry[] => all.filter(({ causeId }) => causeId === entry.id)

/** How far from the beginning of its story an entry is: so far it is moved in. Deeper ones stay at three. */
export const depthOf = (entry: Entry, all: Entry[]): number => Math.min(causesOf(entry, all).length, 3)
