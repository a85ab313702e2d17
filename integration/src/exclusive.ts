/** Runs work under one name one after the other. */
export type Exclusive = <T>(name: string, work: () => Promise<T>) => Promise<T>

/**
 * A queue per name, within this process: work under one name runs one after the other, whatever became of the work
 * before it; different names do not wait for each other. A name that nobody waits for is forgotten.
 */
export const createExclusive = (): Exclusive => {
  const tails = new Map<string, Promise<unknown>>()
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const before = tails.get(name) ?? Promise.resolve()
    const mine = before.then(work, work)
    const tail = mine.catch(() => undefined)
    tails.set(name, tail)
    try {
      return await mine
    } finally {
      if (tails.get(name) === tail) tails.delete(name)
    }
  }
}
