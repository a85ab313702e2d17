import type { Figures, Sample } from '../../src/api'

export interface Chart {
  title: string
  /** What the large number is, and how it is made from the samples shown. */
  headline: { text: string; value: (samples: Sample[]) => string }
  unit?: string
  series: Array<{ name: string; color: string; value: (sample: Sample) => number | null }>
  /** A line that must not be crossed. */
  limit?: number
  /** Most seconds have no value: those that have one are shown as points. */
  isSparse?: true
}

type Counted = 'requests' | 'limited' | 'retries' | 'paced' | 'webhooks' | 'delivered'

const sum = (samples: Sample[], name: Counted): number => samples.reduce((total, sample) => total + sample[name], 0)

const most = (samples: Sample[], name: Counted): number => Math.max(0, ...samples.map((sample) => sample[name]))

/** Of the last second in which an action ended. */
const lastLatency = (samples: Sample[]): string => {
  const last = samples.findLast(({ latency }) => latency !== undefined)?.latency
  return last ? `${Math.round(last.p95)} ms` : '–'
}

/** The charts, in their order. */
export const chartsOf = ({ limit }: Figures): Chart[] => [
  {
    title: 'Calls to Stripe',
    headline: { text: 'most in a second', value: (samples) => `${most(samples, 'requests')} of ${limit}` },
    series: [
      { name: 'Calls', color: 'brand.6', value: ({ requests }) => requests },
      { name: 'Refused (429)', color: 'red.6', value: ({ limited }) => limited },
    ],
    limit,
  },
  {
    title: 'Retries',
    headline: { text: 'in five minutes', value: (samples) => String(sum(samples, 'retries')) },
    series: [{ name: 'Retries', color: 'orange.6', value: ({ retries }) => retries }],
  },
  {
    title: 'Waits below the limit',
    headline: { text: 'in five minutes', value: (samples) => `${(sum(samples, 'paced') / 1_000).toFixed(1)} s` },
    unit: '\u00a0s',
    series: [{ name: 'Waited', color: 'yellow.7', value: ({ paced }) => Math.round(paced / 10) / 100 }],
  },
  {
    title: 'Events',
    headline: { text: 'reached the bot', value: (samples) => String(sum(samples, 'delivered')) },
    series: [
      { name: 'Webhooks', color: 'cyan.6', value: ({ webhooks }) => webhooks },
      { name: 'To the bot', color: 'teal.6', value: ({ delivered }) => delivered },
    ],
  },
  {
    title: 'Time an action takes',
    isSparse: true,
    headline: { text: 'or less for 95 of 100', value: lastLatency },
    unit: '\u00a0ms',
    series: [
      { name: 'Median', color: 'blue.5', value: ({ latency }) => latency?.p50 ?? null },
      { name: '95th percentile', color: 'violet.5', value: ({ latency }) => latency?.p95 ?? null },
    ],
  },
]
