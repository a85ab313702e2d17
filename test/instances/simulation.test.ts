import { describe, expect, it } from 'vitest'
import { burstyMinute, fourProcesses } from '../../bench/simulation/scenarios'

/** Counts in simulated time: the same on every machine. */
describe('a bursty minute of simulated instances that come and go', () => {
  it.each([10, 300])(
    '%i instances with one budget: nothing is refused, everything is done, all alike',
    async (count) => {
      const { refused, busy, fairness, used } = await burstyMinute(count, true)
      expect({ refused, busy }).toEqual({ refused: 0, busy: 0 })
      expect(fairness).toBeGreaterThan(0.99)
      expect(used).toBeGreaterThan(0.8)
    }
  )

  it('300 instances, each alone: much is refused, and everything is done', async () => {
    const { refused, busy } = await burstyMinute(300, false)
    expect(busy).toBe(0)
    expect(refused).toBeGreaterThan(0.2)
  })
})

it('four simulated processes: nine tenths of the limit with one budget, three fifths alone', async () => {
  const together = await fourProcesses(true, 400, [20, 80], 1)
  expect(together.refused).toBe(0)
  expect(together.used).toBeGreaterThan(0.9)
  expect((await fourProcesses(false, 400, [20, 80], 1)).used).toBeGreaterThan(0.6)
})
