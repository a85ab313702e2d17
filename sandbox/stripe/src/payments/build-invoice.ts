import { find, idOf } from '../protocol/find'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import { type Customer, type Invoice, type InvoiceLine, listOf, type Subscription } from '../wire'

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
