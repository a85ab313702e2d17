import type { z } from '@botpress/sdk'
import { createOrRetrieveCustomer } from '../integration/src/actions/create-or-retrieve-customer'
import { createPaymentLink } from '../integration/src/actions/create-payment-link'
import type { Action } from '../integration/src/define/action'
import { accountOf, coldInstance } from '../test/growth/support/rows'
import { type Bench, median, short } from './bench'

const AT_ONCE = [1, 8, 64, 512]
const CALLS = 1_024
/** No invocation gives up, however slow the machine is. Milliseconds. */
const BUDGET = 600_000

interface Load {
  name: string
  action: Action<z.AnyZodObject, z.AnyZodObject>
  input(index: number): object
}

const loads: Load[] = [
  {
    name: 'createPaymentLink, 50 products',
    action: createPaymentLink as unknown as Load['action'],
    input: (index) => ({ productName: `Product ${index % 50}`, unit_amount: 700 }),
  },
  {
    name: 'createOrRetrieveCustomer, 50 customers',
    action: createOrRetrieveCustomer as unknown as Load['action'],
    input: (index) => ({ email: `caller-${index % 50}@example.com` }),
  },
]

interface Result {
  calls: number
  bytes: number
  ms: number
  perSecond: number
}

/** Plays a load with so many invocations under way at any moment, in a process that has just started. */
const play = async ({ action, input }: Load, atOnce: number): Promise<Result> => {
  const traffic = { bytes: 0, ms: 0 }
  const world = coldInstance(accountOf(1_000), traffic)
  const times: number[] = []
  let next = 0
  const caller = async (): Promise<void> => {
    while (next < CALLS) {
      const begun = performance.now()
      await world.run(action, input(next++), BUDGET)
      times.push(performance.now() - begun)
    }
  }
  const begun = performance.now()
  await Promise.all(Array.from({ length: atOnce }, caller))
  const seconds = (performance.now() - begun) / 1000
  return {
    ...{ calls: world.calls.filter(({ shared }) => !shared).length / CALLS, bytes: traffic.bytes / CALLS },
    ...{ ms: median(times), perSecond: CALLS / seconds },
  }
}

/** What an action costs when many run at once, on one core and without Stripe's limits. */
export const concurrency: Bench = {
  name: 'concurrency',
  run: async () => {
    const rows: string[][] = []
    const series: Array<{ name: string; values: number[] }> = []
    for (const load of loads) {
      await play(load, 8)
      const values: number[] = []
      for (const atOnce of AT_ONCE) {
        const { calls, bytes, ms, perSecond } = await play(load, atOnce)
        const figures = [calls.toFixed(2), `${short(bytes / 1024)} KB`, `${short(ms)} ms`, perSecond.toFixed(0)]
        rows.push([load.name, `${atOnce}`, ...figures])
        values.push(perSecond)
      }
      series.push({ name: load.name, values })
    }
    return [
      {
        title: `${CALLS.toLocaleString('en')} invocations, so many at once (one core, embedded Stripe included, no limits)`,
        head: ['Action', 'At once', 'Calls to Stripe each', 'Bytes each', 'Time each (median)', 'A second'],
        rows,
        chart: {
          name: 'concurrency',
          x: { title: 'invocations at once', values: AT_ONCE },
          y: { title: 'invocations a second' },
          series,
        },
      },
    ]
  },
}
