/** A map that holds so many entries at most: whoever adds one above that pushes out the one unused for the longest. */
export interface Bounded<Value> {
  get(name: string): Value | undefined
  set(name: string, value: Value): void
  delete(name: string): void
  keys(): string[]
}

/** An empty one. Below half of its bound nothing is pushed out soon, so the order of use is not kept. */
export const createBounded = <Value>(most: number): Bounded<Value> => {
  const entries = new Map<string, Value>()
  const touch = (name: string, value: Value): void => {
    if (entries.size > most / 2) entries.delete(name)
    entries.set(name, value)
  }
  return {
    get: (name) => {
      const value = entries.get(name)
      if (value !== undefined) touch(name, value)
      return value
    },
    set: (name, value) => {
      touch(name, value)
      const oldest = entries.keys().next()
      if (entries.size > most && !oldest.done) entries.delete(oldest.value)
    },
    delete: (name) => void entries.delete(name),
    keys: () => [...entries.keys()],
  }
}
