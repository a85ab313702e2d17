import type Stripe from 'stripe'
import { idAt } from '../webhook/read'
import { type Progress, progressOf } from './intent'
import { settledBy } from './invoice'
import { expanded, type Found } from './status'

type Session = Stripe.Checkout.Session

/** A subscription's first payment was made by its invoice: only that one's payments tell of refunds. */
export const invoiceToAsk = (session: Session): string | undefined =>
  session.status === 'complete' && session.payment_status === 'paid' && !session.payment_intent && session.amount_total
    ? idAt(session, 'invoice')
    : undefined

/** A page that was completed cannot be used again, whatever became of the money. */
const completed = (session: Session, payments: readonly Stripe.InvoicePayment[]): Progress => {
  const intent = expanded(session.payment_intent)
  if (intent) {
    const progress = progressOf(intent)
    return progress.status === 'failed' ? { ...progress, nextStep: 'start_over' } : progress
  }
  if (session.payment_status === 'unpaid') return { status: 'processing' }
  return settledBy(session.amount_total ?? 0, payments)
}

/** A decline leaves the page open, with the reason in its intent: paying again may succeed. */
const open = ({ payment_intent, url }: Session): Progress => {
  const intent = expanded(payment_intent)
  return { status: 'unpaid', ...(intent && progressOf(intent)), url: url ?? undefined }
}

const expired = ({ after_expiration }: Session): Progress => ({
  ...{ status: 'expired', nextStep: 'start_over', url: after_expiration?.recovery?.url ?? undefined },
})

const progress = (session: Session, payments: readonly Stripe.InvoicePayment[]): Progress => {
  if (session.status === 'complete') return completed(session, payments)
  return session.status === 'expired' ? expired(session) : open(session)
}

/** @param payments those of the session's invoice, if `invoiceToAsk` named one */
export const ofSession = (session: Session, payments: readonly Stripe.InvoicePayment[] = []): Found => {
  const invoice = expanded(session.invoice)
  const found = progress(session, payments)
  return {
    ...{ kind: 'session', id: session.id, sessionId: session.id, currency: session.currency ?? undefined },
    ...{ paymentLinkId: idAt(session, 'payment_link'), paymentIntentId: idAt(session, 'payment_intent') },
    ...{ invoiceId: idAt(session, 'invoice'), subscriptionId: idAt(session, 'subscription') },
    customerId: idAt(session, 'customer'),
    ...found,
    amount: found.amount ?? session.amount_total ?? undefined,
    paidAt: found.paidAt ?? invoice?.status_transitions.paid_at ?? undefined,
    url: found.url ?? invoice?.hosted_invoice_url ?? undefined,
  }
}
