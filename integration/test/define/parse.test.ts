import { z } from '@botpress/sdk'
import { describe, expect, it } from 'vitest'
import * as actions from '../../src/actions/index'
import { httpsInput, idInput } from '../../src/define/id'
import { parseInput, parseOutput } from '../../src/define/parse'

const schema = z.object({
  email: z.string().email().max(20),
  count: z.number().int().min(1).max(5).default(1),
  interval: z.enum(['day', 'week']).optional(),
  items: z.array(z.object({ price: z.string() })).optional(),
})

describe('parseInput', () => {
  it('applies defaults, and takes an explicit null as left out', () => {
    expect(parseInput(schema, { email: 'a@example.com', interval: null })).toEqual({ email: 'a@example.com', count: 1 })
  })

  it.each([
    [undefined, 'input: must be an object with the fields of this action.'],
    ['text', 'input: must be an object with the fields of this action.'],
    [[], 'input: must be an object with the fields of this action.'],
    [{}, 'email: is required.'],
    [{ email: 5 }, 'email: must be a string, not a number.'],
    [{ email: 'nobody' }, 'email: is not an e-mail address.'],
    [{ email: 'somebody-long@example.com' }, 'email: must be at most 20 characters long.'],
    [{ email: 'a@example.com', count: 1.5 }, 'count: must be an integer, not a number with decimals.'],
    [{ email: 'a@example.com', count: 9 }, 'count: must be at most 5.'],
    [{ email: 'a@example.com', count: 0 }, 'count: must be at least 1.'],
    [{ email: 'a@example.com', interval: 'year' }, 'interval: must be one of day, week.'],
    [{ email: 'a@example.com', items: [{ price: 1 }] }, 'items[0].price: must be a string, not a number.'],
    [{ email: 'a@example.com\u0000' }, 'email: has control characters or broken text. Remove them.'],
    [
      { email: 'a@example.com', extra: { x: ['\ud800'] } },
      'extra.x[0]: has control characters or broken text. Remove them.',
    ],
    [{ email: 'x'.repeat(10_000_000) }, 'email: is too long.'],
  ])('refuses bad input, case %#', (input, message) => {
    expect(() => parseInput(schema, input)).toThrow(message)
  })

  it('tells an ID that cannot be one from an address that is none, whatever is in them', () => {
    const both = z.object({ id: idInput('ID', 'cs_', 'An ID').optional(), successUrl: httpsInput('URL', 'An address') })
    expect(() => parseInput(both, { id: 'cs_1/../x' })).toThrow(/^id: has characters that cannot stand here/)
    expect(() => parseInput(both, { successUrl: 'javascript' })).toThrow(/^successUrl: is not an address/)
  })

  it('keeps what people type: emoji, line breaks, tabs', () => {
    expect(parseInput(z.object({ text: z.string() }), { text: 'a 👍\n\tb' })).toEqual({ text: 'a 👍\n\tb' })
  })

  it('refuses a card number in any field of any action', () => {
    for (const action of Object.values(actions)) {
      expect(() => parseInput(action.input, { note: 'my card: 4242 4242 4242 4242' })).toThrow(
        /looks like a card number/
      )
    }
  })

  it('every example of every action is valid input', () => {
    for (const action of Object.values(actions)) {
      for (const { input } of action.examples)
        expect(() => parseInput<z.AnyZodObject>(action.input, input)).not.toThrow()
    }
  })
})

describe('parseOutput', () => {
  it('names the fields that break the promise', () => {
    expect(() => parseOutput(z.object({ id: z.string() }), {})).toThrow(/promised shape \(id\)/)
  })
})
