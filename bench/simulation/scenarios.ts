import { createWorld } from './model'

export interface Outcome {
  /** Share of what Stripe allowed that was used, while there was something to do. */
  used: number
  /** Share of Stripe's answers that were 429. */
  refused: number
  /** Share of the actions that were told to come again later. */
  busy: number
  /** 1: each instance got the same share of its actions done within ten seconds. Jain's index. */
  fairness: number
  /** Milliseconds that half, and 95 of 100 actions, took longer than Stripe's own answer. */
  wait: { median: number; p95: number }
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

const jain = (shares: readonly number[]): number => {
  const sum = shares.reduce((total, share) => total + share, 0)
  const squares = shares.reduce((total, share) => total + share * share, 0)
  return squares === 0 ? 1 : (sum * sum) / (shares.length * squares)
}

/** Stripe's limit in live mode. The load is on one endpoint, whose own limit is left out. */
const LIVE = { account: 100, endpoint: 100, search: 20 }
const LATENCY = [100, 300] as const
const SECONDS = 60
/** A platform ends a process that had nothing to do for so long; the next call is a cold start. Milliseconds. */
const FROZEN_AFTER = 5_000

/** How many actions a second are asked for: below the limit on the average, and far above it for two seconds of ten. */
const rateAt = (second: number): number => LIVE.account * (second % 10 < 2 ? 2.5 : 0.45)

/** A bursty minute of live mode on so many instances, which come and go. */
export const burstyMinute = async (instances: number, withRedis: boolean): Promise<Outcome> => {
  const world = createWorld(LIVE, withRedis, LATENCY, instances)
  const { clock, random } = world
  const alive = new Map<number, { process: ReturnType<typeof world.start>; usedAt: number }>()
  const results: Array<{ instance: number; ok: boolean; took: number }> = []
  const one = async (): Promise<void> => {
    const instance = Math.floor(random() * instances)
    const known = alive.get(instance)
    const isWarm = known !== undefined && clock.now() - known.usedAt < FROZEN_AFTER
    const process = isWarm ? known.process : world.start()
    alive.set(instance, { process, usedAt: clock.now() })
    const begun = clock.now()
    const ok = await process.call()
    alive.set(instance, { process, usedAt: clock.now() })
    results.push({ instance, ok, took: clock.now() - begun })
  }
  const begun = clock.now()
  const play = async (): Promise<void> => {
    const calls: Promise<void>[] = []
    for (let second = 0; second < SECONDS; second++) {
      const rate = rateAt(second)
      for (let index = 0; index < rate; index++) {
        calls.push(one())
        await clock.sleep(1000 / rate)
      }
    }
    await Promise.all(calls)
  }
  await world.drive(play())
  const seconds = (clock.now() - begun) / 1000
  const waits = results.map(({ took }) => Math.max(0, took - LATENCY[1])).sort((a, b) => a - b)
  const byInstance = new Map<number, boolean[]>()
  for (const { instance, ok, took } of results) {
    byInstance.set(instance, [...(byInstance.get(instance) ?? []), ok && took < 10_000])
  }
  const shares = [...byInstance.values()].map((done) => done.filter(Boolean).length / done.length)
  const { answered, refused } = world.seen
  return {
    used: answered / (LIVE.account * seconds),
    refused: refused / (answered + refused),
    busy: results.filter(({ ok }) => !ok).length / results.length,
    fairness: jain(shares),
    wait: { median: at(waits, 0.5), p95: at(waits, 0.95) },
  }
}

/** What `test/instances/pace.test.ts` measures with real processes: test mode, 25 calls under way on each, a fixed number. */
export const fourProcesses = async (
  withRedis: boolean,
  calls: number,
  latencyMs: readonly [number, number],
  seed: number
): Promise<{ used: number; refused: number }> => {
  const world = createWorld({ account: 25, endpoint: 25, search: 20 }, withRedis, latencyMs, seed)
  const processes = Array.from({ length: 4 }, world.start)
  let next = 0
  const begun = world.clock.now()
  const caller = async (process: ReturnType<typeof world.start>): Promise<void> => {
    while (next++ < calls) await process.call()
  }
  await world.drive(Promise.all(processes.flatMap((process) => Array.from({ length: 25 }, () => caller(process)))))
  const { answered, refused } = world.seen
  const seconds = (world.clock.now() - begun) / 1000
  return { used: answered / (25 * seconds), refused: refused / (answered + refused) }
}
