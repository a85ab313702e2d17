import { existsSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import type { Entry, Figures, Job, Session } from '../src/api'
import { createInstances } from '../src/world/instances'
import { listen, type PlaygroundUnderTest, startPlayground } from './support/playground'

const CALLS = 40

let playground: PlaygroundUnderTest | undefined
afterEach(async () => {
  await playground?.close()
  playground = undefined
})

it('spreads what is for the integration over its instances in turn, and nothing else', () => {
  const instances = createInstances(2)
  expect(instances.reach('http://127.0.0.1:1/a')).toBe('http://127.0.0.1:1/a')
  instances.use(['http://127.0.0.1:1', 'http://127.0.0.1:2'])
  const reached = Array.from({ length: 3 }, () => instances.reach('http://127.0.0.1:1/a?b'))
  expect(reached).toEqual(['http://127.0.0.1:1/a?b', 'http://127.0.0.1:2/a?b', 'http://127.0.0.1:1/a?b'])
  expect(instances.reach('http://127.0.0.1:9/bot')).toBe('http://127.0.0.1:9/bot')
})

const rush = async (options: { instances: number; redis?: 'start' }) => {
  playground = await startPlayground({}, options)
  const { get, post, entries } = playground
  const stream = await listen(playground)
  const { id } = await post<Job>('/api/rush', { calls: CALLS })
  expect((await playground.send('POST', '/api/rush', { calls: CALLS })).status).toBe(409)
  const { data: job } = await stream.next('job', (data) => data.id === id && data.state !== 'running')
  stream.end()
  const calls = (await entries('kind=call')).filter(({ title }: Entry) => title === 'POST /v1/customers')
  const session = await get<Session>('/api/session')
  return { job, calls, session, limit: (await get<Figures>('/api/figures')).limit }
}

it('two instances side by side: every customer is created once, below the limit of test mode', async () => {
  const { job, calls, session, limit } = await rush({ instances: 2 })
  expect([job.state, calls.length, limit]).toEqual(['done', CALLS, 25])
  expect(session.instances).toEqual({ count: 2, shared: false })
})

it.skipIf(!existsSync('/usr/bin/redis-server'))('with one budget in Redis, nothing is refused', async () => {
  const { job, calls, session } = await rush({ instances: 2, redis: 'start' })
  expect([job.state, calls.length]).toEqual(['done', CALLS])
  expect(session.instances).toEqual({ count: 2, shared: true })
  const attempts = calls.map(({ payload }) => Object(payload).attempts.map(({ status }: { status: number }) => status))
  expect(attempts).toEqual(Array.from({ length: CALLS }, () => [200]))
})

it.each([0, 1.5, 1001, 'many'])('a rush of %s calls is refused', async (calls) => {
  playground = await startPlayground()
  const answer = await playground.send('POST', '/api/rush', { calls })
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('from 1 to 1000')])
})
