import type Stripe from 'stripe'
import { all, find } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { type Resource, type Scene, seconds } from '../sandbox'
import type { Invoice, InvoicePayment, PaymentIntent } from '../wire'

/** Joins an invoice and the payment intent that pays it: neither names the other. */
export const createInvoicePayment = (scene: Scene, invoice: Invoice, intent: PaymentIntent): InvoicePayment => {
  const payment = {
    ...{ id: scene.sandbox.ids.make('inpay'), object: 'invoice_payment', amount_paid: null },
    ...{
      amount_requested: invoice.amount_due,
      created: seconds(scene),
      currency: invoice.currency,
      invoice: invoice.id,
    },
    ...{
      is_default: true,
      livemode: scene.env.livemode,
      payment: { payment_intent: intent.id, type: 'payment_intent' },
    },
    ...{ status: 'open', status_transitions: { canceled_at: null, paid_at: null } },
  } satisfies InvoicePayment as InvoicePayment
  return scene.env.store.insert(payment)
}

export const invoicePayments: Resource = {
  routes: {
    'GET /v1/invoice_payments': (call) => {
      const { invoice, payment, status } = call.params as Stripe.InvoicePaymentListParams
      const found = all<InvoicePayment>(call.env, 'invoice_payment').filter(
        (entry) =>
          (invoice === undefined || entry.invoice === invoice) &&
          (status === undefined || entry.status === status) &&
          (payment?.payment_intent === undefined || entry.payment.payment_intent === payment.payment_intent)
      )
      return pageOf(call, found, '/v1/invoice_payments')
    },
    'GET /v1/invoice_payments/{id}': ({ env, id }) => find(env, 'invoice_payment', id),
  },
}
