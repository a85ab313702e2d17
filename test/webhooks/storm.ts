import type { FaultRule } from '@botpress-stripe/sandbox-botpress'
import { TEST_KEY } from '../../integration/test/support/embedded'
import { createRestartable, type Restartable, restartAt } from '../../integration/test/support/restartable'
import { createRandom, type Random } from './random'
import { createRecord, EVENTS, judge, type Recorded } from './record'
import { createShopkeeper } from './shopkeeper'

/** The share of calls to Botpress that fail: half before and half after it did what it was asked for. */
const FAULTS = 0.05

const HOUR = 3_600_000

/** Every kind of fault that an operation can meet. A lost connection in a read makes the real client wait: not here. */
const rulesOf = (random: Random): FaultRule[] => {
  const rule = (fault: FaultRule['fault'], operation: string, share: number): FaultRule => ({
    ...{ fault, times: Number.POSITIVE_INFINITY },
    matches: (called) => called === operation && random.number() < share,
  })
  return [
    ...(['500 before', 'reset before'] as const).map((fault) => rule(fault, 'createEvent', FAULTS / 4)),
    ...(['500 after', '502 after', 'reset after'] as const).map((fault) => rule(fault, 'createEvent', FAULTS / 6)),
    ...(['500 before', '500 after'] as const).map((fault) => rule(fault, 'setState', FAULTS / 2)),
    ...(['getState', 'listEvents'] as const).map((operation) => rule('500 before', operation, FAULTS)),
  ]
}

/** Calls of each operation of Botpress that were made in some work. */
const callsIn = async ({ botpress }: Restartable, work: () => Promise<void>): Promise<Record<string, number>> => {
  const before = botpress.calls.length
  await work()
  const counts: Record<string, number> = {}
  for (const { operation = 'unknown' } of botpress.calls.slice(before)) {
    counts[operation] = (counts[operation] ?? 0) + 1
  }
  return counts
}

/** When it is calm again: what a number of warm webhooks cost. */
const measureWarm = async (
  world: Restartable,
  { happened, sent }: Recorded,
  { touch, settled }: Awaited<ReturnType<typeof createShopkeeper>>
) => {
  const once = async (count: number) => {
    await touch(count)
    await world.clock.advance(60_000)
    await settled()
  }
  await once(20)
  const before = { events: happened.size, sent: sent() }
  const calls = await callsIn(world, () => once(20))
  return { events: happened.size - before.events, sent: sent() - before.sent, calls }
}

/**
 * A busy time: a share of the webhooks comes twice, all come in disorder, calls to Botpress fail, and the integration
 * is restarted twice. Stripe's retries follow, until nothing waits any more.
 */
export const storm = async (seed: number, events: number) => {
  const random = createRandom(seed)
  const world = await createRestartable({
    seed: `storm ${seed}`,
    deliveries: { duplicates: 0.2, shuffleMs: 20_000 },
  })
  const { botpress, stripe, clock, room, restart } = world
  await botpress.install({ apiKey: TEST_KEY, events: EVENTS })
  const record = createRecord(world)
  const shopkeeper = await createShopkeeper(world, random)
  for (const rule of rulesOf(random)) botpress.faults.add(rule)
  // The first in the worst moment, the second in any.
  const restarts = [
    { after: (0.2 + random.number() * 0.3) * events, operation: 'createEvent' },
    { after: (0.5 + random.number() * 0.4) * events, operation: random.pick('getState', 'createEvent', 'setState') },
  ]
  const restarting = () => {
    record.restarted()
    restart()
  }
  while (record.happened.size < events) {
    await shopkeeper.step()
    const [next] = restarts
    if (next && record.happened.size > next.after) {
      restarts.shift()
      restartAt({ botpress, restart: restarting }, next.operation)
    }
    await clock.advance(random.below(400), room)
  }
  for (let hour = 0; hour < 96; hour++) {
    await clock.advance(HOUR, room)
    await stripe.settled()
  }
  const figures = { events: record.happened.size, sent: record.sent(), faults: botpress.faults.hits() }
  const verdict = judge(record)
  botpress.faults.clear()
  const warm = await measureWarm(world, record, shopkeeper)
  const listed = botpress.calls.filter(({ operation }) => operation === 'listEvents').length
  await world.close()
  return { seed, ...figures, listed, restarts: 2 - restarts.length, ...verdict, warm }
}
