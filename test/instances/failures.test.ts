import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Fleet, startFleet } from './support/fleet'
import { hasRedis, type RedisServer, startRedis } from './support/redis'
import { storm } from './support/webhooks'

let redis: RedisServer | undefined
let fleet: Fleet | undefined
afterEach(async () => {
  await fleet?.close()
  await redis?.close()
  redis = undefined
})

/** Creates and changes customers: what each of them answers, counted. */
const work = async ({ action }: Fleet, times: number): Promise<Record<number, number>> => {
  const answers: Record<number, number> = {}
  const count = ({ status, body }: { status: number; body: string }) => {
    answers[status] = (answers[status] ?? 0) + 1
    return body
  }
  for (let index = 0; index < times; index++) {
    const created = JSON.parse(count(await action(0, 'createCustomer', { email: `${index}@example.com` })))
    count(await action(0, 'updateCustomer', { customerId: created.output.customer.id, name: `${index}` }))
  }
  return answers
}

/** Fills a Redis that has little memory. */
const fill = (server: RedisServer) =>
  server.ask(async (client) => {
    for (let size = 1_000_000; size >= 10; size = Math.floor(size / 2)) {
      for (let index = 0; ; index++) {
        const isFull = await client.set(`filler:${size}:${index}`, 'x'.repeat(size)).then(
          () => false,
          () => true
        )
        if (isFull) break
      }
    }
  })

interface Case {
  name: string
  /** Options of the server. */
  server?: string[]
  prepare?: (server: RedisServer) => unknown
  url?: (server: RedisServer) => string
  says: RegExp
  /** What a webhook is answered: whether anybody else gives the event cannot be known, or nobody ever can. */
  webhook: 200 | 503
}

const cases: Case[] = [
  { name: 'no address', url: () => 'localhost:6379', says: /REDIS_URL is no address like redis:/, webhook: 200 },
  { name: 'an address of another kind', url: () => 'https://127.0.0.1/', says: /is no address/, webhook: 200 },
  { name: 'an unknown name', url: () => 'redis://nowhere.invalid', says: /its name is unknown/, webhook: 200 },
  { name: 'nothing there', prepare: (server) => server.kill(), says: /nothing answers there/, webhook: 503 },
  {
    ...{ name: 'a wrong password', server: ['--requirepass', 'fake-right'], webhook: 200 },
    ...{ url: ({ port }) => `redis://:fake-wrong@127.0.0.1:${port}`, says: /its password was refused/ },
  },
  { name: 'no password', server: ['--requirepass', 'fake-right'], says: /its password was refused/, webhook: 200 },
  { name: 'a replica', server: ['--replicaof', '127.0.0.1', '1'], says: /a read-only replica/, webhook: 200 },
  { name: 'a full one', server: ['--maxmemory', '3mb'], prepare: fill, says: /it is full/, webhook: 503 },
  {
    name: 'one that stands still',
    prepare: (server) => server.freeze(),
    says: /does not answer in time/,
    webhook: 503,
  },
]

describe.runIf(hasRedis)('a Redis that cannot be used is named once, and the integration works', () => {
  it.each(cases)('$name', async ({ server = [], prepare, url, says, webhook }) => {
    redis = await startRedis(...server)
    await prepare?.(redis)
    fleet = await startFleet({ processes: 1, redisUrl: url?.(redis) ?? redis.url })
    expect(await work(fleet, 5)).toEqual({ 200: 10 })
    const { answers } = await storm(fleet, 1, undefined, 1)
    expect(fleet.said()).toEqual([expect.stringMatching(says)])
    expect(Object.keys(answers)).toEqual([`${webhook}`])
    expect(fleet.log.join('\n')).not.toMatch(/fake-(wrong|right)/)
  })
})

describe.runIf(hasRedis)('what goes wrong while Redis works is named once', () => {
  const slow = { latencyMs: [150, 200] as const }

  it('a clock that is a minute ahead', async () => {
    redis = await startRedis()
    const ahead = join(import.meta.dirname, 'support/a-minute-ahead.cjs')
    const env = { NODE_OPTIONS: `--require=${ahead}` }
    fleet = await startFleet({ processes: 2, redisUrl: redis.url, env })
    expect(await work(fleet, 5)).toEqual({ 200: 10 })
    expect(fleet.said()).toEqual([expect.stringMatching(/are 60 s apart/)])
  })

  it('keys that are evicted', async () => {
    const server = await startRedis()
    redis = server
    fleet = await startFleet({ processes: 1, redisUrl: server.url, traffic: slow })
    const stop = fleet.stripe.requests.subscribe(() => void server.ask((client) => client.flushall()))
    const answers = await work(fleet, 5)
    stop()
    expect(answers).toEqual({ 200: 10 })
    const said = fleet.said()
    expect(said.filter((line) => line.includes('forgot a request that is under way')).length).toBeLessThanOrEqual(1)
    expect(said.join()).toMatch(/evicts keys/)
  })

  it('one that stood still: it is used again', async () => {
    const server = await startRedis()
    redis = server
    fleet = await startFleet({ processes: 1, redisUrl: server.url })
    await work(fleet, 1)
    server.freeze()
    expect(await work(fleet, 3)).toEqual({ 200: 6 })
    server.thaw()
    const { answers, notOnce } = await storm(fleet, 5)
    expect({ taken: answers[200], notOnce }).toEqual({ taken: 10, notOnce: {} })
    expect(fleet.said()).toEqual([expect.stringMatching(/does not answer in time/), 'Redis is back.'])
  })
})
