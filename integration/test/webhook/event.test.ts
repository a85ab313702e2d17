import { expect, it } from 'vitest'
import { isThin, parseEvent } from '../../src/webhook/event'

const event = {
  ...{ id: 'evt_1', object: 'event', type: 'charge.failed', created: 1_800_000_000, livemode: false },
  ...{ api_version: '2026-10-28.endive', pending_webhooks: 1, request: { id: null } },
  data: { object: { id: 'ch_1', object: 'charge' } },
}
const read = (changes: object) => parseEvent(JSON.stringify({ ...event, ...changes }))

it('reads what is needed of an event, and leaves the rest', () => {
  expect(read({ account: null })).toEqual({
    ...{ id: 'evt_1', type: 'charge.failed', created: 1_800_000_000, livemode: false },
    ...{ account: undefined, api_version: '2026-10-28.endive' },
    data: { object: { id: 'ch_1', object: 'charge' }, previous_attributes: undefined },
  })
  expect(read({ account: 'acct_1' })?.account).toBe('acct_1')
  const changed = read({ data: { object: { id: 'sub_1' }, previous_attributes: { status: 'active' } } })
  expect(changed?.data.previous_attributes).toEqual({ status: 'active' })
})

it.each([
  { id: '' },
  { id: 1 },
  { object: 'charge' },
  { type: null },
  { created: '1800000000' },
  { livemode: 'false' },
  { account: 1 },
  { api_version: {} },
  { data: null },
  { data: [] },
  { data: { object: 'ch_1' } },
  { data: { object: [] } },
  { data: { object: null } },
  { data: { object: {}, previous_attributes: 'none' } },
])('%j: is no event', (changes) => {
  expect(read(changes)).toBeUndefined()
})

it.each(['', '{', 'null', '[]', '"event"', '1'])('%s: is no event, and no thin one', (body) => {
  expect(parseEvent(body)).toBeUndefined()
  expect(isThin(body)).toBe(false)
})

it('knows a thin event', () => {
  expect(isThin(JSON.stringify({ object: 'v2.core.event', id: 'evt_1' }))).toBe(true)
  expect(isThin(JSON.stringify(event))).toBe(false)
})
