import type Stripe from 'stripe'
import { createItem, itemOfLine, withItem } from '../payments/invoice-item'
import { withLines } from '../payments/invoice-lines'
import { invalid, refuseUnmodelled } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency, checkUnitAmount } from '../protocol/money'
import { type Resource, type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Customer, Invoice, InvoiceItem, Price } from '../wire'
import { createPrice } from './prices'

type Params = Stripe.InvoiceItemCreateParams

const draftOf = (scene: Scene, id: string): Invoice => {
  const invoice = findParam<Invoice>(scene.env, 'invoice', id, 'invoice')
  if (invoice.status === 'draft') return invoice
  throw invalid(`The invoice ${id} is no longer editable`, 'invoice', 'invoice_not_editable')
}

const priceOf = (scene: Scene, { pricing, price_data: data }: Pick<Params, 'pricing' | 'price_data'>) => {
  if (!pricing?.price) return data ? createPrice(scene, data as unknown as Stripe.PriceCreateParams) : undefined
  const price = findParam<Price>(scene.env, 'price', pricing.price, 'pricing[price]')
  if (!price.active) {
    throw invalid('The price specified is inactive. This field only accepts active prices.', 'pricing[price]')
  }
  if (price.type === 'one_time') return price
  throw invalid(
    'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
    'pricing[price]'
  )
}

const amountOf = (params: Params, price: Price | undefined, quantity: number): number => {
  if (price) return (price.unit_amount ?? 0) * quantity
  if (params.unit_amount_decimal !== undefined) return Math.round(Number(params.unit_amount_decimal) * quantity)
  if (params.amount !== undefined) return params.amount
  throw invalid('You must specify one of: amount, price_data, pricing, unit_amount_decimal.', 'amount')
}

/** What an invoice gets as a line, from the parameters of an item. */
export const itemParams = (scene: Scene, params: Params, invoice: Invoice | undefined) => {
  refuseUnmodelled(params, ['discounts', 'tax_rates', 'tax_behavior', 'tax_code'])
  const price = priceOf(scene, params)
  const quantity = params.quantity ?? 1
  if (quantity < 1) throw invalid('Invalid positive integer', 'quantity', 'parameter_invalid_integer')
  const currency = checkCurrency(params.currency ?? price?.currency ?? invoice?.currency ?? 'usd')
  const amount = amountOf(params, price, quantity)
  if (amount > 0) checkUnitAmount(amount, currency, 'amount')
  if (invoice && invoice.lines.data.length > 0 && invoice.currency !== currency) {
    throw invalid(
      `The currency of the item (${currency}) does not match the invoice's (${invoice.currency}).`,
      'currency'
    )
  }
  const now = seconds(scene)
  return {
    ...{ amount, currency, description: params.description || nameOf(scene, price), price, quantity },
    ...{ discountable: params.discountable, metadata: mergeMetadata(null, params.metadata) },
    period: { start: params.period?.start ?? now, end: params.period?.end ?? now },
  }
}

const nameOf = (scene: Scene, price: Price | undefined): string | null =>
  price ? find<{ name: string }>(scene.env, 'product', idOf(price.product) ?? '').name : null

const create = (scene: Scene, params: Params): InvoiceItem => {
  const { env } = scene
  const invoice = params.invoice ? draftOf(scene, params.invoice) : undefined
  const owner = params.customer ?? invoice?.customer
  if (!owner) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  const customer = findParam<Customer>(env, 'customer', String(owner), 'customer')
  if (invoice && invoice.customer !== customer.id) {
    throw invalid(`The invoice ${invoice.id} belongs to another customer.`, 'invoice')
  }
  const line = itemParams(scene, params, invoice)
  const item = createItem(scene, { ...line, customer: customer.id, invoice: invoice?.id ?? null, parent: null })
  if (invoice) env.store.replace(withItem(scene, { ...invoice, currency: line.currency }, item))
  return item
}

const isNotOf = (item: InvoiceItem) => (line: Invoice['lines']['data'][number]) => itemOfLine(line) !== item.id

const withoutItem = (scene: Scene, item: InvoiceItem): Invoice | undefined => {
  if (!item.invoice) return undefined
  const invoice = draftOf(scene, String(item.invoice))
  return withLines(scene, invoice, invoice.lines.data.filter(isNotOf(item)))
}

const update = (scene: Scene, item: InvoiceItem, params: Stripe.InvoiceItemUpdateParams): InvoiceItem => {
  refuseUnmodelled(params, ['discounts', 'tax_rates', 'tax_behavior', 'tax_code'])
  const { amount, description, discountable } = params
  const invoice = withoutItem(scene, item)
  const quantity = params.quantity ?? item.quantity
  const id = idOf(item.pricing?.price_details?.price)
  const unit = id ? (find<Price>(scene.env, 'price', id).unit_amount ?? 0) : undefined
  const next = amount ?? (unit === undefined ? item.amount : unit * quantity)
  const patch = {
    ...{ amount: next, net_amount: next, quantity, quantity_decimal: String(quantity) },
    ...(description !== undefined && { description }),
    ...(discountable !== undefined && { discountable }),
    metadata: mergeMetadata(item.metadata, params.metadata),
  }
  // Stripe sends no event for a changed item.
  const changed = scene.env.store.replace({ ...item, ...patch })
  if (invoice) scene.env.store.replace(withItem(scene, invoice, changed))
  return changed
}

export const invoiceItems: Resource = {
  routes: {
    'POST /v1/invoiceitems': (call) => create(call, call.params as Params),
    'GET /v1/invoiceitems': (call) => {
      const { pending } = call.params as Stripe.InvoiceItemListParams
      const found = all<InvoiceItem>(call.env, 'invoiceitem')
        .filter(matching(call.params, ['customer', 'invoice']))
        .filter(({ invoice }) => pending === undefined || (invoice === null) === pending)
      return pageOf(call, found, '/v1/invoiceitems')
    },
    'GET /v1/invoiceitems/{id}': ({ env, id }) => find(env, 'invoiceitem', id),
    'POST /v1/invoiceitems/{id}': (call) =>
      update(call, find<InvoiceItem>(call.env, 'invoiceitem', call.id), call.params as Stripe.InvoiceItemUpdateParams),
    'DELETE /v1/invoiceitems/{id}': (call) => {
      const item = find<InvoiceItem>(call.env, 'invoiceitem', call.id)
      const invoice = withoutItem(call, item)
      call.env.store.remove(item.id)
      emit(call, 'invoiceitem.deleted', item)
      if (invoice) call.env.store.replace(invoice)
      return { id: item.id, object: 'invoiceitem', deleted: true }
    },
  },
}
