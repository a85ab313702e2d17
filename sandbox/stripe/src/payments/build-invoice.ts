import { find, idOf } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import { type Customer, type Invoice, listOf, type Subscription } from '../wire'
import { changeBalance } from './customer-balance'
import { discountsFor, useUp } from './customer-discount'
import { amountsOf, type LineParams, lineOf } from './invoice-lines'

/** What an invoice is made of, by the API or for a subscription's period. */
export interface InvoiceParams {
  customer: Customer
  currency: string
  reason: Invoice['billing_reason']
  subscription?: Subscription
  collectionMethod?: Invoice['collection_method'] | undefined
  /** Seconds since 1970. */
  dueDate?: number | null
  autoAdvance?: boolean | undefined
  description?: string | null | undefined
  footer?: string | null | undefined
  metadata?: unknown
  customFields?: Invoice['custom_fields']
  defaultPaymentMethod?: string | null
  /** IDs. */
  discounts?: readonly string[]
  /** Seconds since 1970. Default: now. */
  period?: { start: number; end: number }
}

const customerFields = (customer: Customer) => ({
  ...{ customer: customer.id, customer_account: null, customer_address: customer.address ?? null },
  ...{ customer_email: customer.email, customer_name: customer.name ?? null, customer_phone: customer.phone ?? null },
  ...{ customer_shipping: null, customer_tax_exempt: 'none' as const, customer_tax_ids: [] },
})

const parentOf = (subscription: Subscription | undefined): Invoice['parent'] =>
  subscription
    ? {
        ...{ type: 'subscription_details', quote_details: null },
        subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
      }
    : null

/** Makes a draft. */
export const draftInvoice = (scene: Scene, params: InvoiceParams, lines: readonly LineParams[]): Invoice => {
  const { sandbox, env } = scene
  const id = sandbox.ids.make('in')
  const discounts = discountsFor(scene, params.customer, params.discounts ?? [], seconds(scene))
  const plain = lines.map((line) => lineOf(scene, id, line))
  const { data, amounts } = amountsOf(scene, discounts, plain)
  const now = seconds(scene)
  const invoice = {
    ...{ id, object: 'invoice', account_country: 'US', account_name: sandbox.businessName, account_tax_ids: null },
    ...{ amount_overpaid: 0, amount_paid: 0, amount_shipping: 0, ...amounts },
    ...{ application: null, attempt_count: 0, attempted: false, auto_advance: params.autoAdvance ?? false },
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    ...{ automatically_finalizes_at: null, billing_reason: params.reason },
    ...{ collection_method: params.collectionMethod ?? 'charge_automatically', created: now },
    ...{ currency: params.currency, custom_fields: params.customFields ?? null, ...customerFields(params.customer) },
    ...{ default_payment_method: params.defaultPaymentMethod ?? null, default_source: null, default_tax_rates: [] },
    ...{ description: params.description ?? null, discounts, due_date: params.dueDate ?? null, effective_at: null },
    ...{ ending_balance: null, footer: params.footer ?? null, from_invoice: null, hosted_invoice_url: null },
    ...{ invoice_pdf: null, issuer: { type: 'self' }, last_finalization_error: null, latest_revision: null },
    ...{ lines: listOf(data, `/v1/invoices/${id}/lines`), livemode: env.livemode },
    ...{ metadata: mergeMetadata(null, params.metadata), next_payment_attempt: null, number: null, on_behalf_of: null },
    parent: parentOf(params.subscription),
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    ...{
      period_end: params.period?.end ?? now,
      period_start: params.period?.start ?? now,
      post_payment_credit_notes_amount: 0,
      pre_payment_credit_notes_amount: 0,
    },
    ...{ receipt_number: null, rendering: null, shipping_cost: null, shipping_details: null, starting_balance: 0 },
    ...{ statement_descriptor: null, status: 'draft', test_clock: idOf(params.customer.test_clock) ?? null },
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    ...{ total_pretax_credit_amounts: [], total_taxes: [], webhooks_delivered_at: now },
  } satisfies Invoice as Invoice
  env.store.insert(invoice)
  emit(scene, 'invoice.created', invoice)
  return invoice
}

/** What the customer owes or has too much is settled first. @see docs.stripe.com/billing/customer/balance */
const settleBalance = (scene: Scene, invoice: Invoice, customer: Customer) => {
  const owed = invoice.total + customer.balance
  const [due, left] = [Math.max(0, owed), Math.min(0, owed)]
  if (left !== customer.balance) {
    const { currency, id } = invoice
    const amount = left - customer.balance
    changeBalance(scene, { customer: customer.id, amount, currency, type: 'applied_to_invoice', invoice: id })
  }
  return { amount_due: due, amount_remaining: due, ending_balance: left, starting_balance: customer.balance }
}

/** Gives a draft its number and its page; it is owed from now on. */
export const finalizeInvoice = (scene: Scene, invoice: Invoice): Invoice => {
  const { sandbox, env } = scene
  const id = idOf(invoice.customer) ?? ''
  const balance = settleBalance(scene, invoice, find<Customer>(env, 'customer', id))
  const customer = find<Customer>(env, 'customer', id)
  const sequence = customer.next_invoice_sequence ?? 1
  env.store.replace({ ...customer, next_invoice_sequence: sequence + 1 })
  const path = `${sandbox.publicUrl}/i/${sandbox.accountId}/${env.livemode ? 'live' : 'test'}_${sandbox.ids.text(24)}`
  const now = seconds(scene)
  const finalized = env.store.replace({
    ...invoice,
    ...balance,
    ...{ effective_at: now, hosted_invoice_url: path, invoice_pdf: `${path}/pdf` },
    ...{ number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`, status: 'open' as const },
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
  })
  emit(scene, 'invoice.finalized', finalized)
  useUp(scene, finalized)
  return finalized
}
