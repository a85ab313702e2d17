import { type Fleet, LIMIT, startFleet } from '../test/instances/support/fleet'
import { hasRedis, startRedis } from '../test/instances/support/redis'
import { rush } from '../test/instances/support/rush'
import { type Bench, median, percent, type Section, short } from './bench'
import { burstyMinute, fourProcesses } from './simulation/scenarios'

/** Calls in a round: fewer than Stripe's limit of a second, so that nobody waits. */
const CALLS = 10
const ROUNDS = 8
/** After which all slots are free again. Milliseconds. */
const PAUSE = 1_200

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE))

const timesOf = async ({ action }: Fleet, type: string, input: (index: number) => object): Promise<number[]> => {
  const times: number[] = []
  for (let index = 0; index < CALLS; index++) {
    const begun = performance.now()
    const { status, body } = await action(0, type, input(index))
    if (status !== 200) throw new Error(body)
    times.push(performance.now() - begun)
  }
  return times
}

/** What Redis adds to an action: the same bundle with it and without, in turn. */
const added = async (): Promise<Section> => {
  const redis = await startRedis()
  const [withRedis, without] = [
    await startFleet({ processes: 1, redisUrl: redis.url }),
    await startFleet({ processes: 1, redisUrl: '' }),
  ]
  const fleets = [withRedis, without]
  const customers = new Map<Fleet, string>()
  for (const fleet of fleets) {
    const { body } = await fleet.action(0, 'createCustomer', { email: 'a@example.com' })
    customers.set(fleet, JSON.parse(body).output.customer.id)
  }
  const actions = [
    ['createCustomer (paced)', 'createCustomer', (_: Fleet, index: number) => ({ email: `${index}@example.com` })],
    [
      'updateCustomer (paced, with a lease)',
      'updateCustomer',
      (fleet: Fleet, index: number) => ({ customerId: customers.get(fleet), name: `Name ${index}` }),
    ],
  ] as const
  const rows: string[][] = []
  for (const [title, type, inputOf] of actions) {
    const times = new Map<Fleet, number[]>(fleets.map((fleet) => [fleet, []]))
    for (let round = 0; round <= ROUNDS; round++) {
      for (const fleet of round % 2 ? fleets : fleets.toReversed()) {
        const taken = await timesOf(fleet, type, (index) => inputOf(fleet, index))
        // In the first round, each process was still warming up.
        if (round > 0) times.get(fleet)?.push(...taken)
      }
      await pause()
    }
    const [ours = 0, theirs = 0] = fleets.map((fleet) => median(times.get(fleet) ?? []))
    rows.push([title, `${theirs.toFixed(2)} ms`, `${ours.toFixed(2)} ms`, `${(ours - theirs).toFixed(2)} ms`])
  }
  await Promise.all(fleets.map((fleet) => fleet.close()))
  await redis.close()
  return {
    title: 'What a local Redis adds to an action (medians, the same bundle with REDIS_URL and without, in turn)',
    head: ['Action', 'Without', 'With', 'Added'],
    rows,
  }
}

const RUNS = 3
const RUSH = 300
/** How long the embedded Stripe pretends to take: longer than this machine does. Milliseconds. */
const LATENCY = [100, 200] as const
const traffic = {
  limits: { account: LIMIT, endpoint: LIMIT, search: 20, window: 'sliding' as const },
  latencyMs: LATENCY,
}

/** Four processes of the built bundle, measured and simulated. */
const compared = async (): Promise<Section> => {
  const rows: string[][] = []
  for (const isShared of [true, false]) {
    const results = []
    for (let run = 0; run < RUNS; run++) {
      const redis = isShared ? await startRedis() : undefined
      const fleet = await startFleet({ traffic, ...(redis && { redisUrl: redis.url }) })
      results.push(await rush(fleet, RUSH))
      await fleet.close()
      await redis?.close()
    }
    const simulated = await Promise.all(
      Array.from({ length: RUNS }, (_, seed) => fourProcesses(isShared, RUSH, LATENCY, seed + 1))
    )
    const [measured, expected] = [median(results.map(({ used }) => used)), median(simulated.map(({ used }) => used))]
    const smallest = Math.min(...results.flatMap(({ byProcess }) => byProcess)) / (RUSH / 4)
    rows.push([
      ...[isShared ? 'one budget in Redis' : 'each process alone'],
      ...[`${results.reduce((sum, { errors }) => sum + errors.length, 0)}`],
      ...[percent(median(results.map(({ refused }) => refused)), 1), percent(smallest)],
      ...[percent(measured, 1), percent(expected, 1), percent(Math.abs(expected / measured - 1), 1)],
    ])
  }
  return {
    title: `Four processes, 25 calls under way on each, ${RUSH} createCustomer against ${LIMIT}/s, ${LATENCY.join('–')} ms latency (medians of ${RUNS})`,
    head: [
      ...['Processes', 'Errors', 'Refused', 'Smallest share of a process'],
      ...['Of the limit used', 'Simulated', 'Apart'],
    ],
    rows,
  }
}

const INSTANCES = [10, 100, 1_000, 10_000]

/** Far more instances than a machine has room for, in simulated time. */
const simulated = async (): Promise<Section> => {
  const rows: string[][] = []
  const series = []
  for (const isShared of [true, false]) {
    const values: number[] = []
    for (const instances of INSTANCES) {
      const { used, refused, busy, fairness, wait } = await burstyMinute(instances, isShared)
      rows.push([
        ...[isShared ? 'one budget in Redis' : 'each alone', instances.toLocaleString('en'), percent(used)],
        ...[percent(refused, 1), percent(busy, 1), fairness.toFixed(3)],
        ...[`${short(wait.median / 1000)} s`, `${short(wait.p95 / 1000)} s`],
      ])
      values.push(Math.max(0.01, refused * 100))
    }
    series.push({ name: isShared ? 'one budget in Redis' : 'each alone', values, dashed: !isShared })
  }
  return {
    title: 'A bursty minute in live mode (100/s; 250/s asked for during two seconds of ten, else 45/s), simulated',
    head: ['Instances', 'How many', 'Used', 'Refused', 'Told to come later', 'Fairness', 'Wait (median)', 'Wait (p95)'],
    rows,
    chart: {
      name: 'instances',
      x: { title: 'instances', values: INSTANCES },
      y: { title: '% of requests refused' },
      series,
    },
  }
}

/** Several instances on one Stripe account, with Redis and without. */
export const instances: Bench = {
  name: 'instances',
  document: 'scaling.md',
  run: async () => {
    if (!hasRedis) return [await simulated()]
    return [await added(), await compared(), await simulated()]
  },
}
