/** Runs work under one name one after the other. */
export type Exclusive = <T>(name: string, work: () => Promise<T>) => Promise<T>

/**
 * A queue per name, within this process: work under one name runs one after the other, whatever became of the work
 * before it; different names do not wait for each other. A name that nobody waits for is forgotten.
 */
export const createExclusive = (): Exclusive => {
  // No Map: one that is filled and emptied all the time links its old tables to the new, and V8 keeps what they hold.
  const tails: Record<string, Promise<unknown>> = Object.create(null)
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const before = tails[name] ?? Promise.resolve()
    const mine = before.then(work, work)
    const tail = mine.catch(() => undefined)
    tails[name] = tail
    try {
      return await mine
    } finally {
      if (tails[name] === tail) delete tails[name]
    }
  }
}
