import { formatMoney } from '../pages/money'
import { find, idOf } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import {
  type Customer,
  type Invoice,
  type InvoiceLine,
  listOf,
  type Price,
  type Product,
  type Subscription,
} from '../wire'

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
}

/** One line, before it is on an invoice. The amount is for all of the quantity. */
export interface LineParams {
  amount: number
  currency: string
  description: string | null
  quantity: number
  period: { start: number; end: number }
  parent: InvoiceLine['parent']
  price?: Price | undefined
  metadata?: Record<string, string>
  subscription?: string
}

const lineOf = (scene: Scene, invoice: string, params: LineParams): InvoiceLine => {
  const { amount, currency, description, quantity, period, parent, price } = params
  return {
    ...{ id: scene.sandbox.ids.make('il'), object: 'line_item', amount, currency, description },
    ...{ discount_amounts: [], discountable: true, discounts: [], invoice, livemode: scene.env.livemode },
    ...{ metadata: { ...params.metadata }, parent, period, pretax_credit_amounts: [] },
    pricing: {
      type: 'price_details',
      ...(price && { price_details: { price: price.id, product: idOf(price.product) ?? '' } }),
      unit_amount_decimal: price ? price.unit_amount_decimal : String(amount / quantity),
    },
    ...{ quantity, quantity_decimal: String(quantity), subscription: params.subscription ?? null, subtotal: amount },
    taxes: [],
  } satisfies InvoiceLine as InvoiceLine
}

/** The amounts of an invoice that follow from its lines. */
const amountsOf = (lines: readonly InvoiceLine[]) => {
  const total = lines.reduce((sum, { amount }) => sum + amount, 0)
  return {
    ...{ amount_due: total, amount_remaining: total, subtotal: total, subtotal_excluding_tax: total, total },
    total_excluding_tax: total,
  }
}

/** A draft with the lines in place of those it had. */
export const withLines = (invoice: Invoice, data: InvoiceLine[]): Invoice => ({
  ...invoice,
  ...amountsOf(data),
  lines: { ...invoice.lines, data },
})

/** A draft with one line more. */
export const withLine = (scene: Scene, invoice: Invoice, line: LineParams): Invoice =>
  withLines(invoice, [...invoice.lines.data, lineOf(scene, invoice.id, line)])

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
  const data = lines.map((line) => lineOf(scene, id, line))
  const now = seconds(scene)
  const invoice = {
    ...{ id, object: 'invoice', account_country: 'US', account_name: sandbox.businessName, account_tax_ids: null },
    ...{ amount_overpaid: 0, amount_paid: 0, amount_shipping: 0, ...amountsOf(data) },
    ...{ application: null, attempt_count: 0, attempted: false, auto_advance: params.autoAdvance ?? false },
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    ...{ automatically_finalizes_at: null, billing_reason: params.reason },
    ...{ collection_method: params.collectionMethod ?? 'charge_automatically', created: now },
    ...{ currency: params.currency, custom_fields: params.customFields ?? null, ...customerFields(params.customer) },
    ...{ default_payment_method: params.defaultPaymentMethod ?? null, default_source: null, default_tax_rates: [] },
    ...{ description: params.description ?? null, discounts: [], due_date: params.dueDate ?? null, effective_at: null },
    ...{ ending_balance: null, footer: params.footer ?? null, from_invoice: null, hosted_invoice_url: null },
    ...{ invoice_pdf: null, issuer: { type: 'self' }, last_finalization_error: null, latest_revision: null },
    ...{ lines: listOf(data, `/v1/invoices/${id}/lines`), livemode: env.livemode },
    ...{ metadata: mergeMetadata(null, params.metadata), next_payment_attempt: null, number: null, on_behalf_of: null },
    parent: parentOf(params.subscription),
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    ...{ period_end: now, period_start: now, post_payment_credit_notes_amount: 0, pre_payment_credit_notes_amount: 0 },
    ...{ receipt_number: null, rendering: null, shipping_cost: null, shipping_details: null, starting_balance: 0 },
    ...{ statement_descriptor: null, status: 'draft', test_clock: idOf(params.customer.test_clock) ?? null },
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    ...{ total_discount_amounts: [], total_pretax_credit_amounts: [], total_taxes: [], webhooks_delivered_at: now },
  } satisfies Invoice as Invoice
  env.store.insert(invoice)
  emit(scene, 'invoice.created', invoice)
  return invoice
}

const describe = ({ env }: Scene, price: Price, quantity: number, isFree: boolean): string => {
  const { name } = find<Product>(env, 'product', idOf(price.product) ?? '')
  if (isFree) return `Trial period for ${name}`
  const { interval = 'month', interval_count: intervalCount = 1 } = price.recurring ?? {}
  const every = intervalCount === 1 ? interval : `${intervalCount} ${interval}s`
  return `${quantity} × ${name} (at ${formatMoney(price.unit_amount ?? 0, price.currency)} / ${every})`
}

/** What a subscription costs for its period now. @param isFree during a trial everything costs nothing */
export const draftSubscriptionInvoice = (
  scene: Scene,
  subscription: Subscription,
  reason: Invoice['billing_reason'],
  isFree: boolean
): Invoice => {
  const lines = subscription.items.data.map(
    ({ id, price, quantity = 1, ...item }): LineParams => ({
      amount: isFree ? 0 : (price.unit_amount ?? 0) * quantity,
      ...{ currency: subscription.currency, description: describe(scene, price, quantity, isFree) },
      ...{ quantity, price, period: { start: item.current_period_start, end: item.current_period_end } },
      ...{ metadata: { ...subscription.metadata }, subscription: subscription.id },
      parent: {
        ...{ type: 'subscription_item_details', invoice_item_details: null },
        subscription_item_details: {
          ...{ invoice_item: null, proration: false, proration_details: null, subscription: subscription.id },
          subscription_item: id,
        },
      },
    })
  )
  const customer = find<Customer>(scene.env, 'customer', idOf(subscription.customer) ?? '')
  const { currency, description } = subscription
  const params = { customer, currency, reason, subscription, description, autoAdvance: true }
  return draftInvoice(scene, params, lines)
}

/** Gives a draft its number and its page; it is owed from now on. */
export const finalizeInvoice = (scene: Scene, invoice: Invoice): Invoice => {
  const { sandbox, env } = scene
  const customer = find<Customer>(env, 'customer', idOf(invoice.customer) ?? '')
  const sequence = customer.next_invoice_sequence ?? 1
  env.store.replace({ ...customer, next_invoice_sequence: sequence + 1 })
  const path = `${sandbox.publicUrl}/i/${sandbox.accountId}/${env.livemode ? 'live' : 'test'}_${sandbox.ids.text(24)}`
  const now = seconds(scene)
  const finalized = env.store.replace({
    ...invoice,
    ...{ effective_at: now, ending_balance: 0, hosted_invoice_url: path, invoice_pdf: `${path}/pdf` },
    ...{ number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`, status: 'open' as const },
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
  })
  emit(scene, 'invoice.finalized', finalized)
  return finalized
}
