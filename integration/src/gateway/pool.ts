/**
 * The slots of one limit. All times are milliseconds.
 */
export interface Pool {
  /** What Stripe allows a second. */
  limit: number
  /** How many slots we use: less than the limit while others share it. */
  share: number
  /** Requests sent and not yet answered. */
  underWay: number
  /** When the slots of answered requests are free again, the earliest first. */
  cooling: number[]
  cutAt: number
  grownAt: number
}

export const createPool = (limit: number): Pool => ({
  limit,
  share: limit,
  underWay: 0,
  cooling: [],
  cutAt: Number.NEGATIVE_INFINITY,
  grownAt: Number.NEGATIVE_INFINITY,
})

/** What is left of the share after the limiter refused a request. */
const CUT = 0.75
/** Refusals within this time are one sign, not several. */
const CUT_PAUSE = 1000
const SMALLEST_SHARE = 1

/** Gives slots up: others use the account too. */
export const cut = (pool: Pool, now: number): void => {
  if (now - pool.cutAt < CUT_PAUSE) return
  pool.share = Math.max(SMALLEST_SHARE, Math.min(pool.share, pool.limit) * CUT)
  pool.cutAt = now
  pool.grownAt = now
}

/** Slots taken back per second, for each second since the last cut: carefully at first, then faster. */
const GROWTH = 0.5

const grow = (pool: Pool, now: number): void => {
  if (pool.share >= pool.limit) return
  const seconds = (now - pool.grownAt) / 1000
  const sinceCut = (now - pool.cutAt) / 1000
  pool.share = Math.min(pool.limit, pool.share + GROWTH * sinceCut * seconds)
  pool.grownAt = now
}

const settle = (pool: Pool, now: number): void => {
  grow(pool, now)
  let done = 0
  while (done < pool.cooling.length && (pool.cooling[done] ?? 0) <= now) done++
  if (done > 0) pool.cooling.splice(0, done)
}

/** Whether a slot can be taken now. */
export const free = (pool: Pool, now: number): boolean => {
  settle(pool, now)
  return pool.underWay + pool.cooling.length + 1 <= Math.max(1, pool.share)
}

export const take = (pool: Pool): void => {
  pool.underWay++
}

/** When a slot may be free at the earliest, if one will be without another answer. */
export const nextFree = (pool: Pool, now: number): number => {
  if (free(pool, now)) return now
  const excess = pool.underWay + pool.cooling.length + 1 - Math.max(1, pool.share)
  return pool.cooling[Math.ceil(excess) - 1] ?? Number.POSITIVE_INFINITY
}
