import { manualClock } from '@botpress-stripe/sandbox-stripe'
import { expect, it } from 'vitest'
import { advancingClock } from '../src/world/clock'

const HOUR = 3_600_000

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

it('runs as the machine does', async () => {
  const machine = manualClock(0)
  const clock = advancingClock(machine)
  const woken: string[] = []
  clock.sleep(2_000).then(() => woken.push('second'))
  clock.sleep(1_000).then(() => woken.push('first'))
  await machine.advance(1_500)
  expect([clock.now(), woken]).toEqual([1_500, ['first']])
  await machine.advance(1_000)
  expect(woken).toEqual(['first', 'second'])
})

it('is moved on: whoever sleeps wakes in order, each at its time, and what they begin counts too', async () => {
  const machine = manualClock(0)
  const clock = advancingClock(machine)
  const woken: Array<[string, number]> = []
  const sleep = async (name: string, ms: number): Promise<void> => {
    await clock.sleep(ms)
    woken.push([name, clock.now()])
  }
  sleep('late', 3 * HOUR)
  sleep('chain', HOUR).then(() => sleep('link', HOUR))
  sleep('beyond', 100 * HOUR)
  await clock.advance(10 * HOUR, settled)
  expect(woken).toEqual([
    ['chain', HOUR],
    ['link', 2 * HOUR],
    ['late', 3 * HOUR],
  ])
  expect([clock.now(), clock.ahead()]).toEqual([10 * HOUR, 10 * HOUR])
  await machine.advance(90 * HOUR)
  expect(woken.at(-1)).toEqual(['beyond', 100 * HOUR])
})

it('is ahead by what it was moved on, however long that took', async () => {
  const machine = manualClock(0)
  const clock = advancingClock(machine)
  clock.sleep(HOUR)
  await clock.advance(2 * HOUR, () => machine.advance(5_000))
  expect(clock.ahead()).toBe(2 * HOUR)
})

it('forgets who was called off', async () => {
  const clock = advancingClock(manualClock(0))
  const end = new AbortController()
  const slept = clock.sleep(HOUR, end.signal)
  end.abort(new Error('over'))
  await expect(slept).rejects.toThrow('over')
  await clock.advance(2 * HOUR, settled)
  await expect(clock.sleep(1, end.signal)).rejects.toThrow('over')
})
