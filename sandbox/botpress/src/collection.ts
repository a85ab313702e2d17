/** Something with an id. */
export interface Identified {
  id: string
}

/** Things by id, in the order in which they were added. */
export interface Collection<T extends Identified> {
  get(id: string): T | undefined
  /** Adds, or replaces without changing the order. */
  put(item: T): T
  delete(id: string): T | undefined
  all(): T[]
  clear(): void
}

/** An empty collection. Items are never changed in place: whoever got one keeps what it was. */
export const createCollection = <T extends Identified>(): Collection<T> => {
  const items = new Map<string, T>()
  return {
    get: (id) => items.get(id),
    put(item) {
      items.set(item.id, item)
      return item
    },
    delete(id) {
      const item = items.get(id)
      items.delete(id)
      return item
    },
    all: () => [...items.values()],
    clear: () => items.clear(),
  }
}
