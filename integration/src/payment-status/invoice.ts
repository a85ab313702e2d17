import type Stripe from 'stripe'
import { idAt } from '../webhook/read'
import { type Progress, progressOf } from './intent'
import { expanded, type Found, sumOf } from './status'

type Payments = readonly Stripe.InvoicePayment[]

/** The tries to pay an invoice, in the order of its payments: the newest first. */
const triesOf = (payments: Payments): Stripe.PaymentIntent[] =>
  payments.flatMap(({ payment }) => expanded(payment.payment_intent) ?? [])

/** What was paid by an invoice, less what was given back. A refund is of the charge: the invoice stays paid. */
export const settledBy = (amount: number, payments: Payments): Pick<Found, 'status' | 'amount' | 'amountRefunded'> => {
  const amountRefunded = sumOf(triesOf(payments).map((intent) => progressOf(intent).amountRefunded))
  const isBack = amountRefunded !== undefined && amountRefunded >= amount
  return { status: isBack ? 'refunded' : 'paid', amount, amountRefunded }
}

/** The last try that tells more than that it is unpaid. */
const tryOf = (payments: Payments): Progress | undefined =>
  triesOf(payments)
    .map(progressOf)
    .find(({ status, nextStep }) => status === 'failed' || status === 'processing' || nextStep !== undefined)

const progress = (invoice: Stripe.Invoice, payments: Payments): Progress => {
  switch (invoice.status) {
    case 'paid':
      return settledBy(invoice.amount_paid, payments)
    case 'open':
      return { status: 'unpaid', ...tryOf(payments), amount: invoice.amount_remaining }
    case 'void':
    case 'uncollectible':
      return { status: 'expired', amount: invoice.amount_due }
    default:
      return { status: 'unpaid', amount: invoice.amount_due }
  }
}

/** @param payments the payments of the invoice, with their intents and charges */
export const ofInvoice = (invoice: Stripe.Invoice, payments: Payments): Found => {
  const found = progress(invoice, payments)
  return {
    ...{ kind: 'invoice', id: invoice.id, invoiceId: invoice.id, currency: invoice.currency },
    ...{ customerId: idAt(invoice, 'customer'), paymentIntentId: triesOf(payments)[0]?.id },
    subscriptionId: idAt(invoice, 'parent', 'subscription_details', 'subscription'),
    ...found,
    paidAt: invoice.status_transitions.paid_at ?? undefined,
    url: found.status === 'expired' ? undefined : (invoice.hosted_invoice_url ?? undefined),
  }
}
