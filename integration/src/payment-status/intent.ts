import type Stripe from 'stripe'
import { declineOf } from '../decline'
import { idAt } from '../webhook/read'
import { expanded, type Found } from './status'

/** How far a payment has come. */
export type Progress = Pick<
  Found,
  'status' | 'amount' | 'amountRefunded' | 'paidAt' | 'url' | 'customerMessage' | 'declineCode' | 'nextStep'
>

const paid = ({ amount_received: amount, latest_charge }: Stripe.PaymentIntent): Progress => {
  const charge = expanded(latest_charge)
  return {
    status: charge?.refunded ? 'refunded' : 'paid',
    ...{ amount, amountRefunded: charge?.amount_refunded || undefined, paidAt: charge?.created },
    url: charge?.receipt_url ?? undefined,
  }
}

/**
 * How far an intent has come, with its latest charge if that is expanded. A decline leaves it waiting for another
 * payment method, with the reason. @see docs.stripe.com/payments/paymentintents/lifecycle
 */
export const progressOf = (intent: Stripe.PaymentIntent): Progress => {
  const { status, amount, last_payment_error: error } = intent
  switch (status) {
    case 'succeeded':
      return paid(intent)
    case 'processing':
    case 'requires_capture':
      return { status: 'processing', amount }
    case 'canceled':
      return { status: 'expired', amount }
    case 'requires_action':
      return { status: 'unpaid', amount, nextStep: 'confirm' }
    default:
      if (!error) return { status: 'unpaid', amount }
      return { status: 'failed', amount, ...declineOf(error.decline_code ?? error.code) }
  }
}

/** Whether a customer can still do something about it: then the page to do it on is worth a call. */
export const isOpen = ({ status }: Pick<Found, 'status'>): boolean => status === 'unpaid' || status === 'failed'

/** An intent that belongs to no page. */
export const ofIntent = (intent: Stripe.PaymentIntent): Found => ({
  ...{ kind: 'intent', id: intent.id, paymentIntentId: intent.id, currency: intent.currency },
  ...{ customerId: idAt(intent, 'customer'), ...progressOf(intent) },
})
