import { expect, test } from 'vitest'
import { createMemory, partOf } from '../src/memory'
import { createTestClock } from './support/clock'

const create = () => {
  const clock = createTestClock()
  return { clock, memory: createMemory(clock, { most: 3, ageMs: 1000 }) }
}

test('it forgets what is old, also when the clock is set back', () => {
  const { clock, memory } = create()
  memory.set('a', '1')
  clock.jump(999)
  expect(memory.get('a')).toBe('1')
  clock.jump(1)
  expect(memory.get('a')).toBeUndefined()
  memory.set('b', '2')
  clock.jump(-3_600_000)
  expect(memory.get('b')).toBeUndefined()
})

test('it is bounded: what was not asked for the longest goes first', () => {
  const { memory } = create()
  for (const name of ['a', 'b', 'c']) memory.set(name, name)
  memory.get('a')
  memory.set('d', 'd')
  expect(['a', 'b', 'c', 'd'].map(memory.get)).toEqual(['a', undefined, 'c', 'd'])
  memory.forget('a')
  expect(memory.get('a')).toBeUndefined()
})

test('parts of it share nothing', () => {
  const { memory } = create()
  const [mine, yours] = [partOf(memory, 'mine'), partOf(memory, 'yours')]
  mine.set('a', '1')
  expect([mine.get('a'), yours.get('a')]).toEqual(['1', undefined])
  yours.forget('a')
  expect(mine.get('a')).toBe('1')
})
