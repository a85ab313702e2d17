import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currencies } from '../src/money/currencies'
import { checkAmount, formatMoney, parseCurrency } from '../src/money/money'

describe('parseCurrency', () => {
  it.each([' USD ', 'usd', 'Usd'])('reads %j', (text) => expect(parseCurrency(text)).toBe('usd'))
  it.each(['', 'dollars', 'xxx', '__proto__', 'us'])('refuses %j by name', (text) =>
    expect(() => parseCurrency(text)).toThrow(/^currency: .* is not a currency/)
  )
})

describe('checkAmount', () => {
  it.each([
    [50, 'usd', 1],
    [25, 'usd', 2],
    [99_999_999, 'usd', 1],
    [50, 'jpy', 1],
    [1250, 'kwd', 1],
    [500, 'ugx', 1],
  ])('takes %d %s × %d', (amount, currency, quantity) => {
    expect(() => checkAmount({ amount, currency }, quantity)).not.toThrow()
  })

  it.each([
    [0, 'usd', 1, /whole number above 0/],
    [-5, 'usd', 1, /whole number above 0/],
    [10.5, 'usd', 1, /whole number above 0/],
    [Number.NaN, 'usd', 1, /whole number above 0/],
    [1e21, 'usd', 1, /whole number above 0/],
    [49, 'usd', 1, /smallest payment in USD is 50 \(\$0\.50\)/],
    [100_000_000, 'usd', 1, /largest payment in USD is 99999999 \(\$999,999\.99\)/],
    [60_000_000, 'usd', 2, /too large 2 times/],
    [49, 'jpy', 1, /smallest payment in JPY is 50 \(¥50\)/],
    [1251, 'kwd', 1, /multiple of 10/],
    [550, 'ugx', 1, /multiple of 100/],
  ])('refuses %d %s × %d', (amount, currency, quantity, message) => {
    expect(() => checkAmount({ amount, currency }, quantity)).toThrow(message)
  })
})

describe('formatMoney', () => {
  it.each([
    [1999, 'usd', '$19.99'],
    [500, 'jpy', '¥500'],
    [1250, 'kwd', 'KWD 1.250'],
    [500, 'ugx', 'UGX 5.00'],
  ])('writes %d %s as %s', (amount, currency, text) =>
    expect(formatMoney({ amount, currency }).replace(/\u00a0/g, ' ')).toBe(text)
  )

  it('shows every digit of every amount in every currency', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...currencies.keys()),
        fc.integer({ min: 1, max: 99_999_999 }),
        (currency, amount) => {
          const shown = formatMoney({ amount, currency }).replace(/\D/g, '')
          expect(Number(shown)).toBe(amount)
        }
      )
    )
  })
})
