import type { CallInfo, Entry, Figures, Sample } from './api'
import type { Timeline } from './timeline/timeline'

/** Five minutes. */
const KEPT_SAMPLES = 300

interface Counts {
  requests: number
  limited: number
  retries: number
  paced: number
  latencies: number[]
  webhooks: number
  delivered: number
}

const nothing = (): Counts => ({
  ...{ requests: 0, limited: 0, retries: 0, paced: 0, latencies: [], webhooks: 0, delivered: 0 },
})

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

const latencyOf = (latencies: readonly number[]): Pick<Sample, 'latency'> => {
  if (latencies.length === 0) return {}
  const sorted = [...latencies].sort((a, b) => a - b)
  return { latency: { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) } }
}

const isCallInfo = (payload: unknown): payload is CallInfo =>
  typeof payload === 'object' && payload !== null && 'attempts' in payload && 'paced' in payload

interface Parts {
  timeline: Timeline
  /** Whether requests are counted where they arrive: with the real Stripe, they are counted as the integration tells of them. */
  countsArrivals: boolean
  /** What Stripe allows a second. */
  limit(): number
}

/** Counts what happens, second by second. */
export const createFigures = ({ timeline, countsArrivals, limit }: Parts) => {
  let counts = nothing()
  let samples: Sample[] = []

  const countCall = (payload: unknown): void => {
    if (!isCallInfo(payload)) return
    counts.retries += Math.max(0, payload.attempts.length - 1)
    counts.paced += payload.paced
    if (countsArrivals) return
    counts.requests += payload.attempts.length
    counts.limited += payload.attempts.filter(({ status }) => status === 429).length
  }

  const count = ({ kind, isRunning, durationMs, payload }: Entry): void => {
    if (isRunning) return
    if (kind === 'event') counts.delivered++
    if (durationMs === undefined) return
    if (kind === 'action') counts.latencies.push(durationMs)
    if (kind === 'webhook') counts.webhooks++
    if (kind === 'call') countCall(payload)
  }
  const end = timeline.subscribe(({ entry }) => count(entry))

  return {
    /** A request has reached the embedded Stripe. */
    answered: (status: number): void => {
      counts.requests++
      if (status === 429) counts.limited++
    },
    /** A second is over. */
    tick: (at: number): Sample => {
      const { latencies, ...numbers } = counts
      const sample = { at, ...numbers, paced: Math.round(numbers.paced), ...latencyOf(latencies) }
      samples.push(sample)
      if (samples.length > KEPT_SAMPLES) samples = samples.slice(-KEPT_SAMPLES)
      counts = nothing()
      return sample
    },
    all: (): Figures => ({ limit: limit(), samples }),
    end,
  }
}

export type FiguresOf = ReturnType<typeof createFigures>
