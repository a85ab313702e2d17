/** Values by their key. A plain `Map` is one. */
export interface Table<T> extends Iterable<[string, T]> {
  readonly size: number
  get(key: string): T | undefined
  has(key: string): boolean
  set(key: string, value: T): void
  delete(key: string): void
}

/** @param record hears of every change; undefined: the key is gone */
export const createTable = <T>(record: (key: string, value: T | undefined) => void): Table<T> => {
  const values = new Map<string, T>()
  return {
    get size() {
      return values.size
    },
    get: (key) => values.get(key),
    has: (key) => values.has(key),
    set: (key, value) => {
      values.set(key, value)
      record(key, value)
    },
    delete: (key) => {
      if (values.delete(key)) record(key, undefined)
    },
    [Symbol.iterator]: () => values.entries(),
  }
}
