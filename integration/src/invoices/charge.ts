import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { NEXT_STEPS } from '../decline'
import { IntegrationError } from '../errors'
import { ofInvoice } from '../payment-status/invoice'
import { isUnknownOutcome, refusalOf } from './refusals'

/** The tries to pay an invoice, which say why one is still open. */
export const PAYMENTS_EXPAND = ['payments.data.payment.payment_intent']

/** How far the payment of an invoice has come. @param invoice with PAYMENTS_EXPAND */
export const progressOf = (invoice: Stripe.Invoice) => {
  const { nextStep, status } = ofInvoice(invoice, invoice.payments?.data ?? [])
  const isOpen = invoice.status === 'open' || invoice.status === 'uncollectible'
  return {
    isConfirmationNeeded: isOpen && nextStep === 'confirm',
    isProcessing: isOpen && status === 'processing',
  }
}

/** What the actions that charge say besides the invoice itself. */
export const chargedFields = {
  isProcessing: z
    .boolean()
    .optional()
    .title('Processing')
    .describe('True while the bank is at work, which takes days for a debit. The event invoicePaid tells the end'),
  nextStep: z
    .enum(NEXT_STEPS)
    .optional()
    .title('Next step')
    .describe('What the customer can do now. confirm: open hostedUrl and confirm the payment there'),
  customerMessage: z
    .string()
    .optional()
    .title('Customer message')
    .describe('With a next step: a sentence to show to the customer'),
}

/** @param invoice with PAYMENTS_EXPAND */
export const chargeOutput = (invoice: Stripe.Invoice) => {
  const { isConfirmationNeeded, isProcessing } = progressOf(invoice)
  return {
    ...(isProcessing && { isProcessing }),
    ...(isConfirmationNeeded && {
      nextStep: 'confirm' as const,
      customerMessage: 'Your bank asks you to confirm this payment. Please open the page of the invoice to do so.',
    }),
  }
}

/** Stripe's answers that are no failure, once one has looked. @see docs.stripe.com/error-codes */
const LOOK = ['invoice_payment_intent_requires_action', 'authentication_required', 'invoice_already_paid']

/** Stripe's answer when there is nothing to charge. Its code is not documented, its sentence names the field. */
const isWithoutMethod = (error: unknown): boolean =>
  error instanceof Error &&
  'type' in error &&
  error.type === 'StripeInvalidRequestError' &&
  /default_payment_method|no attached payment source/.test(error.message)

const missing = (cause: unknown): IntegrationError =>
  new IntegrationError(
    'payment_method_missing',
    'The customer has no payment method that invoices are charged to. Name a saved one with paymentMethodId of payInvoice, choose one with setDefaultPaymentMethod, or send the customer the page of an invoice (collection send).',
    { field: 'paymentMethodId', cause }
  )

/**
 * Charges an invoice; a draft is made final by that. Its result is the invoice with PAYMENTS_EXPAND: paid, or open while
 * the bank is at work or wants the customer to confirm. One call, two where the answer has to be looked for.
 * @param method the payment method; default: the invoice's or the customer's
 * @throws {IntegrationError} payment_method_missing; Stripe's own error for a card that is declined
 */
export const chargeInvoice = async (
  id: string,
  method: string | undefined,
  stripe: Stripe,
  options: Stripe.RequestOptions = {}
): Promise<Stripe.Invoice> => {
  try {
    return await stripe.invoices.pay(
      id,
      { ...(method && { payment_method: method }), expand: PAYMENTS_EXPAND },
      options
    )
  } catch (error) {
    if (isWithoutMethod(error)) throw missing(error)
    if (!isUnknownOutcome(error) && !LOOK.includes(refusalOf(error).code ?? '')) throw error
    const now = await stripe.invoices.retrieve(id, { expand: PAYMENTS_EXPAND })
    const { isConfirmationNeeded, isProcessing } = progressOf(now)
    if (now.status === 'paid' || isConfirmationNeeded || isProcessing) return now
    throw error
  }
}
