import { all, find, idOf } from '../protocol/find'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Customer, Invoice, InvoiceItem, Price } from '../wire'
import { type LineParams, withLine } from './invoice-lines'

/** What an item is made of, besides what its line shows. */
interface ItemParams extends Omit<LineParams, 'parent'> {
  customer: string
  invoice: string | null
  parent: InvoiceItem['parent']
}

/** Something a customer owes, on a draft or waiting for the next invoice. */
export const createItem = (scene: Scene, params: ItemParams): InvoiceItem => {
  const { amount, currency, customer, description, invoice, parent, period, price, quantity } = params
  const item = {
    ...{ id: scene.sandbox.ids.make('ii'), object: 'invoiceitem', amount, currency, customer },
    ...{ customer_account: null, date: seconds(scene), description, discountable: params.discountable ?? amount >= 0 },
    ...{ discounts: [], invoice, livemode: scene.env.livemode, metadata: params.metadata ?? {}, net_amount: amount },
    ...{ parent, period },
    pricing: {
      type: 'price_details',
      ...(price && { price_details: { price: price.id, product: idOf(price.product) ?? '' } }),
      unit_amount_decimal: price ? price.unit_amount_decimal : String(amount / quantity),
    },
    ...{ proration: parent !== null, quantity, quantity_decimal: String(quantity), tax_rates: [] },
    test_clock: idOf(find<Customer>(scene.env, 'customer', customer).test_clock) ?? null,
  } satisfies InvoiceItem as InvoiceItem
  scene.env.store.insert(item)
  emit(scene, 'invoiceitem.created', item)
  return item
}

/** What a change of a subscription gives back and costs, waiting for its next invoice. */
export const createProrations = (scene: Scene, customer: string, lines: readonly LineParams[]): void => {
  for (const line of lines) {
    const details = line.parent?.subscription_item_details
    createItem(scene, {
      ...{ ...line, customer, invoice: null },
      parent: {
        type: 'subscription_details',
        subscription_details: {
          subscription: details?.subscription ?? '',
          ...(details && { subscription_item: details.subscription_item }),
        },
      },
    })
  }
}

const parentOf = (item: InvoiceItem): LineParams['parent'] => {
  const origin = item.parent?.subscription_details
  if (!origin?.subscription_item) {
    return {
      ...{ type: 'invoice_item_details', subscription_item_details: null },
      invoice_item_details: { invoice_item: item.id, proration: false, proration_details: null, subscription: null },
    }
  }
  return {
    ...{ type: 'subscription_item_details', invoice_item_details: null },
    subscription_item_details: {
      ...{ invoice_item: item.id, proration: true, proration_details: { credited_items: null } },
      ...{ subscription: origin.subscription, subscription_item: origin.subscription_item },
    },
  }
}

const lineOf = (scene: Scene, item: InvoiceItem): LineParams => {
  const id = idOf(item.pricing?.price_details?.price)
  const { amount, currency, description, discountable, period, quantity } = item
  return {
    ...{ amount, currency, description, discountable, period, quantity, metadata: item.metadata ?? {} },
    ...{ parent: parentOf(item), price: id ? find<Price>(scene.env, 'price', id) : undefined },
    subscription: item.parent?.subscription_details?.subscription,
  }
}

/** A draft with the line of an item. */
export const withItem = (scene: Scene, invoice: Invoice, item: InvoiceItem): Invoice =>
  withLine(scene, invoice, lineOf(scene, item))

/** The item a line comes from. */
export const itemOfLine = ({ parent }: Invoice['lines']['data'][number]): string | null =>
  parent?.invoice_item_details?.invoice_item ?? parent?.subscription_item_details?.invoice_item ?? null

const isWaitingFor = (invoice: Invoice, subscription: string | undefined) => (item: InvoiceItem) => {
  const origin = item.parent?.subscription_details?.subscription
  return (
    item.invoice === null &&
    item.customer === invoice.customer &&
    item.currency === invoice.currency &&
    (origin === undefined || origin === subscription)
  )
}

/** A draft with the items that waited for their customer's, or their subscription's, next invoice. */
export const addPending = (scene: Scene, invoice: Invoice, subscription?: string): Invoice => {
  const waiting = all<InvoiceItem>(scene.env, 'invoiceitem').filter(isWaitingFor(invoice, subscription))
  if (waiting.length === 0) return invoice
  for (const item of waiting) scene.env.store.replace({ ...item, invoice: invoice.id })
  return scene.env.store.replace(waiting.reduce((draft, item) => withItem(scene, draft, item), invoice))
}

/** Whether something of this subscription waits for its next invoice. */
export const hasPending = (scene: Scene, subscription: string): boolean =>
  all<InvoiceItem>(scene.env, 'invoiceitem').some(
    (item) => item.invoice === null && item.parent?.subscription_details?.subscription === subscription
  )
