import type Stripe from 'stripe'
import { invalid, type StripeApiError } from '../protocol/errors'
import { all, find, idOf } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { searchPage } from '../protocol/search'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import { type Customer, type Invoice, listOf, type PaymentIntent, type PaymentMethod, type Subscription } from '../wire'
import { createInvoicePayment } from './invoice-payments'
import { createIntent, payIntent } from './payment-intents'
import { cardError, paymentMethodFor } from './payment-methods'

const settle = (scene: Scene, invoice: Invoice, attempted: boolean): Invoice => {
  const paid = scene.env.store.replace({
    ...invoice,
    ...{
      amount_paid: invoice.amount_due,
      amount_remaining: 0,
      attempted: true,
      auto_advance: false,
      status: 'paid' as const,
    },
    ...{ attempt_count: invoice.attempt_count + (attempted ? 1 : 0), next_payment_attempt: null },
    status_transitions: { ...invoice.status_transitions, paid_at: seconds(scene) },
  })
  emit(scene, 'invoice.paid', paid)
  emit(scene, 'invoice.payment_succeeded', paid)
  return paid
}

/** An invoice's payment goes by an intent of its own, which does not carry the subscription's metadata. */
const intentFor = (scene: Scene, invoice: Invoice): PaymentIntent => {
  const open = all<Stripe.InvoicePayment>(scene.env, 'invoice_payment').find(
    (payment) => payment.invoice === invoice.id && payment.status === 'open'
  )
  const known = idOf(open?.payment.payment_intent)
  if (known) return find<PaymentIntent>(scene.env, 'payment_intent', known)
  const intent = createIntent(scene, {
    ...{ amount: invoice.amount_due, currency: invoice.currency, customer: idOf(invoice.customer) },
    description: invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
  })
  createInvoicePayment(scene, invoice, intent)
  return intent
}

/**
 * Tries to pay an open invoice. Success and failure are in its status; a declined one stays open, and Stripe would try
 * again later.
 */
export const payInvoice = (scene: Scene, invoice: Invoice, method: PaymentMethod | undefined): Invoice => {
  if (invoice.amount_due === 0) return settle(scene, invoice, false)
  const result = method && payIntent(scene, intentFor(scene, invoice), method)
  if (result?.status === 'succeeded') {
    const paid = settle(scene, invoice, true)
    settleInvoicePayment(scene, invoice)
    return paid
  }
  const failed = scene.env.store.replace({
    ...invoice,
    ...{ attempt_count: invoice.attempt_count + 1, attempted: true },
    next_payment_attempt: seconds(scene) + 3 * 86_400,
  })
  emit(
    scene,
    result?.status === 'requires_action' ? 'invoice.payment_action_required' : 'invoice.payment_failed',
    failed
  )
  return failed
}

const settleInvoicePayment = (scene: Scene, invoice: Invoice): void => {
  const open = all<Stripe.InvoicePayment>(scene.env, 'invoice_payment').find(
    (payment) => payment.invoice === invoice.id
  )
  if (!open) return
  const paid = scene.env.store.replace({
    ...open,
    ...{ amount_paid: invoice.amount_due, status: 'paid' },
    status_transitions: { ...open.status_transitions, paid_at: seconds(scene) },
  })
  emit(scene, 'invoice_payment.paid', paid)
}

/** The payment method an invoice is charged to: the subscription's, else the customer's. */
export const defaultMethod = (
  scene: Scene,
  subscription: Subscription | undefined,
  customer: string
): PaymentMethod | undefined => {
  const { invoice_settings } = find<Customer>(scene.env, 'customer', customer)
  const id = idOf(subscription?.default_payment_method) ?? idOf(invoice_settings.default_payment_method)
  return id ? find<PaymentMethod>(scene.env, 'payment_method', id) : undefined
}

const subscriptionOf = (scene: Scene, invoice: Invoice): Subscription | undefined => {
  const id = idOf(invoice.parent?.subscription_details?.subscription)
  return id ? find<Subscription>(scene.env, 'subscription', id) : undefined
}

const pay = (scene: Scene, invoice: Invoice, params: Stripe.InvoicePayParams): Invoice => {
  if (invoice.status !== 'open') {
    throw invalid(
      `Invoice is already ${invoice.status}`,
      undefined,
      invoice.status === 'paid' ? 'invoice_already_paid' : 'invoice_not_editable'
    )
  }
  const subscription = subscriptionOf(scene, invoice)
  if (params.paid_out_of_band) return settle(scene, invoice, false)
  const method = params.payment_method
    ? paymentMethodFor(scene, params.payment_method)
    : defaultMethod(scene, subscription, idOf(invoice.customer) ?? '')
  const result = payInvoice(scene, invoice, method)
  if (result.status !== 'paid') throw declined(scene, result)
  if (subscription && ['incomplete', 'past_due', 'unpaid'].includes(subscription.status)) {
    change(scene, subscription, { status: 'active' }, 'customer.subscription.updated')
  }
  return result
}

const declined = (scene: Scene, invoice: Invoice): StripeApiError => {
  const intent = intentFor(scene, invoice)
  const error = intent.last_payment_error
  return cardError(
    {
      code: error?.code ?? 'card_declined',
      declineCode: error?.decline_code ?? '',
      message: error?.message ?? 'Your card was declined.',
    },
    { charge: intent.latest_charge }
  )
}

export const invoices: Resource = {
  routes: {
    'GET /v1/invoices': (call) => {
      const { customer, status, subscription } = call.params as Stripe.InvoiceListParams
      const found = all<Invoice>(call.env, 'invoice').filter(
        (invoice) =>
          (customer === undefined || invoice.customer === customer) &&
          (status === undefined || invoice.status === status) &&
          (subscription === undefined || invoice.parent?.subscription_details?.subscription === subscription)
      )
      return pageOf(call, found, '/v1/invoices')
    },
    'GET /v1/invoices/search': (call) =>
      searchPage(
        call,
        'invoice',
        { created: 'number', currency: 'token', customer: 'token', number: 'text', status: 'token', total: 'number' },
        '/v1/invoices/search'
      ),
    'GET /v1/invoices/{id}': ({ env, id }) => find(env, 'invoice', id),
    'POST /v1/invoices/{id}': (call) => {
      const invoice = find<Invoice>(call.env, 'invoice', call.id)
      const { metadata, description } = call.params as Stripe.InvoiceUpdateParams
      const patch = {
        ...(description !== undefined && { description: description || null }),
        metadata: mergeMetadata(invoice.metadata, metadata),
      }
      return change(call, invoice, patch, 'invoice.updated')
    },
    'POST /v1/invoices/{id}/pay': (call) =>
      pay(call, find<Invoice>(call.env, 'invoice', call.id), call.params as Stripe.InvoicePayParams),
  },
  includes: {
    invoice: {
      payments: ({ id }, { env }) =>
        listOf(
          all<Stripe.InvoicePayment>(env, 'invoice_payment').filter(({ invoice }) => invoice === id),
          '/v1/invoice_payments'
        ),
    },
  },
}
