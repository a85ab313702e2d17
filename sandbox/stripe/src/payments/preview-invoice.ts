import type Stripe from 'stripe'
import { invalid, StripeApiError } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { rehearsal } from '../rehearsal'
import { itemParams } from '../resources/invoice-items'
import { createSubscription } from '../resources/subscriptions'
import type { Scene } from '../sandbox'
import type { StoredEvent } from '../webhooks/deliver'
import type { Customer, Invoice, Subscription } from '../wire'
import { draftInvoice, finalizeInvoice } from './build-invoice'
import { cancelSubscription } from './cancel-subscription'
import { changeSubscription } from './change-subscription'
import { addPending, createItem, hasPending } from './invoice-item'
import { DRAFT_SECONDS, draftRenewal } from './renewals'
import { draftSubscriptionInvoice } from './subscription-invoice'

type Params = Stripe.InvoiceCreatePreviewParams

const none = (customer: string): StripeApiError =>
  new StripeApiError(404, {
    ...{ type: 'invalid_request_error', code: 'invoice_upcoming_none' },
    message: `No upcoming invoices for customer: ${customer}`,
  })

const endOf = ({ items }: Subscription): number => items.data[0]?.current_period_end ?? 0

const BILLED = ['active', 'trialing', 'past_due']

/** The subscription of a customer that is billed next. */
const nextOf = (scene: Scene, customer: string): Subscription | undefined =>
  all<Subscription>(scene.env, 'subscription')
    .filter((subscription) => subscription.customer === customer && BILLED.includes(subscription.status))
    .filter((subscription) => goesOn(scene, subscription))
    .sort((one, other) => endOf(one) - endOf(other))[0]

/** One that ends with its period is billed once more only for what waits for it. */
const goesOn = (scene: Scene, subscription: Subscription): boolean =>
  subscription.cancel_at === null || subscription.cancel_at > endOf(subscription) || hasPending(scene, subscription.id)

/** Both the change and its invoice, if it is billed at once, are made; the first invoice is shown as it was finalized. */
const invoiceOf = (scene: Scene, before: ReadonlySet<string>): Invoice | undefined => {
  const events = all<StoredEvent>(scene.env, 'event').filter(({ id }) => !before.has(id))
  const finalized = events.find(({ type }) => type === 'invoice.finalized')
  const drafted = events.find(({ type }) => type === 'invoice.created')
  return (finalized ?? drafted)?.data.object as Invoice | undefined
}

const changeOf = ({
  subscription_details: details,
  discounts,
}: Params): Stripe.SubscriptionUpdateParams | undefined => {
  if (!details && discounts === undefined) return undefined
  const { items, proration_behavior, proration_date, cancel_at, cancel_at_period_end, trial_end } = details ?? {}
  const { billing_cycle_anchor: anchor } = details ?? {}
  const wanted = { items, proration_behavior, proration_date, cancel_at, cancel_at_period_end, trial_end, discounts }
  return {
    ...(Object.fromEntries(
      Object.entries(wanted).filter(([, value]) => value !== undefined)
    ) as Stripe.SubscriptionUpdateParams),
    ...(anchor?.type === 'now' && { billing_cycle_anchor: { type: 'now' } }),
  }
}

const addItems = (scene: Scene, customer: string, { invoice_items: items }: Params): void => {
  for (const { price, unit_amount: unit, ...item } of items ?? []) {
    const params = {
      ...{ ...item, ...(price !== undefined && { pricing: { price } }) },
      ...(unit !== undefined && { amount: unit * (item.quantity ?? 1) }),
    } as Stripe.InvoiceItemCreateParams
    createItem(scene, { ...itemParams(scene, params, undefined), customer, invoice: null, parent: null })
  }
}

/** An invoice looks back on the period before it. It is charged an hour after that, or sent. */
const atEndOf = (subscription: Subscription, invoice: Invoice): Invoice => {
  const end = endOf(subscription)
  const isCharged = subscription.collection_method === 'charge_automatically'
  return {
    ...invoice,
    ...{ period_start: subscription.items.data[0]?.current_period_start ?? end, period_end: end },
    next_payment_attempt: isCharged ? end + DRAFT_SECONDS : null,
  }
}

/** The renewal at the end of the period, made now; more of it waits for nobody. */
const renewal = (scene: Scene, subscription: Subscription): Invoice => {
  const later = { ...rehearsal(scene, endOf(subscription)), env: scene.env }
  const isLast = subscription.cancel_at !== null && subscription.cancel_at <= endOf(subscription)
  const draft = isLast
    ? draftSubscriptionInvoice(later, subscription, 'subscription_cycle', [])
    : draftRenewal(later, subscription).invoice
  return atEndOf(subscription, finalizeInvoice(later, draft))
}

const ofSubscription = (scene: Scene, subscription: Subscription, params: Params): Invoice => {
  const before = new Set(scene.env.store.all('event').map(({ id }) => id))
  const change = changeOf(params)
  const customer = idOf(subscription.customer) ?? ''
  if (params.subscription_details?.cancel_now) {
    const prorate = params.subscription_details.proration_behavior !== 'none'
    cancelSubscription(scene, subscription, { invoice_now: true, prorate })
    const last = invoiceOf(scene, before)
    if (!last) throw none(customer)
    return last
  }
  const changed = change ? changeSubscription(scene, subscription, change) : subscription
  const made = invoiceOf(scene, before)
  if (made) return made
  if (!BILLED.includes(changed.status) || !goesOn(scene, changed)) throw none(customer)
  return renewal(scene, changed)
}

const ofNew = (scene: Scene, customer: string, params: Params): Invoice => {
  const before = new Set(scene.env.store.all('event').map(({ id }) => id))
  const { items, trial_end, cancel_at_period_end } = params.subscription_details ?? {}
  createSubscription(scene, {
    ...{ customer, items: items as Stripe.SubscriptionCreateParams.Item[] },
    ...(trial_end !== undefined && { trial_end }),
    ...(cancel_at_period_end !== undefined && { cancel_at_period_end }),
    ...(params.discounts !== undefined && { discounts: params.discounts as never }),
  })
  const invoice = invoiceOf(scene, before)
  if (!invoice) throw none(customer)
  return invoice
}

/** What waits for a customer's next invoice, without any subscription. */
const ofItems = (scene: Scene, customer: Customer): Invoice => {
  const currency = customer.currency ?? 'usd'
  const draft = addPending(scene, draftInvoice(scene, { customer, currency, reason: 'upcoming' }, []))
  if (draft.lines.data.length === 0) throw none(customer.id)
  return finalizeInvoice(scene, draft)
}

/** An invoice that is not made. */
const asPreview = (invoice: Invoice): Invoice => {
  const id = `upcoming_${invoice.id}`
  return {
    ...invoice,
    ...{ id, billing_reason: 'upcoming', status: 'draft', number: null, effective_at: null, hosted_invoice_url: null },
    ...{ invoice_pdf: null, attempted: false, ending_balance: null, auto_advance: false },
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    lines: {
      ...invoice.lines,
      url: `/v1/invoices/${id}/lines`,
      data: invoice.lines.data.map((line) => ({ ...line, invoice: id })),
    },
  }
}

/**
 * The next invoice of a customer or a subscription, also after a change that is not made: it is made in a rehearsal, and
 * its invoice is shown. @see docs.stripe.com/api/invoices/create_preview
 */
export const previewInvoice = (real: Scene, params: Params): Invoice => {
  const scene = rehearsal(real)
  const { subscription: id } = params
  const chosen = id ? findParam<Subscription>(scene.env, 'subscription', id, 'subscription') : undefined
  const customerId = params.customer ?? idOf(chosen?.customer)
  if (!customerId) {
    throw invalid('You must specify one of these parameters: customer, subscription, schedule.', 'customer')
  }
  const customer = findParam<Customer>(scene.env, 'customer', customerId, 'customer')
  if (chosen && chosen.customer !== customer.id) {
    throw invalid(`The subscription ${chosen.id} belongs to another customer.`, 'subscription')
  }
  addItems(scene, customer.id, params)
  if (!chosen && params.subscription_details?.items) return asPreview(ofNew(scene, customer.id, params))
  const subscription = chosen ?? nextOf(scene, customer.id)
  if (!subscription) return asPreview(ofItems(scene, find<Customer>(scene.env, 'customer', customer.id)))
  return asPreview(ofSubscription(scene, subscription, params))
}
