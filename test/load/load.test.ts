import { describe, expect, it } from 'vitest'
import { createTestClock } from '../../integration/test/support/clock'
import { lockedObject, mixed, rush, shared, type Time, WINDOWS } from './scenarios'

/** Time jumps from timer to timer, so that a rush of twelve seconds is over at once. */
const virtual = (): Time => {
  const clock = createTestClock()
  return { clock, run: clock.drive }
}

describe.each(WINDOWS)('a limiter with a %s window', (window) => {
  it('300 customers at once: 300 customers, no error, at most 1 % refused', async () => {
    const { customers, errors, refused, used } = await rush(virtual(), window)
    expect({ customers, errors }).toEqual({ customers: 300, errors: 0 })
    expect(refused).toBeLessThanOrEqual(0.01)
    // Of simulated time: a count of timers, the same on every machine.
    expect(used).toBeGreaterThanOrEqual(0.9)
  })

  it('shared with a program that does not back off: no error, at least 70 % of the rest used', async () => {
    const { errors, usedOfRest } = await shared(virtual(), window)
    expect(errors).toBe(0)
    expect(usedOfRest).toBeGreaterThanOrEqual(0.7)
  })
})

it('20 updates of one object that locks for 60 ms: 20 succeed, no conflict', async () => {
  expect(await lockedObject(virtual())).toEqual({ succeeded: 20, conflicts: 0 })
})

it('changes mixed over 50 objects, 64 in flight: no object is changed twice at once', async () => {
  expect(await mixed(virtual(), 2000)).toEqual({ succeeded: 2000, conflicts: 0 })
})
