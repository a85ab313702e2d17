import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { bindingInput, toMetadata } from '../binding'
import { defineAction } from '../define/action'
import { idempotencyInput } from '../define/idempotency'
import { paymentIdInput } from '../define/payment-id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { isRepeated, repeatedOutput } from '../define/repeated'
import { IntegrationError, invalidInput } from '../errors'
import { ownerInput } from '../identity/index'
import { refundFields, toRefund } from '../models/refund'
import { amountInput, checkLocale, localeInput, minorUnits } from '../money/input'
import { formatMoney } from '../money/money'
import { type FoundPayment, findPayment, ownedBy } from '../payments'

export const refundPayment = defineAction({
  title: 'Refund payment',
  description:
    'Pays a payment back, in whole or in part. Use it only after the customer named the payment and confirmed the amount, which listPayments tells. Not for cancelling a subscription (cancelSubscription) or a payment that was never completed (cancelPayment). What the configuration allows is enforced: by default own payments of the last 30 days.',
  input: z.object({
    paymentId: paymentIdInput,
    ...amountInput,
    reason: z
      .enum(['requested_by_customer', 'duplicate'])
      .optional()
      .title('Reason')
      .describe('Why. requested_by_customer or duplicate'),
    ...ownerInput,
    conversationId: bindingInput.conversationId.describe('The conversation in which it was asked for'),
    metadata: bindingInput.metadata.describe('Names and texts of your own for the refund'),
    ...localeInput,
    ...rawInput,
    ...idempotencyInput,
  }),
  output: z.object({ ...refundFields, ...repeatedOutput, ...rawOutput }),
  examples: [
    { title: 'All that is left', input: { paymentId: 'pi_1ExampleOfAPayment', userId: 'user_of_the_chat' } },
    {
      title: 'A part',
      input: { paymentId: 'pi_1ExampleOfAPayment', amount: '5.00', userId: 'user_of_the_chat' },
    },
  ],
  once: true,
  async handler(input, { stripe, identity, guardrails, clock, botId }) {
    const locale = checkLocale(input.locale)
    guardrails.checkRefundsOn()
    const owner = await identity.ownerOf(input, { orAnyone: guardrails.refunds === 'any' })
    const found = await findPayment(input.paymentId, stripe)
    owner.check(ownedBy(found), 'paymentId')
    const { charge, currency, left } = refundable(found)
    const amount = minorUnits(input, currency)
    if (amount !== undefined && amount < 1) throw invalidInput('unit_amount', 'must be above 0.')
    guardrails.checkRefund({ amount: amount ?? left, currency }, charge.created, Math.floor(clock.now() / 1000))
    const params = {
      ...(found.intent ? { payment_intent: found.intent.id } : { charge: charge.id }),
      ...(amount !== undefined && { amount }),
      ...(input.reason && { reason: input.reason }),
      metadata: toMetadata(input, botId),
    }
    // What is left is not checked before: asked again, Stripe answers with the refund that was made the first time.
    const refund = await stripe.refunds.create(params).catch((error) => {
      throw explained(error, left, currency)
    })
    return { ...toRefund(refund, locale), ...isRepeated(refund), ...rawOf(input, refund) }
  },
})

/** @throws {IntegrationError} invalid_input for a payment of which nothing was ever received */
const refundable = ({ intent, charge }: FoundPayment): { charge: Stripe.Charge; currency: string; left: number } => {
  if (!charge?.paid || !charge.captured) {
    const state = intent ? ` (${intent.status})` : ''
    throw invalidInput('paymentId', `nothing was paid${state}, so there is nothing to refund. See cancelPayment.`)
  }
  return { charge, currency: charge.currency, left: charge.amount_captured - charge.amount_refunded }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined

const isAboutAmount = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'param' in error && error.param === 'amount'

/** What Stripe refused, with what can be done. */
const explained = (error: unknown, left: number, currency: string): unknown => {
  if (codeOf(error) === 'charge_already_refunded') {
    return new IntegrationError('invalid_input', 'paymentId: was already paid back in full.', {
      ...{ field: 'paymentId', stripeCode: 'charge_already_refunded', cause: error },
    })
  }
  if (codeOf(error) === 'charge_disputed') {
    return new IntegrationError(
      'invalid_input',
      'paymentId: the customer disputes this payment at their bank, so it cannot be refunded here. Answer the dispute in the Stripe Dashboard.',
      { field: 'paymentId', stripeCode: 'charge_disputed', cause: error }
    )
  }
  if (!isAboutAmount(error)) return error
  const most = formatMoney({ amount: left, currency })
  return new IntegrationError('invalid_input', `unit_amount: is above what is left to pay back (${most}).`, {
    ...{ field: 'unit_amount', cause: error },
  })
}
