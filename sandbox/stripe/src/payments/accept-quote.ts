import { find, idOf } from '../protocol/find'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Customer, LineItem, Price, Quote } from '../wire'
import { draftInvoice } from './build-invoice'
import { createItem, withItem } from './invoice-item'
import { startSubscription } from './start-subscription'

interface Sold {
  price: Price
  quantity: number
}

const soldOf = (items: readonly LineItem[]): Sold[] =>
  items.flatMap(({ price, quantity }) => (price ? [{ price, quantity: quantity ?? 1 }] : []))

const subscribe = (scene: Scene, quote: Quote, customer: string, sold: readonly Sold[]) => {
  const { description, metadata, trial_period_days: trialDays } = quote.subscription_data
  const subscription = startSubscription(scene, {
    ...{ customer, description, metadata, collectionMethod: quote.collection_method },
    items: sold.filter(({ price }) => price.recurring),
    once: sold.filter(({ price }) => !price.recurring),
    daysUntilDue: quote.collection_method === 'send_invoice' ? (quote.invoice_settings.days_until_due ?? 30) : null,
    ...(trialDays !== null && { trialDays }),
  })
  return { subscription: subscription.id, invoice: idOf(subscription.latest_invoice) ?? null }
}

/** A draft, which is not finalized by itself. */
const invoice = (scene: Scene, quote: Quote, customer: string, sold: readonly Sold[]) => {
  const now = seconds(scene)
  const days = quote.invoice_settings.days_until_due ?? 30
  const isSent = quote.collection_method === 'send_invoice'
  const currency = quote.currency ?? 'usd'
  const draft = draftInvoice(
    scene,
    {
      ...{ customer: find<Customer>(scene.env, 'customer', customer), currency, reason: 'quote_accept' },
      ...{ collectionMethod: quote.collection_method, dueDate: isSent ? now + days * 86_400 : null },
    },
    []
  )
  const full = sold.reduce((current, { price, quantity }) => {
    const item = createItem(scene, {
      ...{ amount: (price.unit_amount ?? 0) * quantity, currency, customer, invoice: draft.id, parent: null },
      ...{ description: find<{ name: string }>(scene.env, 'product', idOf(price.product) ?? '').name },
      ...{ period: { start: now, end: now }, price, quantity },
    })
    return withItem(scene, current, item)
  }, draft)
  return { subscription: null, invoice: scene.env.store.replace(full).id }
}

/** What was offered is sold: again and again by a subscription, else by an invoice. */
export const acceptQuote = (scene: Scene, quote: Quote, items: readonly LineItem[], isRecurring: boolean): Quote => {
  const customer = idOf(quote.customer) ?? ''
  const sell = isRecurring ? subscribe : invoice
  const accepted = scene.env.store.replace({
    ...{ ...quote, ...sell(scene, quote, customer, soldOf(items)), status: 'accepted' as const },
    status_transitions: { ...quote.status_transitions, accepted_at: seconds(scene) },
  })
  emit(scene, 'quote.accepted', accepted)
  return accepted
}
