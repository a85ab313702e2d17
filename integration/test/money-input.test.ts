import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currencies } from '../src/money/currencies'
import { checkLocale, minorUnits, toMoney } from '../src/money/input'

describe('an amount as people write it', () => {
  it.each<[string, string, number]>([
    ['19.99', 'usd', 1999],
    ['19,99', 'eur', 1999],
    ['20', 'usd', 2000],
    ['20.5', 'usd', 2050],
    ['500', 'jpy', 500],
    ['500.00', 'jpy', 500],
    ['1.250', 'kwd', 1250],
    ['1.2', 'kwd', 1200],
    ['5', 'ugx', 500],
    [' 7 ', 'usd', 700],
  ])('%s %s is %i', (amount, currency, minor) => expect(minorUnits({ amount }, currency)).toBe(minor))

  it.each<[string, string]>([
    ['19.999', 'usd'],
    ['1.5', 'jpy'],
    ['1.2345', 'kwd'],
    ['$20', 'usd'],
    ['-5', 'usd'],
    ['1,000.00', 'usd'],
    ['', 'usd'],
    ['ten', 'usd'],
    ['1e3', 'usd'],
    ['9999999999999', 'usd'],
  ])('%s %s is refused, naming the field', (amount, currency) => {
    expect(() => minorUnits({ amount }, currency)).toThrow(/^amount: /)
  })

  it('both ways at once are refused, and neither is no amount', () => {
    expect(() => minorUnits({ amount: '1', unit_amount: 100 }, 'usd')).toThrow(/unit_amount/)
    expect([minorUnits({}, 'usd'), minorUnits({ unit_amount: 5 }, 'usd')]).toEqual([undefined, 5])
  })

  it('what is written is read back, in every currency', () => {
    const codes = fc.constantFrom(...currencies.keys())
    fc.assert(
      fc.property(codes, fc.integer({ min: 0, max: 99_999_999 }), (currency, unit_amount) => {
        const { amount } = toMoney({ amount: unit_amount, currency })
        expect(minorUnits({ amount }, currency)).toBe(unit_amount)
      })
    )
  })
})

it('a language is checked', () => {
  expect([checkLocale(undefined), checkLocale('DE-de')]).toEqual(['en', 'de-DE'])
  expect(() => checkLocale('not a language')).toThrow(/^locale: /)
})
