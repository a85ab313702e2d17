import { at } from '../agenda'
import { all, find, idOf } from '../protocol/find'
import { cancelSubscription } from '../resources/subscriptions'
import { type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, Invoice, Subscription } from '../wire'
import { draftSubscriptionInvoice, finalizeInvoice } from './build-invoice'
import { withPeriod } from './build-subscription'
import { collectInvoice } from './collect-invoice'
import { addInterval } from './periods'

/** A renewal's invoice can be changed for an hour before it is finalized. */
const DRAFT_SECONDS = 3600
/** How long before the end of a trial its customer is told. */
const TRIAL_NOTICE_SECONDS = 3 * 86_400
/** How long before a renewal `invoice.upcoming` comes. */
const UPCOMING_SECONDS = 7 * 86_400
/** How long a first payment may be missing. */
const INCOMPLETE_SECONDS = 23 * 3600

const endOf = (subscription: Subscription): number => subscription.items.data[0]?.current_period_end ?? 0

/** Work for later on, if the subscription goes on then and is as it is expected to be. */
const onlyIf =
  (id: string, isExpected: (current: Subscription) => boolean, work: (scene: Scene, current: Subscription) => void) =>
  (scene: Scene): void => {
    const current = find<Subscription>(scene.env, 'subscription', id)
    if (current.status !== 'canceled' && isExpected(current)) work(scene, current)
  }

/** Runs what a subscription's time brings: the end of its trial, renewals, its end. @see docs.stripe.com/billing */
export const planPeriod = (scene: Scene, subscription: Subscription): void => {
  const { id, status } = subscription
  const [now, end] = [seconds(scene), endOf(subscription)]
  const isSamePeriod = (current: Subscription) => endOf(current) === end && current.status === status
  at(
    scene,
    end,
    onlyIf(id, (current) => endOf(current) === end, endPeriod)
  )
  if (status === 'trialing')
    at(scene, Math.max(end - TRIAL_NOTICE_SECONDS, now), onlyIf(id, isSamePeriod, tellTrialEnd))
  else if (end - UPCOMING_SECONDS > now) at(scene, end - UPCOMING_SECONDS, onlyIf(id, isSamePeriod, tellUpcoming))
  if (status === 'incomplete') at(scene, now + INCOMPLETE_SECONDS, onlyIf(id, isSamePeriod, expire))
}

const tellTrialEnd = (scene: Scene, subscription: Subscription): void =>
  emit(scene, 'customer.subscription.trial_will_end', subscription)

const expire = (scene: Scene, subscription: Subscription): void => {
  change(scene, subscription, { status: 'incomplete_expired' }, 'customer.subscription.updated')
}

/** An invoice that is not made yet: it has no ID of its own. */
const tellUpcoming = (scene: Scene, subscription: Subscription): void => {
  if (subscription.cancel_at_period_end) return
  const total = subscription.items.data.reduce(
    (sum, { price, quantity = 1 }) => sum + (price.unit_amount ?? 0) * quantity,
    0
  )
  emit(scene, 'invoice.upcoming', {
    ...{ id: `upcoming_in_${subscription.id}`, object: 'invoice', amount_due: total, amount_remaining: total, total },
    ...{ billing_reason: 'upcoming', currency: subscription.currency, customer: subscription.customer, metadata: {} },
    ...{ period_end: endOf(subscription), next_payment_attempt: endOf(subscription) + DRAFT_SECONDS },
    parent: {
      ...{ type: 'subscription_details', quote_details: null },
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
    },
  } as { id: string; object: string })
}

const hasMethod = (scene: Scene, subscription: Subscription): boolean =>
  subscription.default_payment_method !== null ||
  find<Customer>(scene.env, 'customer', idOf(subscription.customer) ?? '').invoice_settings.default_payment_method !==
    null

/** What the end of a period brings: a cancellation that was planned, a pause, or the next period. */
export const endPeriod = (scene: Scene, subscription: Subscription): void => {
  if (subscription.cancel_at_period_end || (subscription.cancel_at ?? Infinity) <= seconds(scene)) {
    cancelSubscription(scene, subscription)
    return
  }
  const missing = subscription.trial_settings?.end_behavior.missing_payment_method
  if (subscription.status === 'trialing' && missing !== 'create_invoice' && !hasMethod(scene, subscription)) {
    if (missing === 'cancel') cancelSubscription(scene, subscription)
    else pause(scene, subscription)
    return
  }
  if (['active', 'trialing', 'past_due'].includes(subscription.status)) renew(scene, subscription)
}

const pause = (scene: Scene, subscription: Subscription): void => {
  const paused = scene.env.store.replace({ ...subscription, status: 'paused' as const })
  emit(scene, 'customer.subscription.paused', paused)
}

/** Begins the next period, with an invoice that is collected an hour later. */
export const renew = (scene: Scene, subscription: Subscription): Subscription => {
  const start = endOf(subscription)
  const [first] = subscription.items.data
  const end = first?.price.recurring ? addInterval(start, first.price.recurring) : start
  const next = {
    ...withPeriod(subscription, { start, end }),
    ...(subscription.status === 'trialing' && { status: 'active' as const }),
  }
  const invoice = draftSubscriptionInvoice(scene, next, 'subscription_cycle', false)
  const patch = { ...next, latest_invoice: invoice.id }
  const renewed = change(scene, subscription, patch, 'customer.subscription.updated')
  at(scene, seconds(scene) + DRAFT_SECONDS, (own) => collectDraft(own, invoice.id))
  planPeriod(scene, renewed)
  return renewed
}

const collectDraft = (scene: Scene, id: string): void => {
  const draft = find<Invoice>(scene.env, 'invoice', id)
  const subscription = find<Subscription>(
    scene.env,
    'subscription',
    idOf(draft.parent?.subscription_details?.subscription) ?? ''
  )
  const paused = subscription.pause_collection?.behavior
  if (draft.status !== 'draft' || paused === 'keep_as_draft') return
  const open = finalizeInvoice(scene, draft)
  if (paused) {
    const isVoid = paused === 'void'
    const closed = scene.env.store.replace({ ...open, status: isVoid ? ('void' as const) : ('uncollectible' as const) })
    emit(scene, isVoid ? 'invoice.voided' : 'invoice.marked_uncollectible', closed)
    return
  }
  attempt(scene, open.id)
}

/** Tries to collect, again and again as Stripe would; the subscription ends with the last try that fails. */
const attempt = (scene: Scene, id: string): void => {
  const invoice = find<Invoice>(scene.env, 'invoice', id)
  if (invoice.status !== 'open') return
  const tried = collectInvoice(scene, invoice)
  if (tried.status === 'paid') return
  if (tried.next_payment_attempt !== null) {
    at(scene, tried.next_payment_attempt, (own) => attempt(own, id))
    return
  }
  const subscription = all<Subscription>(scene.env, 'subscription').find(({ latest_invoice }) => latest_invoice === id)
  if (subscription && subscription.status !== 'canceled') cancelSubscription(scene, subscription, {}, 'payment_failed')
}
