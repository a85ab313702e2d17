import { createStripe, DEFAULT_KEYS, serveStripe } from '@botpress-stripe/sandbox-stripe'
import Stripe from 'stripe'
import { systemClock } from '../integration/src/clock'
import { createGateway } from '../integration/src/gateway/index'
import { createInvocation } from '../integration/src/gateway/invocation'
import { createNetwork } from '../integration/src/gateway/network'
import { type Bench, median, percent } from './bench'

/** How much is measured: more rounds of more calls where a call takes no time. */
const PLAN = { none: { rounds: 30, calls: 40 }, some: { rounds: 12, calls: 5 } }

/** Milliseconds a call takes, one after the other. */
const timeOf = async (calls: number, call: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  for (let index = 0; index < calls; index++) await call()
  return (performance.now() - begun) / calls
}

/**
 * The gateway against the bare SDK, on the same embedded Stripe over HTTP, without limits: interleaved, the order
 * reversed each round, and the median of the rounds' ratios.
 * @param latency how long the embedded Stripe takes for a request, in milliseconds
 */
const compare = async (latency: number) => {
  const { rounds, calls } = latency === 0 ? PLAN.none : PLAN.some
  const stripe = createStripe(latency === 0 ? {} : { traffic: { latencyMs: [latency, latency] } })
  const server = await serveStripe(stripe, { port: 0 })
  const apiBase = new URL(server.url)
  const key = DEFAULT_KEYS[0]?.key ?? ''
  const bare = new Stripe(key, {
    ...{ protocol: 'http', host: apiBase.hostname, port: Number(apiBase.port), maxNetworkRetries: 0, telemetry: false },
  })
  const unlimited = { account: 1e9, endpoint: 1e9, search: 1e9 }
  const gateway = createGateway(key, {
    ...{ transport: createNetwork(), clock: systemClock, random: Math.random },
    ...{ observer: () => undefined, apiBase, limits: unlimited },
  })
  const { id } = await bare.customers.create({ email: 'a@example.com' })
  const within = <T>(work: (client: Stripe) => Promise<T>) =>
    gateway.lend(createInvocation({ clock: systemClock, scope: 'bench' }), work)
  const operations: Array<[string, (client: Stripe) => Promise<unknown>]> = [
    ['retrieve', (client) => client.customers.retrieve(id)],
    ['update', (client) => client.customers.update(id, { name: 'x' })],
    ['create', (client) => client.customers.create({ email: 'b@example.com' })],
  ]
  const rows = []
  for (const [name, operation] of operations) {
    const sides = { bare: () => operation(bare), gateway: () => within(operation) }
    await timeOf(calls, sides.bare)
    await timeOf(calls, sides.gateway)
    const times = { bare: [] as number[], gateway: [] as number[], ratio: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? (['bare', 'gateway'] as const) : (['gateway', 'bare'] as const)
      const took = { bare: 0, gateway: 0 }
      for (const side of order) took[side] = await timeOf(calls, sides[side])
      times.bare.push(took.bare)
      times.gateway.push(took.gateway)
      times.ratio.push(took.gateway / took.bare)
    }
    rows.push({ name, bare: median(times.bare), gateway: median(times.gateway), ratio: median(times.ratio) })
  }
  await server.close()
  return rows
}

/** What the gateway adds to a call, where Stripe takes some time and where it takes none. */
export const overhead: Bench = {
  name: 'overhead',
  run: async () => {
    const rows: string[][] = []
    for (const latency of [20, 0]) {
      for (const { name, bare, gateway, ratio } of await compare(latency)) {
        const times = [`${bare.toFixed(3)} ms`, `${gateway.toFixed(3)} ms`]
        rows.push([name, `${latency} ms`, ...times, percent(ratio - 1, 1)])
      }
    }
    return [
      {
        title: 'The gateway against the bare SDK over HTTP (medians of interleaved rounds)',
        head: ['Call', 'Latency', 'Bare', 'Through the gateway', 'Added'],
        rows,
      },
    ]
  },
}
