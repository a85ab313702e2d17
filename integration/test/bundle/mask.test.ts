import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mask, partsOf } from '../../bundle/mask'

/** `«…»` stands around what is to be masked; `@{` begins an expression in a template. */
const codeOf = (marked: string) => marked.replace(/[«»]/g, '').replaceAll('@{', '${')
const maskedOf = (marked: string) => marked.replace(/«([^»]*)»/g, (_, text: string) => '\0'.repeat(text.length))

describe('mask', () => {
  it.each([
    `a(«'x'»)`,
    `a(«"it's"», b)`,
    String.raw`a(«'it\'s '»)`,
    'a «/* ( */» b',
    "«// it's»\nb",
    'a(«"// no comment"») «// one»',
    '«`a @{b} c`»',
    '«`a @{b(`c @{"}"} d`)} e`» + f',
    '«`a @{{ b: "`" }} c`»',
    '«`a @{b /* } */} c`»',
    String.raw`a = «/["'(\/]/g».test(b)`,
    '[«/[/`]/», 1]',
    'return «/a(/».x',
    'a / b / c',
    'f(a) / 2 / «"x"»',
    '«"a"» / 2 / 3',
    'a[0] / b «/* c */» / d',
  ])('%s', (marked) => expect(mask(codeOf(marked))).toBe(maskedOf(marked)))

  it.each(["'a", '"a\nb"', '`a', '`${a', 'x = /a\n/'])('%s: does not end', (code) =>
    expect(() => mask(code)).toThrow('does not end')
  )

  it('any text, quoted in any way, is masked as a whole', () => {
    const template = (text: string) => `\`${text.replace(/[\\`$]/g, '\\$&')}\``
    const pattern = (text: string) => String(new RegExp(text.replace(/[^\w ]/g, '\\$&') || ' '))
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(JSON.stringify, template, (text: string) => `/*${text.replaceAll('*/', '')}*/`, pattern),
        (text, quote) => {
          const literal = quote(text.replaceAll('\0', ''))
          expect(mask(`f(${literal}, b)`)).toBe(`f(${'\0'.repeat(literal.length)}, b)`)
        }
      )
    )
  })
})

describe('partsOf', () => {
  it.each([
    ['()', []],
    ['(a)', ['a']],
    ['(a, { b, c }, [d, (e, f)],)', ['a,', ' { b, c },', ' [d, (e, f)],']],
  ])('%s', (code, parts) => expect(partsOf(code, 0).map(([start, end]) => code.slice(start, end))).toEqual(parts))
})
