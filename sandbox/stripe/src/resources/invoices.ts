import type Stripe from 'stripe'
import { at, type Work } from '../agenda'
import { draftInvoice, finalizeInvoice } from '../payments/build-invoice'
import { addLines, removeLines, updateInvoice, updateLines } from '../payments/change-invoice'
import { collectInvoice, intentOf, settleInvoice } from '../payments/collect-invoice'
import { changeBalance } from '../payments/customer-balance'
import { redeem, reductionsOf } from '../payments/discounts'
import { addPending } from '../payments/invoice-item'
import { previewInvoice } from '../payments/preview-invoice'
import { invalid, type StripeApiError } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { inRange, matching, pageOf } from '../protocol/lists'
import { checkCurrency } from '../protocol/money'
import { searchPage } from '../protocol/search'
import { type Call, type Resource, type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import { type Customer, type Invoice, listOf } from '../wire'

import { cancelIntent } from './payment-intents'
import { cardError, paymentMethodFor } from './payment-methods'

/** When an invoice is due, in seconds since 1970. */
const dueDate = (scene: Scene, params: Stripe.InvoiceCreateParams): number | null => {
  const { collection_method: method, days_until_due: days, due_date: date } = params
  if (method !== 'send_invoice') {
    if (days === undefined && date === undefined) return null
    throw invalid(
      'You can only specify `days_until_due` or `due_date` if invoice `collection_method` is `send_invoice`.',
      days === undefined ? 'due_date' : 'days_until_due'
    )
  }
  if (days === undefined && date === undefined) {
    throw invalid('You must specify either `days_until_due` or `due_date` if `collection_method` is `send_invoice`.')
  }
  return date ?? seconds(scene) + (days ?? 0) * 86_400
}

/** Seconds until a draft that may go on by itself is finalized. */
const DRAFT_SECONDS = 3600

const create = (scene: Scene, params: Stripe.InvoiceCreateParams): Invoice => {
  if (!params.customer) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  const customer = findParam<Customer>(scene.env, 'customer', params.customer, 'customer')
  if (params.collection_method === 'send_invoice' && !customer.email) {
    throw invalid(
      'Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email.',
      'customer'
    )
  }
  const method = params.default_payment_method && paymentMethodFor(scene, params.default_payment_method)
  const currency = checkCurrency(params.currency ?? customer.currency ?? 'usd')
  const reductions = reductionsOf(scene, params.discounts, { customer: customer.id, currency })
  const draft = draftInvoice(
    scene,
    {
      ...{ customer, currency, reason: 'manual' },
      ...{ collectionMethod: params.collection_method, dueDate: dueDate(scene, params) },
      ...{ autoAdvance: params.auto_advance, description: params.description || null, footer: params.footer || null },
      ...{ metadata: params.metadata, customFields: params.custom_fields || null },
      defaultPaymentMethod: method ? method.id : null,
      discounts: reductions.map((reduction) => redeem(scene, reduction, { customer: customer.id }).id),
    },
    []
  )
  const filled = params.pending_invoice_items_behavior === 'include' ? addPending(scene, draft) : draft
  if (filled.auto_advance) at(scene, seconds(scene) + DRAFT_SECONDS, { name: 'invoice advances', id: filled.id })
  return filled
}

const notEditable = (message: string): StripeApiError => invalid(message, undefined, 'invoice_not_editable')

/** A draft that goes on by itself. */
export const advanceInvoice: Work = (scene, { id }) => {
  const draft = scene.env.store.get(id)
  if (draft?.object !== 'invoice' || (draft as Invoice).status !== 'draft') return
  finalize(scene, draft as Invoice, true)
}

const finalize = (scene: Scene, draft: Invoice, isAdvancing: boolean): Invoice => {
  if (draft.status !== 'draft') throw notEditable(`This invoice is already finalized, you can't finalize it again.`)
  const open = finalizeInvoice(scene, { ...draft, auto_advance: isAdvancing })
  if (open.amount_due === 0) return settleInvoice(scene, open, false)
  if (open.due_date !== null) at(scene, open.due_date, { name: 'invoice is overdue', id: open.id })
  return isAdvancing && open.collection_method === 'charge_automatically' ? collectInvoice(scene, open) : open
}

const send = (scene: Scene, invoice: Invoice): Invoice => {
  if (invoice.collection_method !== 'send_invoice') {
    throw invalid("You can only manually send an invoice if its collection method is 'send_invoice'.")
  }
  const open = invoice.status === 'draft' ? finalize(scene, invoice, false) : invoice
  if (!['open', 'paid', 'uncollectible'].includes(open.status ?? '')) throw notEditable('This invoice cannot be sent.')
  emit(scene, 'invoice.sent', open)
  return open
}

const pay = (scene: Scene, invoice: Invoice, params: Stripe.InvoicePayParams): Invoice => {
  const open = invoice.status === 'draft' ? finalize(scene, invoice, false) : invoice
  if (!['open', 'uncollectible'].includes(open.status ?? '')) {
    const code = open.status === 'paid' ? 'invoice_already_paid' : 'invoice_not_editable'
    throw invalid(`Invoice is already ${open.status}`, undefined, code)
  }
  if (params.paid_out_of_band) return settleInvoice(scene, open, false)
  const method = params.payment_method ? paymentMethodFor(scene, params.payment_method) : undefined
  const result = collectInvoice(scene, open, method)
  const isUnderWay = intentOf(scene, result)?.status === 'processing'
  if (result.status !== 'paid' && !isUnderWay) throw declined(scene, result)
  return result
}

const declined = (scene: Scene, invoice: Invoice): StripeApiError => {
  const intent = intentOf(scene, invoice)
  if (!intent) {
    return invalid(
      'There is no `default_payment_method` set on this Customer or Invoice. Please set one or pass `payment_method`.',
      undefined,
      'missing'
    )
  }
  if (intent.status === 'requires_action') {
    return cardError(
      {
        code: 'invoice_payment_intent_requires_action',
        declineCode: '',
        message: 'This payment requires additional user action before it can be completed successfully.',
      },
      { payment_intent: intent }
    )
  }
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

/** What was settled with the customer's balance is the customer's again. */
const giveBackBalance = (scene: Scene, invoice: Invoice): void => {
  const amount = invoice.starting_balance - (invoice.ending_balance ?? 0)
  const [customer, { currency, id }] = [idOf(invoice.customer) ?? '', invoice]
  if (amount !== 0) changeBalance(scene, { customer, amount, currency, type: 'unapplied_from_invoice', invoice: id })
}

/** An invoice that is not to be paid any more. */
const close = (scene: Scene, invoice: Invoice, status: 'void' | 'uncollectible'): Invoice => {
  const allowed = status === 'void' ? ['open', 'uncollectible'] : ['open']
  if (!allowed.includes(invoice.status ?? '')) {
    throw notEditable(`Invoice is ${invoice.status}: only an invoice that is ${allowed.join(' or ')} can be marked so.`)
  }
  const transition = status === 'void' ? 'voided_at' : 'marked_uncollectible_at'
  const closed = scene.env.store.replace({
    ...invoice,
    ...{ auto_advance: false, next_payment_attempt: null, status },
    status_transitions: { ...invoice.status_transitions, [transition]: seconds(scene) },
  })
  if (status === 'void') giveBackBalance(scene, invoice)
  const intent = status === 'void' ? intentOf(scene, invoice) : undefined
  if (intent && intent.status !== 'succeeded') cancelIntent(scene, intent, 'void_invoice')
  emit(scene, status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', closed)
  return closed
}

const subscriptionId = ({ parent }: Invoice): string | undefined => idOf(parent?.subscription_details?.subscription)

const ofCall = (call: Call): Invoice => find<Invoice>(call.env, 'invoice', call.id)

export const invoices: Resource = {
  routes: {
    'POST /v1/invoices': (call) => create(call, call.params as Stripe.InvoiceCreateParams),
    'GET /v1/invoices': (call) => {
      const { customer, due_date: due, subscription } = call.params as Stripe.InvoiceListParams
      if (customer) findParam(call.env, 'customer', customer, 'customer')
      const found = all<Invoice>(call.env, 'invoice')
        .filter(matching(call.params, ['collection_method', 'customer', 'status']))
        .filter(({ due_date: date }) => inRange(date ?? undefined, due as Parameters<typeof inRange>[1]))
        .filter((invoice) => subscription === undefined || subscriptionId(invoice) === subscription)
      return pageOf(call, found, '/v1/invoices')
    },
    'POST /v1/invoices/create_preview': (call) => previewInvoice(call, call.params),
    'GET /v1/invoices/search': (call) =>
      searchPage(
        call,
        'invoice',
        {
          ...{ created: 'number', currency: 'token', customer: 'token', number: 'text', receipt_number: 'text' },
          ...{ status: 'token', subscription: 'token', total: 'number' },
        },
        '/v1/invoices/search'
      ),
    'GET /v1/invoices/{id}': ({ env, id }) => find(env, 'invoice', id),
    'POST /v1/invoices/{id}': (call) => {
      const invoice = find<Invoice>(call.env, 'invoice', call.id)
      return updateInvoice(call, invoice, call.params as Stripe.InvoiceUpdateParams)
    },
    'POST /v1/invoices/{id}/add_lines': (call) => addLines(call, ofCall(call), call.params),
    'POST /v1/invoices/{id}/update_lines': (call) => updateLines(call, ofCall(call), call.params),
    'POST /v1/invoices/{id}/remove_lines': (call) => removeLines(call, ofCall(call), call.params),
    'DELETE /v1/invoices/{id}': (call) => {
      const invoice = ofCall(call)
      if (invoice.status !== 'draft') throw notEditable('You can only delete draft invoices.')
      call.env.store.remove(invoice.id)
      emit(call, 'invoice.deleted', invoice)
      return { id: invoice.id, object: 'invoice', deleted: true }
    },
    'GET /v1/invoices/{id}/lines': (call) =>
      pageOf(call, [...ofCall(call).lines.data].reverse(), `/v1/invoices/${call.id}/lines`),
    'POST /v1/invoices/{id}/finalize': (call) => {
      const invoice = ofCall(call)
      const { auto_advance: auto = invoice.auto_advance } = call.params as Stripe.InvoiceFinalizeInvoiceParams
      return finalize(call, invoice, auto ?? false)
    },
    'POST /v1/invoices/{id}/send': (call) => send(call, ofCall(call)),
    'POST /v1/invoices/{id}/pay': (call) => pay(call, ofCall(call), call.params as Stripe.InvoicePayParams),
    'POST /v1/invoices/{id}/void': (call) => close(call, ofCall(call), 'void'),
    'POST /v1/invoices/{id}/mark_uncollectible': (call) => close(call, ofCall(call), 'uncollectible'),
  },
  includes: {
    invoice: {
      confirmation_secret: ({ id }, scene) => {
        const invoice = find<Invoice>(scene.env, 'invoice', id)
        const secret = intentOf(scene, invoice)?.client_secret
        return secret ? { client_secret: secret, type: 'payment_intent' } : null
      },
      payments: ({ id }, { env }) =>
        listOf(
          all<Stripe.InvoicePayment>(env, 'invoice_payment').filter(({ invoice }) => invoice === id),
          '/v1/invoice_payments'
        ),
    },
  },
}
