import { declineSentence } from './gateway/declines'

/** What a customer can do about a payment that did not go through. */
export const NEXT_STEPS = ['try_again', 'other_payment_method', 'confirm', 'start_over'] as const

export type NextStep = (typeof NEXT_STEPS)[number]

/** What a bot can say about a decline. */
export interface Decline {
  /** A sentence for the customer. */
  customerMessage: string
  nextStep: NextStep
  declineCode?: string
}

/** Declines after which the same card may work. */
const TRANSIENT = ['processing_error', 'try_again_later', 'issuer_not_available', 'incorrect_cvc', 'incorrect_number']

const nextStepOf = (code: string | undefined): NextStep => {
  if (code === 'authentication_required') return 'confirm'
  return code !== undefined && TRANSIENT.includes(code) ? 'try_again' : 'other_payment_method'
}

/**
 * What events and actions alike say about a decline.
 * @param code Stripe's decline code, or its error code where there is none
 */
export const declineOf = (code: string | undefined): Decline => ({
  customerMessage: declineSentence(code),
  nextStep: nextStepOf(code),
  ...(code && { declineCode: code }),
})
