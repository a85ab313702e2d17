import { describe, expect, it } from 'vitest'
import { readLedger, shardOf, withDelivery } from '../../src/webhook/ledger'
import {
  deliveryMark,
  EMPTY_PAGE,
  isDelivered,
  isStale,
  isTold,
  newestOn,
  recordOf,
  recordsOf,
  thingOf,
} from '../../src/webhook/ledger-page'

const NOW = 1_800_000_000
const thing = (object: string, created = NOW, state: unknown = { object }) =>
  thingOf(object, 'charge.failed', state, created)
const mark = (event: string, name = 'chargeFailed') => deliveryMark(event, name)

describe('a page', () => {
  const page = [
    recordOf(thing('ch_1', NOW - 60), [mark('evt_1')], true),
    recordOf(thing('ch_2'), [mark('evt_2'), mark('evt_2', 'paymentFailed')], true),
    recordOf(thing('ch_1'), [mark('evt_3')], false),
  ].reduce(withDelivery, EMPTY_PAGE)

  it('knows the deliveries of each object, and nothing of others', () => {
    const [first, second, other] = ['ch_1', 'ch_2', 'ch_3'].map((object) => recordsOf(thing(object), page))
    expect([first, second, other].map((records) => records?.length)).toEqual([2, 1, 0])
    expect(['evt_1', 'evt_2', 'evt_3'].map((event) => isDelivered(mark(event), first ?? []))).toEqual([
      true,
      false,
      true,
    ])
    expect(isDelivered(mark('evt_2', 'paymentFailed'), second ?? [])).toBe(true)
    expect(isDelivered(mark('evt_2', 'paymentSucceeded'), second ?? [])).toBe(false)
  })

  it.each([
    ['the same within two seconds', thing('ch_2', NOW + 2), true],
    ['the same later', thing('ch_2', NOW + 3), false],
    ['the same before', thing('ch_2', NOW - 2), true],
    ['something else', thing('ch_2', NOW, { object: 'ch_2', paid: true }), false],
    ['what was not given whole', thing('ch_1', NOW), false],
  ])('%s: told is %s', (_, event, told) => {
    expect(isTold(event, recordsOf(event, page))).toBe(told)
  })

  it.each([
    ['ch_1', NOW - 1, true],
    ['ch_1', NOW, false],
    ['ch_2', NOW - 30, true],
    ['ch_3', 0, false],
  ])('%s at %d: stale is %s', (object, created, stale) => {
    expect(isStale(thing(object, created), recordsOf(thing(object), page))).toBe(stale)
  })

  it('says when the newest thing happened, in whatever order it came', () => {
    expect(newestOn(page)).toBe(NOW)
    expect(newestOn(withDelivery(page, recordOf(thing('ch_4', NOW - 9), [], true)))).toBe(NOW)
    expect(newestOn(EMPTY_PAGE)).toBeUndefined()
  })

  it('holds so many deliveries, the newest, and no half ones', () => {
    const count = 2000
    let full = EMPTY_PAGE
    for (let number = 0; number < count; number++) {
      full = withDelivery(full, recordOf(thing(`ch_${number}`, NOW + number), [mark(`evt_${number}`)], true))
    }
    const kept = Array.from({ length: count }, (_, number) => recordsOf(thing(`ch_${number}`), full).length)
    expect(kept.indexOf(1)).toBe(count - 625)
    expect(kept.reduce((sum, records) => sum + records)).toBe(625)
    expect(full.startsWith('@')).toBe(true)
    expect(full.length).toBe(26_875)
  })
})

it('objects are spread evenly over the states', () => {
  const shards = Array.from({ length: 3200 }, (_, number) => shardOf(thing(`ch_${number}`)))
  const counts = [...new Set(shards)].map((shard) => shards.filter((other) => other === shard).length)
  expect(counts).toHaveLength(32)
  expect(Math.min(...counts)).toBeGreaterThan(50)
  expect(Math.max(...counts)).toBeLessThan(200)
})

it('a page of an earlier version counts as empty', async () => {
  const client = { getState: async () => ({ state: { payload: { delivered: ['x'], newest: {} } } }) }
  expect(await readLedger({ client: client as never, integrationId: 'int_1' }, 'ledger0')).toBe(EMPTY_PAGE)
})
