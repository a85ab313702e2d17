import { afterEach, describe, expect, it } from 'vitest'
import { type Fleet, LIMIT, startFleet } from './support/fleet'
import { hasRedis, type RedisServer, startRedis } from './support/redis'
import { rush } from './support/rush'

/** `.ci/run` takes a thousand, which is forty seconds of Stripe's limit. */
const CALLS = Number(process.env.INSTANCES_CALLS ?? 200)

const traffic = { limits: { account: LIMIT, endpoint: LIMIT, search: 20, window: 'sliding' as const } }

let redis: RedisServer | undefined
let fleet: Fleet | undefined
afterEach(async () => {
  await fleet?.close()
  await redis?.close()
  redis = undefined
})

const shown = ({ used, refused, byProcess }: Awaited<ReturnType<typeof rush>>): string =>
  `${byProcess.reduce((sum, calls) => sum + calls)} calls, ${(used * 100).toFixed(1)} % of the limit used, ${(refused * 100).toFixed(2)} % refused, by process ${byProcess.join(', ')}`

describe.runIf(hasRedis)('four processes with one budget in Redis', () => {
  it('create customers at the limit: no error, at most 1 % refused, no process below half of its share', async () => {
    redis = await startRedis()
    fleet = await startFleet({ redisUrl: redis.url, traffic })
    const result = await rush(fleet, CALLS)
    console.log(shown(result))
    expect(result.errors).toEqual([])
    expect(result.customers).toBe(CALLS)
    expect(result.refused).toBeLessThanOrEqual(0.01)
    expect(Math.min(...result.byProcess)).toBeGreaterThanOrEqual(CALLS / 4 / 2)
  }, 180_000)

  it('create customers while Redis is killed and comes back: no error', async () => {
    const server = await startRedis()
    redis = server
    fleet = await startFleet({ redisUrl: server.url, traffic })
    const some = Math.min(CALLS, 200)
    const outage = (done: number) => {
      if (done === Math.floor(some / 3)) void server.kill().then(() => setTimeout(server.start, 1_000))
    }
    const result = await rush(fleet, some, outage)
    console.log(shown(result))
    expect(result.errors).toEqual([])
    expect(result.customers).toBe(some)
    expect(fleet.said().join()).toContain('Redis cannot be used')
  }, 180_000)
})

describe('four processes, each alone', () => {
  it('learn from refusals that others are there: no error', async () => {
    fleet = await startFleet({ traffic })
    const result = await rush(fleet, CALLS)
    console.log(shown(result))
    expect(result.errors).toEqual([])
    expect(result.customers).toBe(CALLS)
    expect(result.refused).toBeGreaterThan(0)
  }, 180_000)
})
