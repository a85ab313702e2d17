import { describe, expect, it, onTestFinished } from 'vitest'
import { burstyMinute, fourProcesses } from '../../bench/simulation/scenarios'
import { simulatedStore } from '../../bench/simulation/store'
import { systemClock } from '../../integration/src/clock'
import { connect, type Run } from '../../integration/src/shared/redis/connection'
import { hasRedis, startRedis } from './support/redis'

/** Counts in simulated time: the same on every machine. */
describe('a bursty minute of simulated instances that come and go', () => {
  it.each([10, 300])(
    '%i instances with one budget: nothing is refused, everything is done, all alike',
    async (count) => {
      const { refused, busy, fairness, used } = await burstyMinute(count, true)
      expect({ refused, busy }).toEqual({ refused: 0, busy: 0 })
      expect(fairness).toBeGreaterThan(0.99)
      expect(used).toBeGreaterThan(0.8)
    }
  )

  it('300 instances, each alone: much is refused, and everything is done', async () => {
    const { refused, busy } = await burstyMinute(300, false)
    expect(busy).toBe(0)
    expect(refused).toBeGreaterThan(0.2)
  })
})

it('four simulated processes: nine tenths of the limit with one budget, three fifths alone', async () => {
  const together = await fourProcesses(true, 400, [20, 80], 1)
  expect(together.refused).toBe(0)
  expect(together.used).toBeGreaterThan(0.9)
  expect((await fourProcesses(false, 400, [20, 80], 1)).used).toBeGreaterThan(0.6)
})

/** Plays random steps of five instances: how many slots each of them gave. */
const playOn = async (run: Run): Promise<number[]> => {
  const given: number[] = []
  const held: string[] = []
  let [seed, next] = [7, 0]
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  const keys = (parts: string[]) =>
    ['account', 'customers'].flatMap((limit) => parts.map((part) => `{x}:${limit}:${part}`))
  for (let step = 0; step < 150; step++) {
    if (random(3) === 0 && held.length > 0) {
      const [slot = ''] = held.splice(random(held.length), 1)
      await run('release', keys(['slots', 'share']), [slot, 1000, 0, 7, 9])
      continue
    }
    const [me, wanted] = [`i${random(5)}`, 1 + random(4)]
    // Long enough that nobody's time in line is over.
    const reply = await run('take', keys(['slots', 'line', 'alive', 'share']), [me, wanted, next, 15_000, 7, 9])
    const count = Array.isArray(reply) ? reply.length - 3 : -1
    for (let index = 0; index < count; index++) held.push(`${me}:${next + index}`)
    next += wanted
    given.push(count)
  }
  return given
}

it.runIf(hasRedis)('the simulated Redis gives what the real one does', async () => {
  const redis = await startRedis()
  onTestFinished(redis.close)
  const { run, client } = connect(redis.url, systemClock, Math.random, () => undefined)
  const expected = await playOn(simulatedStore(systemClock, 0))
  let real: number[] = []
  // Who stands in line is forgotten after half a second: a machine that stood still for so long tells nothing.
  for (let attempt = 0; attempt < 5 && `${real}` !== `${expected}`; attempt++) {
    await redis.ask((other) => other.flushall())
    real = await playOn(run)
  }
  expect(real).toEqual(expected)
  expect(real.filter((count) => count > 0).length).toBeGreaterThan(10)
  expect(real.filter((count) => count === 0).length).toBeGreaterThan(10)
  client.disconnect()
})
