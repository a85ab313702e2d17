/** A map that forgets the oldest of what was put into it, so that a playground which runs for days stays small. */
export const createBounded = <Value>(limit: number) => {
  const values = new Map<string, Value>()
  return {
    get: (key: string): Value | undefined => values.get(key),
    set: (key: string, value: Value): void => {
      values.delete(key)
      values.set(key, value)
      const oldest = values.keys().next()
      if (values.size > limit && !oldest.done) values.delete(oldest.value)
    },
    keys: (): string[] => [...values.keys()],
  }
}

export type Bounded<Value> = ReturnType<typeof createBounded<Value>>
