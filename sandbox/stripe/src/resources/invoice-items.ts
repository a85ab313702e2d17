import type Stripe from 'stripe'
import { type LineParams, withLine, withLines } from '../payments/build-invoice'
import { invalid } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { pageOf } from '../protocol/lists'
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

const priceOf = (scene: Scene, { pricing, price_data: data }: Params): Price | undefined => {
  if (pricing?.price) return findParam<Price>(scene.env, 'price', pricing.price, 'pricing[price]')
  return data ? createPrice(scene, data as unknown as Stripe.PriceCreateParams) : undefined
}

const amountOf = (params: Params, price: Price | undefined, quantity: number): number => {
  if (price) return (price.unit_amount ?? 0) * quantity
  if (params.unit_amount_decimal !== undefined) return Math.round(Number(params.unit_amount_decimal) * quantity)
  if (params.amount !== undefined) return params.amount
  throw invalid('You must specify one of: amount, price_data, pricing, unit_amount_decimal.', 'amount')
}

const create = (scene: Scene, params: Params): InvoiceItem => {
  const { sandbox, env } = scene
  const invoice = params.invoice ? draftOf(scene, params.invoice) : undefined
  const owner = params.customer ?? invoice?.customer
  if (!owner) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  const customer = findParam<Customer>(env, 'customer', String(owner), 'customer')
  const price = priceOf(scene, params)
  const quantity = params.quantity ?? 1
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
  const item = {
    ...{ id: sandbox.ids.make('ii'), object: 'invoiceitem', amount, currency, customer: customer.id },
    ...{ customer_account: null, date: now, description: params.description ?? null, discountable: true },
    ...{ discounts: [], invoice: invoice?.id ?? null, livemode: env.livemode },
    ...{ metadata: mergeMetadata(null, params.metadata), net_amount: amount, parent: null },
    period: { start: params.period?.start ?? now, end: params.period?.end ?? now },
    pricing: {
      type: 'price_details',
      ...(price && { price_details: { price: price.id, product: String(price.product) } }),
      unit_amount_decimal: price ? price.unit_amount_decimal : String(amount / quantity),
    },
    ...{ proration: false, quantity, quantity_decimal: String(quantity), tax_rates: [] },
    test_clock: idOf(customer.test_clock) ?? null,
  } satisfies InvoiceItem as InvoiceItem
  env.store.insert(item)
  emit(scene, 'invoiceitem.created', item)
  if (invoice) env.store.replace(withItem(scene, { ...invoice, currency }, item))
  return item
}

const lineOf = (scene: Scene, item: InvoiceItem): LineParams => {
  const id = item.pricing?.price_details?.price
  const price = typeof id === 'string' ? find<Price>(scene.env, 'price', id) : undefined
  return {
    ...{ amount: item.amount, currency: item.currency, description: item.description, quantity: item.quantity, price },
    ...{ period: item.period, metadata: item.metadata ?? {} },
    parent: {
      ...{ type: 'invoice_item_details', subscription_item_details: null },
      invoice_item_details: {
        ...{ invoice_item: item.id, proration: false, proration_details: null, subscription: null },
      },
    },
  }
}

const withItem = (scene: Scene, invoice: Invoice, item: InvoiceItem): Invoice =>
  withLine(scene, invoice, lineOf(scene, item))

/** A draft with the items that waited for their customer's next invoice. */
export const addPending = (scene: Scene, invoice: Invoice): Invoice => {
  const waiting = all<InvoiceItem>(scene.env, 'invoiceitem').filter(
    (item) => item.invoice === null && item.customer === invoice.customer && item.currency === invoice.currency
  )
  for (const item of waiting) scene.env.store.replace({ ...item, invoice: invoice.id })
  return scene.env.store.replace(waiting.reduce((draft, item) => withItem(scene, draft, item), invoice))
}

const remove = (scene: Scene, item: InvoiceItem): void => {
  scene.env.store.remove(item.id)
  emit(scene, 'invoiceitem.deleted', item)
  if (!item.invoice) return
  const invoice = draftOf(scene, String(item.invoice))
  const isOthers = ({ parent }: Invoice['lines']['data'][number]) =>
    parent?.invoice_item_details?.invoice_item !== item.id
  scene.env.store.replace(withLines(invoice, invoice.lines.data.filter(isOthers)))
}

export const invoiceItems: Resource = {
  routes: {
    'POST /v1/invoiceitems': (call) => create(call, call.params as Params),
    'GET /v1/invoiceitems': (call) => {
      const { customer, invoice, pending } = call.params as Stripe.InvoiceItemListParams
      const found = all<InvoiceItem>(call.env, 'invoiceitem').filter(
        (item) =>
          (customer === undefined || item.customer === customer) &&
          (invoice === undefined || item.invoice === invoice) &&
          (pending === undefined || (item.invoice === null) === pending)
      )
      return pageOf(call, found, '/v1/invoiceitems')
    },
    'GET /v1/invoiceitems/{id}': ({ env, id }) => find(env, 'invoiceitem', id),
    'DELETE /v1/invoiceitems/{id}': (call) => {
      const item = find<InvoiceItem>(call.env, 'invoiceitem', call.id)
      if (item.invoice) draftOf(call, String(item.invoice))
      remove(call, item)
      return { id: item.id, object: 'invoiceitem', deleted: true }
    },
  },
}
