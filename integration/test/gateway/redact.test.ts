import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from '../../src/gateway/redact'

const word = (minLength: number) =>
  fc.string({ unit: fc.constantFrom(...'ABCXYZabcxyz0189'), minLength, maxLength: 40 })
const around = fc.constantFrom('', ' ', '"', "'", '\n', '(', ': ', '=', ', ')
const text = fc.string({ unit: 'grapheme', maxLength: 30 })

describe('redact', () => {
  it('removes keys and secrets wherever they stand', () => {
    const kinds = fc.oneof(
      fc
        .tuple(fc.constantFrom('sk', 'rk', 'pk', 'ek'), fc.constantFrom('test', 'live'), word(8))
        .map((parts) => parts.join('_')),
      word(8).map((rest) => `whsec_${rest}`),
      fc
        .tuple(fc.constantFrom('pi', 'seti'), word(8), word(8))
        .map(([kind, id, rest]) => `${kind}_${id}_secret_${rest}`)
    )
    fc.assert(
      fc.property(kinds, around, around, text, (secret, before, after, more) => {
        expect(redact(`${more} ${before}${secret}${after} ${more}`)).not.toContain(secret)
      })
    )
  })

  it('removes e-mail addresses, also in the query of an address', () => {
    fc.assert(
      fc.property(fc.emailAddress(), around, around, (email, before, after) => {
        const local = email.slice(0, email.indexOf('@'))
        for (const written of [email, encodeURIComponent(email)]) {
          const clean = redact(`No customer ${before}${written}${after} here`)
          expect(clean).not.toContain(`@${email.slice(email.indexOf('@') + 1)}`)
          if (local.length > 3 && /^\w+$/.test(local)) expect(clean).not.toContain(local)
        }
      })
    )
  })

  it.each(['4242 4242 4242 4242', '4242-4242-4242-4242', '378282246310005', '5555.5555.5555.4444'])(
    'removes the card number %s',
    (card) => {
      expect(redact(`declined: ${card}!`)).toBe('declined: [card number]!')
    }
  )

  it.each([
    ...['No such price: price_1Nxyz', 'evt_1PQR2stu3 at 1732435200', 'order 1234-5678', 'GET /v1/customers/cus_Qx12'],
    ...[
      'call +1 415 555 0100',
      'amount 1999 USD',
      'req_AbCdEf123',
      '2026-11-24T06:47:59Z',
      'a task_test of sk',
      'you @ me',
    ],
  ])('leaves %s alone', (innocent) => {
    expect(redact(innocent)).toBe(innocent)
  })

  it('is quick with long texts', () => {
    const long = `${'a'.repeat(100_000)} ${'a@'.repeat(50_000)}${'1 '.repeat(50_000)}${'sk_test_'.repeat(10_000)}`
    expect(redact(long).length).toBeLessThanOrEqual(long.length)
  })
})
