import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FAULTS, type Fault } from '../src/index'
import { type Served, served } from './support/served'

let world: Served
beforeAll(async () => {
  world = await served()
})
beforeEach(() => {
  world.botpress.reset()
  world.botpress.faults.clear()
})
afterAll(() => world.close())

const create = () => world.client.createEvent({ type: 'greeted', payload: { name: 'Ada', note: null } })
const once = (fault: Fault) =>
  world.botpress.faults.add({ fault, times: 1, matches: (operation) => operation === 'createEvent' })

/** What the real client makes of it, and whether it was done. */
const OUTCOMES: Record<Fault, { error: object; done: boolean }> = {
  '429': { error: { code: 429, type: 'RateLimited' }, done: false },
  '500 before': { error: { code: 500, type: 'Internal' }, done: false },
  '500 after': { error: { code: 500, type: 'Internal' }, done: true },
  '502 after': { error: { code: 500, type: 'Unknown' }, done: true },
  'reset before': { error: { message: expect.stringMatching(/hang up|ECONNRESET/) }, done: false },
  'reset after': { error: { message: expect.stringMatching(/hang up|ECONNRESET/) }, done: true },
}

describe('faults on demand', () => {
  it.each(FAULTS)('%s', async (fault) => {
    once(fault)
    const { error, done } = OUTCOMES[fault]
    await expect(world.client.listEvents({})).resolves.toMatchObject({ events: [] })
    await expect(create()).rejects.toMatchObject(error)
    expect(world.botpress.events).toHaveLength(done ? 1 : 0)
    await create()
    expect(world.botpress.events).toHaveLength(done ? 2 : 1)
    expect(world.botpress.faults.hits()).toBe(1)
  })

  it('are forgotten', async () => {
    once('500 before')
    world.botpress.faults.clear()
    await create()
    expect(world.botpress.faults.hits()).toBe(0)
  })
})
