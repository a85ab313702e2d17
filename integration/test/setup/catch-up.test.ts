import { type ManualClock, manualClock } from '@botpress-stripe/sandbox-stripe'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { catchUp } from '../../src/setup/catch-up'
import { type Gap, gapAt, planned, type Segment } from '../../src/setup/gap'
import type { Delivered } from '../../src/webhook/deliver'
import type { StripeEvent } from '../../src/webhook/event'
import { createEmbedded, type Embedded } from '../support/embedded'

const START = 1_800_000_000
const TYPES = ['charge.failed']

let clock: ManualClock
let world: Embedded
let got: string[]
beforeEach(() => {
  clock = manualClock(START * 1000)
  world = createEmbedded({ clock, gatewayClock: clock })
  got = []
})

/** Makes so many events in each of the seconds, one second after the other. Returns their objects. */
const happen = async (counts: number[], type = 'charge.failed'): Promise<string[]> => {
  const ids: string[] = []
  for (const count of counts) {
    await clock.advance(1000)
    for (let index = 0; index < count; index++) {
      const id = `ch_${type.length}_${clock.now() / 1000 - START}_${index}`
      world.stripe.trigger(type, { id, object: 'charge' })
      ids.push(id)
    }
  }
  return ids
}

const log = { error: vi.fn() }

const run = (gap: Gap, deliver?: (event: StripeEvent) => Promise<Delivered>, types = TYPES) =>
  catchUp(gap, {
    ...{ stripe: world.gateway, clock, logger: log as never, types },
    deliver: async (event, signedAt) => {
      expect(signedAt).toBe(Number.POSITIVE_INFINITY)
      const outcome = (await deliver?.(event)) ?? 'delivered'
      got.push(String(event.data.object.id))
      return outcome
    },
  })

const gapOf = (...segments: Segment[]): Gap => ({ plannedUntil: START + 10_000, segments })
const WHOLE: Segment = { from: START, until: START + 10_000, all: true }

describe('catching up', () => {
  it('more events than are held at once: each once, the oldest first', async () => {
    const ids = await happen(Array.from({ length: 140 }, () => 10))
    const operations = await world.requestsOf(() => run(gapOf(WHOLE)))
    expect(got).toEqual(ids)
    expect(operations.length).toBeLessThan(60)
  })

  it('a second in which more happened than is held at once', async () => {
    const ids = await happen([3, 620, 3])
    await run(gapOf(WHOLE))
    expect(got).toEqual(ids)
  })

  it('more types than can be asked for at once', async () => {
    const types = [...Array.from({ length: 25 }, (_, index) => `made.up_${index}`), 'charge.failed', 'charge.pending']
    const ids = [
      ...(await happen([1])),
      ...(await happen([1], 'charge.pending')),
      ...(await happen([1])),
      ...(await happen([1], 'charge.pending')),
    ]
    const operations = await world.requestsOf(() => run(gapOf(WHOLE), undefined, types))
    expect([got, operations.length]).toEqual([ids, 2])
  })

  it('stops when its time is up, and goes on at the same event', async () => {
    const ids = await happen([1, 1, 1, 1, 1, 1])
    const slow = async (): Promise<Delivered> => {
      await clock.advance(6_000)
      return 'delivered'
    }
    const first = await run(gapOf(WHOLE), slow)
    expect([got, first.delivered]).toEqual([ids.slice(0, 4), 4])
    expect(first.gap.segments).toEqual([{ ...WHOLE, from: START + 5 }])
    const second = await run(first.gap)
    expect([got, second.gap.segments]).toEqual([ids, []])
  })

  it('ends at an event that fails, tries it for three days, and then goes on without it', async () => {
    const ids = await happen([1, 1, 1])
    const fails = async (event: StripeEvent): Promise<Delivered> => {
      if (event.data.object.id === ids[1]) throw new Error('no')
      return 'delivered'
    }
    let left = await run(gapOf(WHOLE), fails)
    for (let day = 0; day < 3; day++) {
      expect([got, String(left.problem)]).toEqual([ids.slice(0, 1), 'Error: no'])
      expect(left.gap.stuck?.since).toBe((START + 3) * 1000)
      got = ids.slice(0, 1)
      await clock.advance(86_400_000)
      left = await run(left.gap, fails)
    }
    expect([got, left.problem, left.gap.segments]).toEqual([[ids[0], ids[2]], undefined, []])
    expect(log.error).toHaveBeenCalledOnce()
  })
})

describe('planning', () => {
  const NOTHING = { lastArrived: 0, undelivered: false, without: false, types: [], chosenAnew: false }
  const DAY = 86_400
  const before = gapAt(undefined, START, START + DAY)
  const now = START + DAY

  it('nothing missed: nothing changes', () => {
    expect(planned(before, NOTHING, now)).toBe(before)
  })

  it('undelivered only: what is on its way is left to arrive', () => {
    expect(planned(before, { ...NOTHING, undelivered: true }, now)).toEqual({
      plannedUntil: now - 60,
      segments: [{ from: START, until: now - 60, all: false }],
    })
  })

  it('without an endpoint: all since the last that arrived, and what was undelivered before', () => {
    const missed = { ...NOTHING, undelivered: true, without: true, lastArrived: START + 1000 }
    expect(planned(before, missed, now)).toEqual({
      plannedUntil: now,
      segments: [
        { from: START, until: START + 940, all: false },
        { from: START + 940, until: now, all: true },
      ],
    })
  })

  it('begins with our first endpoint, and thirty days ago at the earliest', () => {
    expect(gapAt(undefined, START, START + 40 * DAY).plannedUntil).toBe(START + 10 * DAY)
    const old = { plannedUntil: START, segments: [{ ...WHOLE, until: START + 5 * DAY }] }
    expect(gapAt(old, START, START + 31 * DAY).segments).toEqual([
      { from: START + DAY, until: START + 5 * DAY, all: true },
    ])
    expect(gapAt(old, START, START + 40 * DAY).segments).toEqual([])
  })

  it('day after day without getting anywhere: what is left to do does not grow', () => {
    let gap = before
    for (let day = 1; day < 30; day++) {
      const missed = { ...NOTHING, without: day % 2 === 0, undelivered: true, lastArrived: START + day * DAY - 500 }
      gap = planned(gap, missed, START + day * DAY)
    }
    expect(gap.segments.length).toBeLessThanOrEqual(8)
    expect(Math.min(...gap.segments.map(({ from }) => from))).toBe(START)
    expect(Math.max(...gap.segments.map(({ until }) => until))).toBeGreaterThan(START + 28 * DAY)
  })
})
