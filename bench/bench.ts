/** What every bench is: one file, one line in `index.ts`. Figures of time are printed, never asserted. */
export interface Bench {
  /** Its name on the command line and in the documentation. */
  name: string
  /** The page in `docs/` that its figures are written into. Default: performance.md. */
  document?: string
  /** @param real waits in real time; without it, benches that can jump from timer to timer */
  run(real: boolean): Promise<Section[]>
}

/** Something that was measured, as a table and perhaps as a chart. */
export interface Section {
  title: string
  head: string[]
  rows: string[][]
  chart?: Chart
}

/** A line for each series, over the same places. Both axes are logarithmic. */
export interface Chart {
  /** The name of its file. */
  name: string
  x: { title: string; values: number[] }
  y: { title: string }
  series: Array<{ name: string; values: number[]; dashed?: boolean }>
}

/** The middle one; of an even number, what lies between the two in the middle. 0 for none. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const [lower = 0, upper = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return (lower + upper) / 2
}

export const percent = (share: number, digits = 0): string => `${(share * 100).toFixed(digits)} %`

/** A number with three digits that count. */
export const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))
