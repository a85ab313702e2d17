import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { paymentIdInput } from '../define/payment-id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { IntegrationError, invalidInput } from '../errors'
import { ownerInput } from '../identity/index'
import { paymentFields, toPayment } from '../models/payment'
import { checkLocale, localeInput } from '../money/input'

export const cancelPayment = defineAction({
  title: 'Cancel payment',
  description:
    'Cancels a payment that was not completed, and gives a reserved amount free. Not for one that was paid (refundPayment), nor for a payment page that is still open (expireCheckoutSession, deactivatePaymentLink). Cancelling again changes nothing.',
  input: z.object({
    paymentId: paymentIdInput,
    reason: z
      .enum(['requested_by_customer', 'abandoned', 'duplicate'])
      .optional()
      .title('Reason')
      .describe('Why: requested_by_customer, abandoned or duplicate'),
    ...ownerInput,
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({ ...paymentFields, ...rawOutput }),
  examples: [
    {
      title: 'The customer changed their mind',
      input: { paymentId: 'pi_1ExampleOfAPayment', userId: 'user_of_the_chat' },
    },
  ],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    if (!input.paymentId.startsWith('pi_')) throw invalidInput('paymentId', 'must be a payment intent (pi_…).')
    const owner = await identity.ownerOf(input)
    const before = await stripe.paymentIntents.retrieve(input.paymentId)
    owner.check(before, 'paymentId')
    if (before.status === 'canceled') return { ...toPayment(before, locale), ...rawOf(input, before) }
    if (before.status === 'succeeded') throw invalidInput('paymentId', 'was paid. Use refundPayment to pay it back.')
    const reason = input.reason && { cancellation_reason: input.reason }
    const intent = await stripe.paymentIntents.cancel(input.paymentId, { ...reason }).catch((error) => {
      throw ofAPage(error)
    })
    return { ...toPayment(intent, locale), ...rawOf(input, intent) }
  },
})

/** Stripe refuses to cancel what belongs to a page that can still be paid. */
const ofAPage = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'payment_intent_unexpected_state'
    ? new IntegrationError(
        'invalid_input',
        'paymentId: cannot be cancelled as it is now. If its payment page is still open, close that with expireCheckoutSession.',
        { field: 'paymentId', stripeCode: error.code, cause: error }
      )
    : error
