/** Work in the order in which it came, apart from each other for each key. */
export interface Queues {
  /** @param work never fails */
  add(key: string, work: () => Promise<void>): void
  /** The keys whose work is being done. */
  busy(): string[]
  /** Resolves once there is nothing left to do, of what comes meanwhile too. */
  idle(): Promise<void>
}

export const createQueues = (): Queues => {
  const tails = new Map<string, Promise<void>>()

  const after = async (before: Promise<void> | undefined, work: () => Promise<void>): Promise<void> => {
    await before
    await work()
  }

  return {
    add(key, work) {
      const last = after(tails.get(key), work)
      tails.set(key, last)
      void last.then(() => {
        if (tails.get(key) === last) tails.delete(key)
      })
    },
    busy: () => [...tails.keys()],
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values())
    },
  }
}
