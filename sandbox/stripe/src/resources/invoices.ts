import type Stripe from 'stripe'
import { invalid, type StripeApiError } from '../protocol/errors'
import { all, find, idOf } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { searchPage } from '../protocol/search'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import {
  type Customer,
  type Invoice,
  type InvoiceLine,
  listOf,
  type PaymentIntent,
  type PaymentMethod,
  type Subscription,
} from '../wire'
import { createInvoicePayment } from './invoice-payments'
import { createIntent, payIntent } from './payment-intents'
import { cardError, paymentMethodFor } from './payment-methods'

/** What an invoice is made of when a subscription begins or renews. */
export interface InvoiceDraft {
  subscription: Subscription
  reason: Invoice['billing_reason']
  /** During a trial everything costs nothing. */
  free: boolean
}

const lineOf = (scene: Scene, invoice: string, { subscription, free }: InvoiceDraft, index: number): InvoiceLine => {
  const item = subscription.items.data[index]
  const quantity = item?.quantity ?? 1
  const amount = free ? 0 : (item?.price.unit_amount ?? 0) * quantity
  const period = { start: item?.current_period_start ?? 0, end: item?.current_period_end ?? 0 }
  return {
    ...{ id: scene.sandbox.ids.make('il'), object: 'line_item', amount, currency: subscription.currency },
    description: free ? `Trial period` : `${quantity} × subscription`,
    ...{ discount_amounts: [], discountable: true, discounts: [], invoice, livemode: scene.env.livemode },
    ...{ metadata: { ...subscription.metadata }, period, pretax_credit_amounts: [] },
    parent: {
      type: 'subscription_item_details',
      invoice_item_details: null,
      subscription_item_details: {
        ...{ invoice_item: null, proration: false, proration_details: null, subscription: subscription.id },
        subscription_item: item?.id ?? '',
      },
    },
    pricing: {
      type: 'price_details',
      price_details: { price: item?.price.id ?? '', product: idOf(item?.price.product) ?? '' },
      unit_amount_decimal: item?.price.unit_amount_decimal ?? null,
    },
    ...{ quantity, quantity_decimal: String(quantity), subscription: subscription.id, subtotal: amount, taxes: [] },
  } satisfies InvoiceLine as InvoiceLine
}

/** Makes the invoice of a subscription's period and finalises it. */
export const createSubscriptionInvoice = (scene: Scene, draft: InvoiceDraft): Invoice => {
  const { sandbox, env } = scene
  const { subscription } = draft
  const id = sandbox.ids.make('in')
  const customer = find<Customer>(env, 'customer', idOf(subscription.customer) ?? '')
  const lines = subscription.items.data.map((_, index) => lineOf(scene, id, draft, index))
  const total = lines.reduce((sum, { amount }) => sum + amount, 0)
  const now = seconds(scene)
  const invoice = {
    ...{ id, object: 'invoice', account_country: 'US', account_name: sandbox.businessName, account_tax_ids: null },
    ...{ amount_due: total, amount_overpaid: 0, amount_paid: 0, amount_remaining: total, amount_shipping: 0 },
    ...{ application: null, attempt_count: 0, attempted: false, auto_advance: true },
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    ...{ automatically_finalizes_at: null, billing_reason: draft.reason, collection_method: 'charge_automatically' },
    ...{
      created: now,
      currency: subscription.currency,
      custom_fields: null,
      customer: customer.id,
      customer_account: null,
    },
    ...{
      customer_address: customer.address ?? null,
      customer_email: customer.email,
      customer_name: customer.name ?? null,
    },
    ...{
      customer_phone: customer.phone ?? null,
      customer_shipping: null,
      customer_tax_exempt: 'none',
      customer_tax_ids: [],
    },
    ...{
      default_payment_method: null,
      default_source: null,
      default_tax_rates: [],
      description: subscription.description,
    },
    ...{ discounts: [], due_date: null, effective_at: null, ending_balance: null, footer: null, from_invoice: null },
    ...{ hosted_invoice_url: null, invoice_pdf: null, issuer: { type: 'self' }, last_finalization_error: null },
    ...{
      latest_revision: null,
      lines: listOf(lines, `/v1/invoices/${id}/lines`),
      livemode: env.livemode,
      metadata: {},
    },
    ...{ next_payment_attempt: null, number: null, on_behalf_of: null },
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    ...{ period_end: now, period_start: now, post_payment_credit_notes_amount: 0, pre_payment_credit_notes_amount: 0 },
    ...{ receipt_number: null, rendering: null, shipping_cost: null, shipping_details: null, starting_balance: 0 },
    ...{
      statement_descriptor: null,
      status: 'draft',
      subtotal: total,
      subtotal_excluding_tax: total,
      test_clock: null,
    },
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    ...{
      total,
      total_discount_amounts: [],
      total_excluding_tax: total,
      total_pretax_credit_amounts: [],
      total_taxes: [],
    },
    webhooks_delivered_at: now,
  } satisfies Invoice as Invoice
  env.store.insert(invoice)
  emit(scene, 'invoice.created', invoice)
  return finalize(scene, invoice, customer)
}

const finalize = (scene: Scene, invoice: Invoice, customer: Customer): Invoice => {
  const { sandbox, env } = scene
  const sequence = customer.next_invoice_sequence ?? 1
  env.store.replace({ ...customer, next_invoice_sequence: sequence + 1 })
  const path = `${sandbox.publicUrl}/i/${sandbox.accountId}/${env.livemode ? 'live' : 'test'}_${sandbox.ids.text(24)}`
  const now = seconds(scene)
  const finalized = env.store.replace({
    ...invoice,
    ...{
      effective_at: now,
      ending_balance: 0,
      hosted_invoice_url: path,
      invoice_pdf: `${path}/pdf`,
      status: 'open' as const,
    },
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
  })
  emit(scene, 'invoice.finalized', finalized)
  return finalized
}

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
