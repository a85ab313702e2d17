import type { Clock } from './clock'

/** A memory of what rarely changes, in this process: bounded in size and in age. */
export interface Memory {
  get(name: string): string | undefined
  set(name: string, value: string): void
  forget(name: string): void
}

interface Entry {
  value: string
  /** Milliseconds since 1970. */
  until: number
}

/** How many things are remembered, and for how long: what a person changed in the Dashboard is noticed by then. */
export const MEMORY = { most: 5_000, ageMs: 5 * 60_000 } as const

/** An empty memory. Above its bound, it forgets what was not asked for the longest. */
export const createMemory = (clock: Pick<Clock, 'now'>, { most, ageMs }: { most: number; ageMs: number } = MEMORY) => {
  const entries = new Map<string, Entry>()
  const memory: Memory = {
    get: (name) => {
      const entry = entries.get(name)
      if (!entry) return undefined
      entries.delete(name)
      // A clock that was set back must not keep an entry for longer than its age.
      const left = entry.until - clock.now()
      if (left <= 0 || left > ageMs) return undefined
      entries.set(name, entry)
      return entry.value
    },
    set: (name, value) => {
      entries.delete(name)
      entries.set(name, { value, until: clock.now() + ageMs })
      const oldest = entries.keys().next()
      if (entries.size > most && !oldest.done) entries.delete(oldest.value)
    },
    forget: (name) => {
      entries.delete(name)
    },
  }
  return memory
}

/** The part of a memory that belongs to one owner: two accounts, or two bots, share nothing. */
export const partOf = (memory: Memory, owner: string): Memory => ({
  get: (name) => memory.get(`${owner}:${name}`),
  set: (name, value) => memory.set(`${owner}:${name}`, value),
  forget: (name) => memory.forget(`${owner}:${name}`),
})

/** For an invocation that must make the same steps as one before it: nothing is remembered. */
export const NO_MEMORY: Memory = { get: () => undefined, set: () => undefined, forget: () => undefined }
