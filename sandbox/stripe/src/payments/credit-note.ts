import type Stripe from 'stripe'
import { invalid, notModelled, refuseUnmodelled } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { createRefund } from '../resources/refunds'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import { type Charge, type CreditNote, type CreditNoteLine, type Invoice, listOf, type PaymentIntent } from '../wire'
import { intentOf, settleInvoice } from './collect-invoice'
import { changeBalance } from './customer-balance'

type Params = Stripe.CreditNoteCreateParams

const customLine = (line: Stripe.CreditNoteCreateParams.Line, param: string) => {
  const quantity = line.quantity ?? 1
  const amount = line.amount ?? (line.unit_amount === undefined ? undefined : line.unit_amount * quantity)
  if (amount === undefined) throw invalid('You must specify unit_amount or amount.', param, 'parameter_missing')
  return { amount, quantity, unit: line.unit_amount ?? null, description: line.description ?? null }
}

const invoiceLine = (invoice: Invoice, line: Stripe.CreditNoteCreateParams.Line, param: string) => {
  const own = invoice.lines.data.find(({ id }) => id === line.invoice_line_item)
  if (!own) throw invalid(`No such invoice line item: '${line.invoice_line_item}'`, `${param}[invoice_line_item]`)
  const quantity = line.quantity ?? own.quantity ?? 1
  const unit = Math.round(own.amount / (own.quantity ?? 1))
  return { amount: line.amount ?? unit * quantity, quantity, unit, description: line.description ?? own.description }
}

const lineOf = (scene: Scene, invoice: Invoice, line: Stripe.CreditNoteCreateParams.Line, index: number) => {
  const param = `lines[${index}]`
  refuseUnmodelled(line, ['tax_amounts', 'tax_rates', 'unit_amount_decimal'])
  const isOfInvoice = line.type === 'invoice_line_item'
  const { amount, description, quantity, unit } = isOfInvoice
    ? invoiceLine(invoice, line, param)
    : customLine(line, param)
  return {
    ...{ id: scene.sandbox.ids.make('cnli'), object: 'credit_note_line_item', amount, description },
    ...{ discount_amount: 0, discount_amounts: [], livemode: scene.env.livemode },
    ...(isOfInvoice && { invoice_line_item: line.invoice_line_item ?? '' }),
    ...{ metadata: mergeMetadata(null, line.metadata), pretax_credit_amounts: [], quantity, tax_rates: [], taxes: [] },
    ...{ type: line.type, unit_amount: unit, unit_amount_decimal: unit === null ? null : String(unit) },
  } satisfies CreditNoteLine as CreditNoteLine
}

const linesOf = (scene: Scene, invoice: Invoice, params: Params): CreditNoteLine[] => {
  if (params.lines) return params.lines.map((line, index) => lineOf(scene, invoice, line, index))
  if (params.amount === undefined) {
    throw invalid('You must specify one of amount, lines or shipping_cost.', 'amount', 'parameter_missing')
  }
  return [lineOf(scene, invoice, { type: 'custom_line_item', amount: params.amount }, 0)]
}

/** An invoice that is owed is reduced; when nothing is left of it, it is paid. */
const reduceInvoice = (scene: Scene, invoice: Invoice, amount: number): void => {
  const due = invoice.amount_due - amount
  const reduced = scene.env.store.replace({
    ...invoice,
    ...{ amount_due: due, amount_remaining: due },
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + amount,
  })
  const intent = intentOf(scene, invoice)
  if (intent) scene.env.store.replace({ ...intent, amount: due })
  if (due === 0) settleInvoice(scene, reduced, false)
}

const chargeOf = (scene: Scene, invoice: Invoice): Charge => {
  const payment = all<Stripe.InvoicePayment>(scene.env, 'invoice_payment').find(
    (one) => one.invoice === invoice.id && one.status === 'paid'
  )
  const id = idOf(payment?.payment.payment_intent)
  if (!id) throw invalid('This invoice was not paid by a charge that could be refunded.', 'refund_amount')
  return find<Charge>(scene.env, 'charge', String(find<PaymentIntent>(scene.env, 'payment_intent', id).latest_charge))
}

/** Who gets how much of what an invoice was paid. */
const sharesOf = (params: Params, total: number) => {
  const { credit_amount: credit = 0, out_of_band_amount: outside = 0, refund_amount: refund = 0 } = params
  if (credit + outside + refund !== total) {
    throw invalid(
      'The sum of credit amount, refund amount and outside of Stripe amount must equal the credit note amount.',
      'amount'
    )
  }
  return { credit, outside, refund }
}

const giveBack = (scene: Scene, invoice: Invoice, id: string, params: Params, total: number) => {
  const { credit, outside, refund } = sharesOf(params, total)
  if (total > invoice.amount_paid - invoice.post_payment_credit_notes_amount) {
    throw invalid('The credit note amount is larger than what was paid of the invoice.', 'amount')
  }
  const refunded = refund > 0 ? createRefund(scene, chargeOf(scene, invoice), { amount: refund }) : undefined
  const [customer, { currency }] = [idOf(invoice.customer) ?? '', invoice]
  const entry = { customer, currency, amount: -credit, type: 'credit_note', creditNote: id }
  const balance = credit > 0 ? changeBalance(scene, entry).id : null
  const current = find<Invoice>(scene.env, 'invoice', invoice.id)
  scene.env.store.replace({
    ...current,
    post_payment_credit_notes_amount: current.post_payment_credit_notes_amount + total,
  })
  return { balance, outside: outside || null, refunded }
}

const NOTHING = { balance: null, outside: null, refunded: undefined }

/** Makes a credit note: an open invoice is owed less then; of a paid one, money or credit is given back. */
export const creditNoteOf = (scene: Scene, params: Params): CreditNote => {
  const { sandbox, env } = scene
  refuseUnmodelled(params, ['refunds', 'shipping_cost'])
  const invoice = findParam<Invoice>(env, 'invoice', params.invoice, 'invoice')
  if (invoice.discounts.length > 0) throw notModelled('A credit note for an invoice with a discount', 'invoice')
  if (invoice.status !== 'open' && invoice.status !== 'paid') {
    throw invalid(`You can only create a credit note for an invoice that is open or paid.`, 'invoice')
  }
  const lines = linesOf(scene, invoice, params)
  const total = lines.reduce((sum, { amount }) => sum + amount, 0)
  if (total < 1) throw invalid('The credit note amount must be larger than zero.', 'amount')
  const isPaid = invoice.status === 'paid'
  if (!isPaid && total > invoice.amount_remaining) {
    throw invalid('The credit note amount is larger than what is left of the invoice.', 'amount')
  }
  if (!isPaid && intentOf(scene, invoice)?.status === 'processing') {
    throw invalid('A payment of this invoice is processing: wait until it has succeeded or failed.', 'invoice')
  }
  const id = sandbox.ids.make('cn')
  const given = isPaid ? giveBack(scene, invoice, id, params, total) : NOTHING
  const before = all<CreditNote>(env, 'credit_note').filter((note) => note.invoice === invoice.id).length
  const note = {
    ...{ id, object: 'credit_note', amount: total, amount_shipping: 0, created: seconds(scene) },
    ...{ currency: invoice.currency, customer: idOf(invoice.customer) ?? '', customer_account: null },
    ...{ customer_balance_transaction: given.balance, discount_amount: 0, discount_amounts: [] },
    ...{ effective_at: params.effective_at ?? seconds(scene), invoice: invoice.id },
    ...{ lines: listOf(lines, `/v1/credit_notes/${id}/lines`), livemode: env.livemode, memo: params.memo ?? null },
    ...{ metadata: mergeMetadata(null, params.metadata), number: `${invoice.number}-CN-${before + 1}` },
    ...{ out_of_band_amount: given.outside, pdf: `${invoice.invoice_pdf}/credit_notes/${id}` },
    ...{ post_payment_amount: isPaid ? total : 0, pre_payment_amount: isPaid ? 0 : total, pretax_credit_amounts: [] },
    reason: params.reason ?? null,
    refunds: given.refunded
      ? [
          {
            amount_refunded: given.refunded.amount,
            payment_record_refund: null,
            refund: given.refunded.id,
            type: 'refund',
          },
        ]
      : [],
    ...{ shipping_cost: null, status: 'issued', subtotal: total, subtotal_excluding_tax: total, total },
    ...{ total_excluding_tax: total, total_taxes: [], type: isPaid ? 'post_payment' : 'pre_payment', voided_at: null },
  } satisfies CreditNote as CreditNote
  env.store.insert(note)
  emit(scene, 'credit_note.created', note)
  if (!isPaid) reduceInvoice(scene, invoice, total)
  return note
}

/** Takes a credit note back: only while its invoice is still owed. */
export const voidNote = (scene: Scene, note: CreditNote): CreditNote => {
  const invoice = find<Invoice>(scene.env, 'invoice', idOf(note.invoice) ?? '')
  if (note.status === 'void') throw invalid('This credit note is already void.')
  if (note.type !== 'pre_payment' || invoice.status !== 'open') {
    throw invalid('You can only void a credit note whose invoice is open.')
  }
  reduceInvoice(scene, invoice, -note.amount)
  const voided = scene.env.store.replace({ ...note, status: 'void' as const, voided_at: seconds(scene) })
  emit(scene, 'credit_note.voided', voided)
  return voided
}
