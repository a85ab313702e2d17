import type Stripe from 'stripe'
import { invalid, refuseUnmodelled, StripeApiError } from '../protocol/errors'
import { find, findParam, idOf } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { itemParams } from '../resources/invoice-items'
import type { Scene } from '../sandbox'
import { change } from '../webhooks/events'
import type { Invoice, InvoiceItem, InvoiceLine, PaymentMethod } from '../wire'
import { redeem, reductionsOf } from './discounts'
import { createItem, itemOfLine, withItem } from './invoice-item'
import { withLines } from './invoice-lines'

const checkDraft = ({ id, status }: Invoice): void => {
  if (status === 'draft') return
  throw invalid(`The invoice ${id} is no longer editable`, undefined, 'invoice_not_editable')
}

/** What may still be changed when an invoice is final. @see docs.stripe.com/invoicing/invoice-edits */
const ALWAYS = ['metadata', 'auto_advance', 'default_payment_method', 'days_until_due', 'due_date', 'expand']

/** Changes an invoice; the one that is final only in what does not stand on it. */
export const updateInvoice = (scene: Scene, invoice: Invoice, params: Stripe.InvoiceUpdateParams): Invoice => {
  const { auto_advance: auto, custom_fields: fields, default_payment_method: method, description, footer } = params
  const { discounts, due_date: due } = params
  if (Object.keys(params).some((name) => !ALWAYS.includes(name))) checkDraft(invoice)
  if (method) findParam<PaymentMethod>(scene.env, 'payment_method', method, 'default_payment_method')
  const customer = idOf(invoice.customer) ?? ''
  const reductions = reductionsOf(scene, discounts, { customer, currency: invoice.currency })
  const patch: Partial<Invoice> = {
    ...(auto !== undefined && { auto_advance: auto }),
    ...(fields !== undefined && { custom_fields: fields || null }),
    ...(method !== undefined && { default_payment_method: method || null }),
    ...(description !== undefined && { description: description || null }),
    ...(footer !== undefined && { footer: footer || null }),
    ...(due !== undefined && { due_date: due || null }),
    ...(discounts !== undefined && {
      discounts: reductions.map((reduction) => redeem(scene, reduction, { customer, invoice: invoice.id }).id),
    }),
    metadata: mergeMetadata(invoice.metadata, params.metadata),
  }
  const next = { ...invoice, ...patch }
  return change(
    scene,
    invoice,
    discounts === undefined ? next : withLines(scene, next, next.lines.data),
    'invoice.updated'
  )
}

type NewLine = Stripe.InvoiceAddLinesParams.Line

/** Names the line in what Stripe says of its parameters. */
const inLine = <T>(index: number, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof StripeApiError) || !error.body.param) throw error
    const [first = '', ...inner] = error.body.param.split('[')
    const param = [`lines[${index}]`, `${first}]`, ...inner].join('[')
    throw new StripeApiError(error.status, { ...error.body, param })
  }
}

/** What makes the item of a new line: one that waited, or a new one. Nothing is made before all lines are known to fit. */
const itemFor = (scene: Scene, draft: Invoice, line: NewLine): { currency: string; make: () => InvoiceItem } => {
  const invoice = draft.id
  if (!line.invoice_item) {
    if (line.amount !== undefined && line.quantity !== undefined) {
      throw invalid('You may only specify one of these parameters: amount, quantity.', 'amount')
    }
    const params = itemParams(scene, line as Stripe.InvoiceItemCreateParams, draft)
    const customer = idOf(draft.customer) ?? ''
    return { currency: params.currency, make: () => createItem(scene, { ...params, customer, invoice, parent: null }) }
  }
  const known = findParam<InvoiceItem>(scene.env, 'invoiceitem', line.invoice_item, 'invoice_item')
  if (known.invoice) throw invalid(`The invoice item ${known.id} is on an invoice already.`, 'invoice_item')
  return { currency: known.currency, make: () => scene.env.store.replace({ ...known, invoice }) }
}

/** More lines of a draft; each makes an invoice item. */
export const addLines = (
  scene: Scene,
  draft: Invoice,
  { lines = [] }: Partial<Stripe.InvoiceAddLinesParams>
): Invoice => {
  checkDraft(draft)
  const items = lines.map((line, index) => inLine(index, () => itemFor(scene, draft, line)))
  const currency = items[0]?.currency ?? draft.currency
  if (items.some((item) => item.currency !== currency)) {
    throw invalid('All lines of an invoice must have the same currency.', 'lines')
  }
  const filled = items.reduce((invoice, { make }) => withItem(scene, invoice, make()), { ...draft, currency })
  return change(scene, draft, filled, 'invoice.updated')
}

const lineOf = (invoice: Invoice, id: string, index: number): InvoiceLine => {
  const line = invoice.lines.data.find((candidate) => candidate.id === id)
  if (line) return line
  throw invalid(`No such line item: '${id}'`, `lines[${index}][id]`, 'resource_missing')
}

/** Lines of a draft with other amounts, quantities or texts. */
export const updateLines = (
  scene: Scene,
  draft: Invoice,
  { lines = [] }: Partial<Stripe.InvoiceUpdateLinesParams>
): Invoice => {
  checkDraft(draft)
  const changed = lines.reduce<Invoice>((invoice, { id, amount, description, quantity, ...more }, index) => {
    refuseUnmodelled(more, ['discounts', 'tax_rates', 'tax_amounts'])
    const line = lineOf(invoice, id, index)
    const count = quantity ?? line.quantity ?? 1
    const unit = Number(line.pricing?.unit_amount_decimal ?? 0)
    const next = amount ?? (quantity === undefined ? line.amount : Math.round(unit * count))
    const patched: InvoiceLine = {
      ...{ ...line, amount: next, subtotal: next, quantity: count, quantity_decimal: String(count) },
      ...(description !== undefined && { description }),
      metadata: mergeMetadata(line.metadata, more.metadata),
    }
    const item = itemOfLine(line)
    if (item) {
      const known = find<InvoiceItem>(scene.env, 'invoiceitem', item)
      const now = { amount: next, net_amount: next, quantity: count, quantity_decimal: String(count) }
      scene.env.store.replace({ ...known, ...now })
    }
    const data = invoice.lines.data.map((other) => (other === line ? patched : other))
    return withLines(scene, invoice, data)
  }, draft)
  return change(scene, draft, changed, 'invoice.updated')
}

/** Takes lines off a draft; their items are deleted, or wait for the next invoice. */
export const removeLines = (
  scene: Scene,
  draft: Invoice,
  { lines = [] }: Partial<Stripe.InvoiceRemoveLinesParams>
): Invoice => {
  checkDraft(draft)
  const removed = lines.map(({ id }, index) => lineOf(draft, id, index))
  for (const [index, { behavior }] of lines.entries()) {
    const id = removed[index] && itemOfLine(removed[index])
    if (!id) continue
    if (behavior === 'delete') scene.env.store.remove(id)
    else scene.env.store.replace({ ...find<InvoiceItem>(scene.env, 'invoiceitem', id), invoice: null })
  }
  const left = draft.lines.data.filter((line) => !removed.includes(line))
  return change(scene, draft, withLines(scene, draft, left), 'invoice.updated')
}
