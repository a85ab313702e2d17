import type { Price } from '../wire'

type Interval = NonNullable<Price['recurring']>

const DAY = 86_400

/** The same moment `count` intervals later; the last day of the month where the day does not exist. Seconds since 1970. */
export const addInterval = (
  from: number,
  { interval, interval_count: count = 1 }: { interval: Interval['interval']; interval_count?: number | undefined }
): number => {
  if (interval === 'day') return from + count * DAY
  if (interval === 'week') return from + count * 7 * DAY
  const date = new Date(from * 1000)
  const months = interval === 'year' ? count * 12 : count
  const day = date.getUTCDate()
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1))
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate()
  target.setUTCDate(Math.min(day, lastDay))
  target.setUTCHours(date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds())
  return Math.floor(target.getTime() / 1000)
}

export const addDays = (from: number, days: number): number => from + days * DAY
