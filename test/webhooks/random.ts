/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export const createRandom = (seed: number) => {
  let state = seed >>> 0
  const number = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    number,
    below: (end: number): number => Math.floor(number() * end),
    pick: <T>(...values: readonly [T, ...T[]]): T => values[Math.floor(number() * values.length)] ?? values[0],
  }
}

export type Random = ReturnType<typeof createRandom>
