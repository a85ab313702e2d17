import type Stripe from 'stripe'
import { invalid, notModelled } from '../protocol/errors'
import { idOf } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { paymentMethodFor } from '../resources/payment-methods'
import { type Scene, seconds } from '../sandbox'
import { change } from '../webhooks/events'
import type { Invoice, Subscription, SubscriptionItem } from '../wire'
import { finalizeInvoice } from './build-invoice'
import { withPeriod } from './build-subscription'
import { cancellationDetails } from './cancel-subscription'
import { collectInvoice, makeIntent, methodFor, owe, requirePayment } from './collect-invoice'
import { lastingCoupons, redeem, reductionsOf } from './discounts'
import { createProrations, hasPending } from './invoice-item'
import { addInterval } from './periods'
import { endPeriod, planEnd, planPeriod, planResumption } from './renewals'
import { discountsAfter, draftSubscriptionInvoice } from './subscription-invoice'
import { changedItems } from './subscription-items'
import { periodLines, prorationLines } from './subscription-lines'

type Params = Stripe.SubscriptionUpdateParams

const periodOf = ({ items: { data } }: Subscription) => ({
  start: data[0]?.current_period_start ?? 0,
  end: data[0]?.current_period_end ?? 0,
})

/** When a subscription is to end; undefined: as before. */
const plannedEnd = (scene: Scene, subscription: Subscription, params: Params): number | null | undefined => {
  const { cancel_at: moment, cancel_at_period_end: atEnd } = params
  if (atEnd !== undefined) return atEnd ? periodOf(subscription).end : null
  if (moment === undefined || typeof moment === 'number') {
    if (moment !== undefined && moment <= seconds(scene)) throw invalid('cancel_at must be in the future', 'cancel_at')
    return moment
  }
  return moment === '' ? null : periodOf(subscription).end
}

const endPatch = (scene: Scene, subscription: Subscription, params: Params): Partial<Subscription> => {
  const end = plannedEnd(scene, subscription, params)
  const { cancellation_details: said } = params
  const before = subscription.cancellation_details
  if (end === undefined) {
    return said ? { cancellation_details: cancellationDetails({ ...said }, before?.reason ?? null) } : {}
  }
  return {
    ...{ cancel_at: end, canceled_at: end === null ? null : seconds(scene) },
    cancel_at_period_end: params.cancel_at_period_end ?? false,
    cancellation_details: cancellationDetails(said, end === null ? null : 'cancellation_requested'),
  }
}

const discountPatch = (scene: Scene, subscription: Subscription, { discounts }: Params): Partial<Subscription> => {
  if (discounts === undefined) return {}
  const customer = idOf(subscription.customer) ?? ''
  const reductions = reductionsOf(scene, discounts, { customer, currency: subscription.currency })
  const target = { customer, subscription: subscription.id }
  return { discounts: reductions.map((reduction) => redeem(scene, reduction, target).id) }
}

const plainPatch = (scene: Scene, subscription: Subscription, params: Params): Partial<Subscription> => {
  const { collection_method: collection, days_until_due: days, default_payment_method: method, description } = params
  const { pause_collection: pause, trial_settings: trial } = params
  if (collection === 'send_invoice' && days === undefined && subscription.days_until_due === null) {
    throw invalid('You must specify `days_until_due` if `collection_method` is `send_invoice`.', 'days_until_due')
  }
  if (pause && pause.resumes_at !== undefined && pause.resumes_at <= seconds(scene)) {
    throw invalid('resumes_at must be in the future', 'pause_collection[resumes_at]')
  }
  return {
    ...(collection !== undefined && { collection_method: collection }),
    ...(days !== undefined && { days_until_due: days }),
    ...(description !== undefined && { description: description || null }),
    ...(method !== undefined && { default_payment_method: method ? paymentMethodFor(scene, method).id : null }),
    ...(pause !== undefined && {
      pause_collection: pause ? { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null } : null,
    }),
    ...(trial && {
      trial_settings: { end_behavior: { billing_cycle_anchor: null, ...trial.end_behavior } } as NonNullable<
        Subscription['trial_settings']
      >,
    }),
    ...discountPatch(scene, subscription, params),
    metadata: mergeMetadata(subscription.metadata, params.metadata),
  }
}

const everyOf = (items: readonly SubscriptionItem[]): string =>
  `${items[0]?.price.recurring?.interval}/${items[0]?.price.recurring?.interval_count}`

/** What an update means for the money: what is bought from now on, from when it counts, and when it is paid. */
const moneyOf = (scene: Scene, subscription: Subscription, params: Params) => {
  const before = subscription.items.data
  const items = params.items ? changedItems(scene, subscription, params.items) : before
  const moment = params.proration_date ?? seconds(scene)
  const { start, end } = periodOf(subscription)
  if (moment < start || moment > end) {
    throw invalid('Cannot specify `proration_date` outside of the current billing period.', 'proration_date')
  }
  const isFree = subscription.status === 'trialing'
  const isReset = !isFree && (params.billing_cycle_anchor?.type === 'now' || everyOf(items) !== everyOf(before))
  const behavior = params.proration_behavior ?? 'create_prorations'
  const coupons = lastingCoupons(scene, subscription.discounts)
  // What begins anew is paid for in whole: only the unused time is given back.
  const lines =
    isFree || behavior === 'none'
      ? []
      : prorationLines(scene, subscription, isReset ? [] : items, moment, coupons).filter(({ amount }) => amount !== 0)
  return { items, lines, isReset, isInvoiced: isReset || (behavior === 'always_invoice' && lines.length > 0) }
}

/** An update that must be paid to be made is refused when it would not be. */
const checkPayable = (scene: Scene, subscription: Subscription, { payment_behavior: behavior }: Params): void => {
  if (behavior === 'pending_if_incomplete') throw notModelled('payment_behavior=pending_if_incomplete')
  if (behavior === 'error_if_incomplete') requirePayment(scene, methodFor(scene, subscription))
}

const collectNow = (scene: Scene, subscription: Subscription, invoice: Invoice, params: Params): void => {
  const open = finalizeInvoice(scene, invoice)
  if (params.payment_behavior !== 'default_incomplete' || open.amount_due === 0) {
    if (open.collection_method === 'charge_automatically' || open.amount_due === 0) collectInvoice(scene, open)
    return
  }
  makeIntent(scene, open)
  owe(scene, subscription)
}

/** The invoice of a change that is paid at once. */
const invoiceChange = (scene: Scene, subscription: Subscription, isReset: boolean, params: Params): Subscription => {
  if (!isReset && !hasPending(scene, subscription.id)) return subscription
  const lines = isReset ? periodLines(scene, subscription, false) : []
  const draft = draftSubscriptionInvoice(scene, subscription, 'subscription_update', lines)
  const discounts = discountsAfter(scene, subscription, draft)
  const billed = scene.env.store.replace({ ...subscription, discounts, latest_invoice: draft.id })
  collectNow(scene, billed, draft, params)
  return billed
}

/** Changes what a subscription is for, when it ends, how it is paid. @see docs.stripe.com/api/subscriptions/update */
export const changeSubscription = (scene: Scene, subscription: Subscription, params: Params): Subscription => {
  if (['canceled', 'incomplete_expired'].includes(subscription.status)) {
    throw invalid('A canceled subscription can only update its cancellation_details and metadata.')
  }
  checkTrial(scene, params.trial_end)
  const { items, lines, isReset, isInvoiced } = moneyOf(scene, subscription, params)
  if (isInvoiced) checkPayable(scene, subscription, params)
  const patch = {
    ...{ ...plainPatch(scene, subscription, params), ...endPatch(scene, subscription, params) },
    items: { ...subscription.items, data: items },
  }
  const now = seconds(scene)
  const recurring = items[0]?.price.recurring
  const period = isReset && recurring ? { start: now, end: addInterval(now, recurring) } : undefined
  const anew = period && {
    ...{ ...withPeriod({ ...subscription, ...patch }, period), billing_cycle_anchor: now },
    // What ends with its period ends with the new one.
    ...((patch.cancel_at_period_end ?? subscription.cancel_at_period_end) && { cancel_at: period.end }),
  }
  createProrations(scene, idOf(subscription.customer) ?? '', lines)
  const updated = change(scene, subscription, { ...patch, ...anew }, 'customer.subscription.updated')
  const billed = isInvoiced ? invoiceChange(scene, updated, isReset, params) : updated
  if (period) planPeriod(scene, billed)
  else if (updated.cancel_at !== subscription.cancel_at) planEnd(scene, updated)
  if (params.pause_collection) planResumption(scene, updated)
  if (params.trial_end !== undefined) moveTrialEnd(scene, updated, params.trial_end, params)
  return scene.env.store.get(subscription.id) as Subscription
}

const checkTrial = (scene: Scene, end: 'now' | number | undefined): void => {
  if (typeof end !== 'number' || end > seconds(scene)) return
  throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future', 'trial_end')
}

/** A trial that ends earlier or later; its end is a renewal. What was paid for is given back when a trial begins anew. */
const moveTrialEnd = (scene: Scene, before: Subscription, trialEnd: 'now' | number, params: Params): void => {
  if (trialEnd === 'now' && before.status !== 'trialing') return
  const now = seconds(scene)
  const moment = trialEnd === 'now' ? now : trialEnd
  if (before.status !== 'trialing' && params.proration_behavior !== 'none') {
    const lines = prorationLines(scene, before, [], now, lastingCoupons(scene, before.discounts))
    createProrations(scene, idOf(before.customer) ?? '', lines)
  }
  const start = before.status === 'trialing' ? periodOf(before).start : now
  const recurring = before.items.data[0]?.price.recurring
  // A trial that ends now is followed by a period, with which ends what was to end with its period.
  const end = trialEnd === 'now' && recurring ? addInterval(moment, recurring) : moment
  const patch = {
    ...withPeriod(before, { start, end: moment }),
    ...{ trial_end: moment, trial_start: before.trial_start ?? now, status: 'trialing' as const },
    ...{ billing_cycle_anchor: moment, ...(before.cancel_at_period_end && { cancel_at: end }) },
  }
  if (trialEnd === 'now') endPeriod(scene, scene.env.store.replace(patch))
  else planPeriod(scene, change(scene, before, patch, 'customer.subscription.updated'))
}
