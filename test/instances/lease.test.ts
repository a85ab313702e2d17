import { afterEach, describe, expect, it } from 'vitest'
import { type Fleet, startFleet } from './support/fleet'
import { hasRedis, type RedisServer, startRedis } from './support/redis'
import { updates } from './support/updates'

/** `.ci/run` takes two hundred. */
const UPDATES = Number(process.env.INSTANCES_UPDATES ?? 60)

const traffic = { locks: true, latencyMs: [20, 40] as const }

let redis: RedisServer | undefined
let fleet: Fleet | undefined
afterEach(async () => {
  await fleet?.close()
  await redis?.close()
  redis = undefined
})

describe('changes of one object from four processes', () => {
  it.runIf(hasRedis)(
    'with Redis: all are made, and no two meet',
    async () => {
      redis = await startRedis()
      fleet = await startFleet({ redisUrl: redis.url, traffic })
      expect(await updates(fleet, UPDATES)).toEqual({ errors: [], conflicts: 0, made: UPDATES })
      expect(fleet.log.filter((line) => line.startsWith('shared'))).toEqual([])
    },
    180_000
  )

  it('each process alone: all are made', async () => {
    fleet = await startFleet({ traffic })
    const { errors, conflicts, made } = await updates(fleet, UPDATES)
    console.log(conflicts)
    expect({ errors, made }).toEqual({ errors: [], made: UPDATES })
    expect(conflicts).toBeGreaterThan(0)
  }, 180_000)

  it.runIf(hasRedis)(
    'Redis is killed and comes back: all are made',
    async () => {
      const server = await startRedis()
      redis = server
      fleet = await startFleet({ redisUrl: server.url, traffic })
      const outage = (done: number) => {
        if (done === Math.floor(UPDATES / 3)) void server.kill().then(() => setTimeout(server.start, 500))
      }
      const { errors, made } = await updates(fleet, UPDATES, outage)
      expect({ errors, made }).toEqual({ errors: [], made: UPDATES })
      expect(fleet.log.filter((line) => line.includes('Redis cannot be used')).length).toBeGreaterThan(0)
    },
    180_000
  )
})
