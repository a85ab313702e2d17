import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TEST_KEY } from '../support/embedded'
import { createRestartable, type Restartable, restartAt } from '../support/restartable'

/** What breaks, one thing at a time. All of it together is in test/webhooks. */
let world: Restartable
beforeEach(async () => {
  world = await createRestartable()
  await world.botpress.install({ apiKey: TEST_KEY })
  // Warm: what happens from here on happened after this instance began.
  await world.clock.advance(60_000)
  await world.post(event('evt_warm', 'ch_warm'))
})
afterEach(() => world.close())

const now = () => Math.floor(world.clock.now() / 1000)
const event = (id: string, object = 'ch_1', created = now()) =>
  JSON.stringify({
    ...{ id, object: 'event', type: 'charge.failed', created, livemode: false },
    data: { object: { id: object, object: 'charge', customer: null, made: id } },
  })
const fault = (name: Parameters<typeof world.botpress.faults.add>[0]['fault'], called: string, times = 1) =>
  world.botpress.faults.add({ fault: name, times, matches: (operation) => operation === called })
const status = async (body: string) => (await world.post(body)).status
const arrivals = (id: string) => world.botpress.events.filter(({ payload }) => payload.eventId === id)
const callsOf = async (work: () => Promise<unknown>) => {
  const before = world.botpress.calls.length
  await work()
  return world.botpress.calls.slice(before).map(({ operation }) => operation)
}
const seconds = (count: number) => world.clock.advance(count * 1000)

describe('the answer of createEvent is lost', () => {
  it.each(['500 after', '502 after', 'reset after'] as const)(
    '%s: Botpress is asked, and once is enough',
    async (how) => {
      fault(how, 'createEvent')
      const calls = await callsOf(async () => expect(await status(event('evt_1'))).toBe(200))
      expect(calls).toEqual(['getState', 'createEvent', 'listEvents', 'setState'])
      expect(arrivals('evt_1')).toHaveLength(1)
      expect(await status(event('evt_1'))).toBe(200)
      expect(arrivals('evt_1')).toHaveLength(1)
    }
  )

  it.each(['500 before', 'reset before'] as const)('%s: Stripe sends it again', async (how) => {
    fault(how, 'createEvent')
    expect(await status(event('evt_1'))).toBe(500)
    expect(arrivals('evt_1')).toHaveLength(0)
    expect(await status(event('evt_1'))).toBe(200)
    expect(arrivals('evt_1')).toHaveLength(1)
  })

  it.each([
    ['soon', 20],
    ['after the memory has forgotten it', 400],
  ])('and Botpress cannot be asked: it is asked when Stripe sends the event again, %s', async (_, later) => {
    const body = event('evt_1')
    fault('500 after', 'createEvent')
    fault('500 before', 'listEvents', 4)
    expect(await status(body)).toBe(500)
    await seconds(later)
    expect(await status(body)).toBe(200)
    expect(arrivals('evt_1')).toHaveLength(1)
  })

  it('too many requests is no lost answer: the call is made again', async () => {
    fault('429', 'createEvent')
    const calls = await callsOf(async () => expect(await status(event('evt_1'))).toBe(200))
    expect(calls).toEqual(['getState', 'createEvent', 'setState'])
    expect(world.botpress.faults.hits()).toBe(1)
  })
})

describe('the ledger could not be written', () => {
  it.each(['500 before', '500 after'] as const)(
    '%s: the event does not come twice, and the ledger is mended',
    async (how) => {
      const body = event('evt_1')
      fault(how, 'setState')
      expect(await status(body)).toBe(500)
      const calls = await callsOf(async () => expect(await status(body)).toBe(200))
      expect(calls).toEqual(how === '500 before' ? ['getState', 'setState'] : ['getState'])
      expect(arrivals('evt_1')).toHaveLength(1)
      world.restart()
      await seconds(10)
      // The ledger knows: the new process has not to ask Botpress for its events.
      const later = await callsOf(() => status(body))
      expect(later.filter((operation) => operation !== 'getState')).toEqual([])
      expect(arrivals('evt_1')).toHaveLength(1)
    }
  )

  it('what is older is stale nevertheless', async () => {
    fault('500 before', 'setState')
    expect(await status(event('evt_new'))).toBe(500)
    expect(await status(event('evt_old', 'ch_1', now() - 1))).toBe(200)
    expect(arrivals('evt_old')[0]?.payload.stale).toBe(true)
    expect(arrivals('evt_new')[0]?.payload).not.toHaveProperty('stale')
  })
})

describe('the process ends in the middle', () => {
  it('and the event comes again at once: it was taken', async () => {
    const body = event('evt_1')
    restartAt(world, 'createEvent')
    expect(await status(body)).toBe(502)
    await seconds(10)
    expect(await status(body)).toBe(200)
    expect(arrivals('evt_1')).toHaveLength(1)
  })

  it('and the event comes again late, when there are many newer ones', async () => {
    const body = event('evt_1')
    restartAt(world, 'createEvent')
    expect(await status(body)).toBe(502)
    await seconds(10)
    for (let count = 0; count < 130; count++) expect(await status(event(`evt_newer_${count}`, `ch_${count}`))).toBe(200)
    await seconds(300)
    expect(await status(body)).toBe(200)
    expect(arrivals('evt_1')).toHaveLength(1)
  })

  it('before the event was taken: it is delivered later', async () => {
    const body = event('evt_1')
    restartAt(world, 'getState')
    expect(await status(body)).toBe(502)
    await seconds(300)
    expect(await status(body)).toBe(200)
    expect(arrivals('evt_1')).toHaveLength(1)
  })
})
