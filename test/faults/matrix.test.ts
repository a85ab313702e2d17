import { FAULTS } from '@botpress-stripe/sandbox-stripe'
import { describe, expect, it } from 'vitest'
import * as actions from '../../integration/src/actions/index'
import { play, problemOf, TIMES, writers } from './matrix'

describe.each(writers)('$name', (writer) => {
  it.each(FAULTS.flatMap((fault) => TIMES.map((times) => ({ fault, times }))))(
    '$fault, $times times: exactly one result, or a clear error and at most one',
    async ({ fault, times }) => {
      const cell = await play(writer, fault, times)
      expect({ ...cell, problem: problemOf(cell) }).toEqual({ ...cell, problem: undefined })
      // What strikes once or three times is ours to survive. Stripe keeps its 500 for a day: then only an object that
      // was created can be found again.
      const survivable = !fault.startsWith('500') || (fault === '500 after' && writer.name.startsWith('create'))
      if (times <= 3 && survivable) expect(cell.first).toBe('ok')
    }
  )
})

it('every action that changes something is in it', () => {
  const reads = /^(get|list|search|find|retrieve|has|preview|verify)[A-Z]/
  const played = new Set(writers.map(({ action }) => action))
  const missing = Object.entries(actions).filter(([name, action]) => !reads.test(name) && !played.has(action as never))
  expect(missing.map(([name]) => name)).toEqual([])
})
