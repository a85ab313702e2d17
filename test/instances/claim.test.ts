import { afterEach, describe, expect, it } from 'vitest'
import { type Fleet, startFleet } from './support/fleet'
import { hasRedis, type RedisServer, startRedis } from './support/redis'
import { storm } from './support/webhooks'

/** `.ci/run` takes five thousand. */
const EVENTS = Number(process.env.INSTANCES_EVENTS ?? 300)

let redis: RedisServer | undefined
let fleet: Fleet | undefined
afterEach(async () => {
  await fleet?.close()
  await redis?.close()
  redis = undefined
})

describe.runIf(hasRedis)('events that come to two of four processes at once', () => {
  it('are each given to the bot once', async () => {
    redis = await startRedis()
    fleet = await startFleet({ redisUrl: redis.url })
    const { answers, refused, notOnce } = await storm(fleet, EVENTS)
    console.log(EVENTS, answers)
    expect(notOnce).toEqual({})
    expect(refused).toBe(0)
    expect(answers[200]).toBe(2 * EVENTS)
  }, 600_000)

  it('are each given once while Redis is killed and comes back empty; what is refused meanwhile arrives', async () => {
    const server = await startRedis()
    redis = server
    fleet = await startFleet({ redisUrl: server.url })
    const some = Math.min(EVENTS, 1000)
    const outage = (done: number) => {
      if (done === Math.floor(some / 3)) void server.kill()
      if (done === Math.floor(some / 3)) setTimeout(server.start, 1_500)
    }
    const { answers, refused, notOnce } = await storm(fleet, some, outage)
    console.log(some, answers)
    expect(notOnce).toEqual({})
    expect(refused).toBe(0)
    expect(answers[200]).toBe(2 * some)
    expect(answers[503]).toBeGreaterThan(0)
    expect(fleet.log.filter((line) => line.startsWith('shared'))).toEqual(
      expect.arrayContaining([expect.stringContaining('Redis is back')])
    )
  }, 600_000)
})
