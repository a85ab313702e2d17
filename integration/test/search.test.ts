import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { all, contains, equals, quote } from '../src/search'

/** Reads a quoted value the way Stripe's search language is documented. */
const unquote = (quoted: string): { value: string; rest: string } => {
  let value = ''
  let index = 1
  while (index < quoted.length && quoted[index] !== '"') {
    if (quoted[index] === '\\') index++
    value += quoted[index]
    index++
  }
  return { value, rest: quoted.slice(index + 1) }
}

describe('quote', () => {
  it('never lets a text end its quotes, and says exactly the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', "'", '\\', 'a', ' ', '~', ':') }), (text) => {
        expect(unquote(quote(text))).toEqual({ value: text, rest: '' })
      })
    )
  })
})

describe('contains', () => {
  it('searches for part of a field from three characters on', () => {
    expect(contains('name', 'Bri')).toBe('name~"Bri"')
    expect(contains('name', 'Br')).toBe('name:"Br"')
    expect(contains('name', '日本')).toBe('name:"日本"')
  })
})

it('joins clauses by AND', () => {
  expect(all(equals('email', 'a@example.com'), contains('name', "O'Brien"))).toBe(
    'email:"a@example.com" AND name~"O\'Brien"'
  )
})
