import { describe, expect, it } from 'vitest'
import { clean, cleanText } from '../src/timeline/clean'
import { idsIn } from '../src/timeline/objects'
import { createTimeline, type Told } from '../src/timeline/timeline'

const log = (title: string) => ({ kind: 'log', title, ok: true }) as const

const create = () => {
  let now = 0
  return createTimeline('run', () => ++now)
}

describe('the timeline', () => {
  it('keeps a bounded number of entries, the newest', () => {
    const timeline = create()
    for (let number = 1; number <= 5_001; number++) timeline.add(log(String(number)))
    const { entries } = timeline.page({ limit: 10_000 })
    expect(entries.length).toBe(5_000)
    expect([entries[0]?.title, entries.at(-1)?.title]).toEqual(['5001', '2'])
  })

  it('gives an entry the conversation of what it follows from', () => {
    const timeline = create()
    const cause = timeline.add({ ...log('first'), conversationId: 'conv' })
    expect(timeline.add({ ...log('second'), causeId: cause.id })).toMatchObject({ conversationId: 'conv' })
    expect(timeline.add(log('third')).conversationId).toBeUndefined()
  })

  it('tells again of an entry of which more is known, in its place', () => {
    const timeline = create()
    const told: Told[] = []
    timeline.subscribe((one) => told.push(one))
    const { id } = timeline.add({ ...log('begun'), isRunning: true })
    timeline.add(log('other'))
    timeline.change(id, { isRunning: undefined, durationMs: 5 })
    expect(timeline.page({ limit: 9 }).entries.map(({ title }) => title)).toEqual(['other', 'begun'])
    expect(told.map(({ entry }) => entry.id)).toEqual([id, 'run-2', id])
    expect(told[2]?.entry).toEqual({ id, at: 1, objects: [], ...log('begun'), durationMs: 5 })
  })

  it('says what came after something, changes of what is older too', () => {
    const timeline = create()
    const { id } = timeline.add({ ...log('begun'), isRunning: true })
    timeline.add(log('second'))
    timeline.add(log('third'))
    timeline.change(id, { isRunning: undefined })
    expect(timeline.since('run-2').map(({ entry }) => entry.title)).toEqual(['third', 'begun'])
    expect(timeline.since('run-4')).toEqual([])
    expect(timeline.since('other-9').length).toBe(3)
  })

  it('does not bring back what it forgot', () => {
    const timeline = create()
    const { id } = timeline.add(log('old'))
    timeline.reset('next')
    timeline.change(id, { title: 'older' })
    expect(timeline.page({ limit: 9 }).entries).toEqual([])
    expect(timeline.add(log('new')).id).toBe('next-1')
  })
})

describe('what is kept of a payload', () => {
  it.each([
    ['sk_test_fake1234567890', 'sk_test_…7890'],
    ['rk_live_fakefakefake', 'rk_live_…fake'],
    ['whsec_fakeFAKE/+=', 'whsec_…'],
    ['pi_1_secret_fake', 'pi_1_secret_…'],
    ['Bearer abc.def', 'Bearer …'],
    ['pay with 4242 4242 4242 4242 please', 'pay with [card number] please'],
    ['cus_1 is fine', 'cus_1 is fine'],
  ])('%s → %s', (text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned)
    expect(clean({ deep: [{ text }] })).toEqual({ deep: [{ text: cleaned }] })
  })

  it('is bounded in every direction', () => {
    const deep = (level: number): unknown => (level === 0 ? 'end' : { inner: deep(level - 1) })
    const wide = { text: 'x'.repeat(50_000), list: Array.from({ length: 5_000 }, () => ({ a: 'b' })), deep: deep(100) }
    expect(JSON.stringify(clean(wide)).length).toBeLessThan(5_000)
    expect(JSON.stringify(clean(Array.from({ length: 100 }, () => wide))).length).toBeLessThan(400_000)
  })
})

it("finds Stripe's objects in a value, and nothing else", () => {
  const value = {
    id: 'plink_1Abc2Def3Ghi',
    list: ['cus_a47qgh5QB120rh', 'cus_a47qgh5QB120rh'],
    session: 'cs_test_a1B2c3D4e5',
    not: [
      'payment_link',
      'req_QgsQ7NnITbuIjw',
      'conv_01M89TNPC9000003F56ZC1NXCY',
      'us_bank_account',
      'sk_test_fake1234',
    ],
  }
  expect(idsIn(value)).toEqual(['plink_1Abc2Def3Ghi', 'cus_a47qgh5QB120rh', 'cs_test_a1B2c3D4e5'])
  expect(idsIn(value, 1)).toEqual(['plink_1Abc2Def3Ghi'])
})
