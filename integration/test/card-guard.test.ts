import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findCardNumbers, refuseCardNumbers, withoutCardNumbers } from '../src/card-guard'

const luhnDigit = (body: string): string => {
  let sum = 0
  for (let index = 0; index < body.length; index++) {
    const digit = Number(body[body.length - 1 - index])
    const doubled = index % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return String((10 - (sum % 10)) % 10)
}

const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })

/** Valid card numbers of all brands and lengths. */
const cardNumber = fc
  .constantFrom(
    ['4', 16],
    ['4', 13],
    ['4', 19],
    ['51', 16],
    ['55', 16],
    ['2221', 16],
    ['2720', 16],
    ['34', 15],
    ['37', 15],
    ['6011', 16],
    ['65', 16],
    ['36', 14],
    ['3528', 16],
    ['62', 16],
    ['62', 19],
    ['6759', 16]
  )
  .chain(([prefix, length]) =>
    digits(Number(length) - String(prefix).length - 1).map((middle) => {
      const body = `${prefix}${middle.join('')}`
      return body + luhnDigit(body)
    })
  )

const separator = fc.constantFrom('', ' ', '-', '.', ' - ', '\u00a0', '/', '\n', '_', '\u2013', '\u200b')

describe('findCardNumbers', () => {
  it('finds every card number, however its digits are grouped', () => {
    fc.assert(
      fc.property(cardNumber, separator, fc.integer({ min: 1, max: 6 }), (card, between, size) => {
        const typed = (card.match(new RegExp(`\\d{1,${size}}`, 'g')) ?? []).join(between)
        expect(findCardNumbers(`my card is ${typed}, thanks`)).toHaveLength(1)
      }),
      { numRuns: 2000 }
    )
  })

  it.each([
    '4242424242424242',
    '50 4242 4242 4242 4242',
    '4242 4242 4242 4242 12/34 123',
    'visa4242424242424242',
    '４２４２４２４２４２４２４２４２',
    '(4242)4242-4242.4242',
    'x: 378282246310005.',
  ])('finds the one in %s', (text) => {
    expect(findCardNumbers(text)).toHaveLength(1)
    expect(withoutCardNumbers(text)).not.toMatch(/4242.?4242|378282246310005|４２４２/)
    expect(withoutCardNumbers(text)).toContain('[card number]')
  })

  it.each([
    'pi_4242424242424242',
    'cus_4242424242424242abc',
    'ch_3MtwBwLkdIBsFyF54242424242424242',
    '+4242424242424242',
    '4242424242424241',
    '42424242-4242-4242-8242-424242424242',
    'order4242424242424242x',
  ])('leaves %s alone', (text) => expect(findCardNumbers(text)).toEqual([]))

  it('leaves timestamps alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 946_684_800_000, max: 1_999_999_999_999 }), (ms) => {
        for (const stamp of [`${ms}`, `${ms}000`, `${ms}000000`, new Date(ms).toISOString()]) {
          expect(findCardNumbers(`at ${stamp}`)).toEqual([])
        }
      }),
      { numRuns: 2000 }
    )
  })

  it('leaves phone numbers alone', () => {
    fc.assert(
      fc.property(digits(13), fc.constantFrom('', ' ', '-'), (number, between) => {
        const text = `+${number.join('').replace(/(\d{3})(?=\d)/g, `$1${between}`)}`
        expect(findCardNumbers(text)).toEqual([])
        expect(() => refuseCardNumbers({ phone: number.join('') })).not.toThrow()
      }),
      { numRuns: 2000 }
    )
  })

  it("leaves Stripe's IDs alone", () => {
    const id = fc.tuple(fc.constantFrom('cus', 'pi', 'price', 'plink', 'sub', 'in', 'evt_test'), digits(16))
    fc.assert(
      fc.property(id, ([prefix, body]) => {
        expect(findCardNumbers(`${prefix}_${body.join('')}`)).toEqual([])
      }),
      { numRuns: 2000 }
    )
  })
})

describe('refuseCardNumbers', () => {
  it.each([
    { note: '4242 4242 4242 4242' },
    { list: [{ deep: 'pay with 5555-5555-5555-4444' }] },
    { number: 4242424242424242 },
    { '4242424242424242': true },
  ])('refuses %j without repeating the number', (input) => {
    const refuse = () => refuseCardNumbers(input)
    expect(refuse).toThrow(/looks like a card number/)
    expect(refuse).not.toThrow(/4242|5555/)
  })

  it('says where', () => {
    expect(() => refuseCardNumbers({ list: [{ deep: '4242424242424242' }] })).toThrow(/^list\.0\.deep:/)
  })
})
