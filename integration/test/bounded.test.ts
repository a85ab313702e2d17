import { expect, it } from 'vitest'
import { createBounded } from '../src/bounded'

it('pushes out what was unused for the longest, and holds no more than its bound', () => {
  const bounded = createBounded<number>(4)
  for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) bounded.set(name, index)
  expect(bounded.get('a')).toBe(0)
  bounded.set('e', 4)
  expect(bounded.keys()).toEqual(['c', 'd', 'a', 'e'])
  bounded.delete('c')
  expect([bounded.get('b'), bounded.get('c'), bounded.get('e')]).toEqual([undefined, undefined, 4])
})
