import { catalogue } from '@botpress-stripe/integration/errors'
import { describe, expect, it } from 'vitest'
import { sentenceOf, toProblem } from '../src/problems'
import { texts } from '../src/texts'

describe('what customers are told of an error', () => {
  it('is read from its metadata', () => {
    const error = Object.assign(new Error('x'), { metadata: { code: 'stripe_busy', retryable: true } })
    expect(toProblem(error)).toEqual({ code: 'stripe_busy', isRetryable: true })
    expect(sentenceOf(toProblem(error))).toBe(texts.problems.busy)
  })

  it('is read from its message where the metadata is missing', () => {
    const busy = new Error('Stripe is busy. (stripe_busy; try again in 2 s; req_1)')
    expect(toProblem(busy)).toEqual({ code: 'stripe_busy', isRetryable: true })
    const forbidden = new Error('quantity: is above 5. (not_allowed; trying again will not help)')
    expect(toProblem(forbidden)).toEqual({ code: 'not_allowed', isRetryable: false })
  })

  it('of a declined payment is the sentence for the customer', () => {
    const metadata = { code: 'payment_declined', retryable: false, customerMessage: 'Your card was declined.' }
    expect(sentenceOf(toProblem({ metadata }))).toBe('Your card was declined.')
  })

  it.each([[undefined], [null], ['text'], [{}], [new Error('connect ECONNREFUSED')], [{ metadata: { code: 7 } }]])(
    'of %j is that something went wrong',
    (error) => {
      expect(sentenceOf(toProblem(error))).toBe(texts.problems.other)
    }
  )

  it('never tells what is for the builder of the bot', () => {
    for (const [code, { retryable, meaning, remedy }] of Object.entries(catalogue)) {
      const error = Object.assign(new Error(`${meaning} ${remedy}`), { metadata: { code, retryable } })
      const said = sentenceOf(toProblem(error))
      expect([...Object.values(texts.problems), texts.card.refused, texts.portal.unknown]).toContain(said)
    }
  })
})
