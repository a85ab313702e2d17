import { describe, expect, it } from 'vitest'
import { withoutCardNumbers } from '../src/card-numbers'

describe('card numbers', () => {
  it.each([
    ['4242424242424242', '[card number]'],
    ['pay with 4242-4242-4242-4242 12/29 123', 'pay with [card number] 12/29 123'],
    ['3782 822463 10005, and 5555 5555 5555 4444.', '[card number], and [card number].'],
    ['order 12 4242 4242 4242 4242', 'order 12 [card number]'],
  ])('stand as [card number] in %j', (text, clean) => {
    expect(withoutCardNumbers({ text: [text] })).toEqual({ text: [clean] })
  })

  it('are found as numbers too', () => {
    expect(withoutCardNumbers({ number: 4242424242424242 })).toEqual({ number: '[card number]' })
  })

  it.each([
    ['4242 4242 4242 4241'],
    ['msg_4242424242424242'],
    ['+4242424242424242'],
    ['2026-11-25T17:14:08.985Z'],
    ['call 555 0100'],
  ])('are not seen in %j', (text) => {
    const value = { text, at: 1_795_626_848_985 }
    expect(withoutCardNumbers(value)).toEqual(value)
  })
})
