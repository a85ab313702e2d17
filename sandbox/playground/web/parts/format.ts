const TIME = new Intl.DateTimeFormat(undefined, {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  hourCycle: 'h23',
})
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A time of the day, with seconds. */
export const toTime = (at: number): string => TIME.format(at)

/** A date with its time. */
export const toMoment = (at: number): string => MOMENT.format(at)

/** Milliseconds as people read them. */
export const toDuration = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`)

/** Things that have no name of their own, with the number each keeps. */
export const numbered = <Item>(items: Item[]): Array<[number: number, item: Item]> =>
  items.map((item, index) => [index + 1, item])

/** A count with its noun. */
export const toCount = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
