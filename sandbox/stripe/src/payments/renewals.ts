import { at, type TaskName, type Work } from '../agenda'
import { all, find, idOf } from '../protocol/find'
import { abortSchedule } from '../resources/subscription-schedules'
import { type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, Invoice, Subscription } from '../wire'
import { finalizeInvoice } from './build-invoice'
import { withPeriod } from './build-subscription'
import { cancelSubscription } from './cancel-subscription'
import { collectInvoice, owe, subscriptionOf } from './collect-invoice'
import { addInterval } from './periods'
import { previewInvoice } from './preview-invoice'
import { discountsAfter, draftSubscriptionInvoice } from './subscription-invoice'
import { periodLines } from './subscription-lines'

/** A renewal's invoice can be changed for an hour before it is finalized. */
export const DRAFT_SECONDS = 3600
/** How long before the end of a trial its customer is told. */
const TRIAL_NOTICE_SECONDS = 3 * 86_400
/** How long before a renewal `invoice.upcoming` comes. */
const UPCOMING_SECONDS = 7 * 86_400
/** How long a first payment may be missing. */
const INCOMPLETE_SECONDS = 23 * 3600

const endOf = (subscription: Subscription): number => subscription.items.data[0]?.current_period_end ?? 0

/** The task's subscription, if it goes on and still has what the task expects of it. */
const still = (scene: Scene, id: string, isExpected: (current: Subscription) => boolean): Subscription | undefined => {
  const current = find<Subscription>(scene.env, 'subscription', id)
  return current.status !== 'canceled' && isExpected(current) ? current : undefined
}

/** Work of a period: it is off once the subscription is in another one, or in another state. */
const inPeriod =
  (work: (scene: Scene, current: Subscription) => void): Work =>
  (scene, { id, moment, state }) => {
    const isSame = (current: Subscription) =>
      endOf(current) === moment && (state === undefined || current.status === state)
    const current = still(scene, id, isSame)
    if (current) work(scene, current)
  }

/** Runs what a subscription's time brings: the end of its trial, renewals, its end. @see docs.stripe.com/billing */
export const planPeriod = (scene: Scene, subscription: Subscription): void => {
  const { id, status } = subscription
  const [now, moment] = [seconds(scene), endOf(subscription)]
  const same = { id, moment, state: status }
  at(scene, moment, { name: 'period ends', id, moment })
  if (status === 'trialing')
    at(scene, Math.max(moment - TRIAL_NOTICE_SECONDS, now), { name: 'trial ends soon', ...same })
  else if (moment - UPCOMING_SECONDS > now) at(scene, moment - UPCOMING_SECONDS, { name: 'renewal comes', ...same })
  if (status === 'incomplete') at(scene, now + INCOMPLETE_SECONDS, { name: 'subscription was never paid', ...same })
  planEnd(scene, subscription)
}

/** A subscription that is to end at a moment within a period. */
export const planEnd = (scene: Scene, { id, cancel_at: moment }: Subscription): void => {
  if (moment !== null) at(scene, moment, { name: 'subscription ends', id, moment })
}

/** Collection that is paused until a moment goes on by itself. */
export const planResumption = (scene: Scene, { id, pause_collection: pause }: Subscription): void => {
  const moment = pause?.resumes_at
  if (moment !== null && moment !== undefined) at(scene, moment, { name: 'resumption', id, moment })
}

const endAsPlanned: Work = (scene, { id, moment }) => {
  const current = still(scene, id, ({ cancel_at: planned }) => planned === moment)
  if (current) cancelSubscription(scene, current)
}

const resume: Work = (scene, { id, moment }) => {
  const current = still(scene, id, ({ pause_collection: pause }) => pause?.resumes_at === moment)
  if (current) change(scene, current, { pause_collection: null }, 'customer.subscription.updated')
}

const tellTrialEnd = (scene: Scene, subscription: Subscription): void =>
  emit(scene, 'customer.subscription.trial_will_end', subscription)

const expire = (scene: Scene, subscription: Subscription): void => {
  change(scene, subscription, { status: 'incomplete_expired' }, 'customer.subscription.updated')
}

/** An invoice that is not made yet: what a preview shows. */
const tellUpcoming = (scene: Scene, subscription: Subscription): void => {
  if (subscription.cancel_at_period_end) return
  const preview = previewInvoice(scene, { subscription: subscription.id })
  const id = `upcoming_in_${subscription.id}`
  const data = preview.lines.data.map((line) => ({ ...line, invoice: id }))
  const upcoming = {
    ...{ ...preview, id, next_payment_attempt: endOf(subscription) + DRAFT_SECONDS },
    lines: { ...preview.lines, data, url: `/v1/invoices/${id}/lines` },
  }
  emit(scene, 'invoice.upcoming', upcoming)
}

const hasMethod = (scene: Scene, subscription: Subscription): boolean =>
  subscription.default_payment_method !== null ||
  find<Customer>(scene.env, 'customer', idOf(subscription.customer) ?? '').invoice_settings.default_payment_method !==
    null

/** What the end of a period brings: a cancellation that was planned, a pause, or the next period. */
export const endPeriod = (scene: Scene, subscription: Subscription): void => {
  if ((subscription.cancel_at ?? Infinity) <= seconds(scene)) {
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

/** The draft of the next period, and the subscription within it. */
export const draftRenewal = (scene: Scene, subscription: Subscription) => {
  const start = endOf(subscription)
  const [first] = subscription.items.data
  const end = first?.price.recurring ? addInterval(start, first.price.recurring) : start
  const next = {
    ...withPeriod(subscription, { start, end }),
    ...(subscription.status === 'trialing' && { status: 'active' as const }),
  }
  const lines = periodLines(scene, next, false)
  return { next, invoice: draftSubscriptionInvoice(scene, next, 'subscription_cycle', lines) }
}

/** Begins the next period, with an invoice that is collected an hour later. */
export const renew = (scene: Scene, subscription: Subscription, before = subscription): Subscription => {
  const { next, invoice } = draftRenewal(scene, subscription)
  const patch = { ...next, latest_invoice: invoice.id, discounts: discountsAfter(scene, next, invoice) }
  const renewed = change(scene, before, patch, 'customer.subscription.updated')
  sendLater(scene, invoice)
  planPeriod(scene, renewed)
  return renewed
}

/** A draft that is finalized an hour later, then charged or sent. */
export const sendLater = (scene: Scene, { id }: Invoice): void =>
  at(scene, seconds(scene) + DRAFT_SECONDS, { name: 'draft is collected', id })

const collectDraft: Work = (scene, { id }) => {
  const draft = find<Invoice>(scene.env, 'invoice', id)
  const subscription = subscriptionOf(scene, draft)
  const paused = subscription?.pause_collection?.behavior
  if (draft.status !== 'draft' || subscription?.status === 'canceled' || paused === 'keep_as_draft') return
  const open = finalizeInvoice(scene, draft)
  if (paused) closePaused(scene, open, paused === 'void')
  else if (open.collection_method === 'send_invoice' && open.amount_due > 0) sendOpen(scene, open)
  else attempt(scene, open.id)
}

const closePaused = (scene: Scene, open: Invoice, isVoid: boolean): void => {
  const status = isVoid ? ('void' as const) : ('uncollectible' as const)
  const closed = scene.env.store.replace({ ...open, auto_advance: false, status })
  emit(scene, isVoid ? 'invoice.voided' : 'invoice.marked_uncollectible', closed)
}

const sendOpen = (scene: Scene, open: Invoice): void => {
  emit(scene, 'invoice.sent', open)
  if (open.due_date !== null) at(scene, open.due_date, { name: 'invoice is overdue', id: open.id })
}

/** An invoice whose due date is over; its subscription owes from then on. */
const tellOverdue: Work = (scene, { id }) => {
  const invoice = find<Invoice>(scene.env, 'invoice', id)
  if (invoice.status !== 'open') return
  emit(scene, 'invoice.overdue', invoice)
  const subscription = subscriptionOf(scene, invoice)
  if (subscription) owe(scene, subscription)
}

/** Tries to collect, again and again as Stripe would; the subscription ends with the last try that fails. */
const attempt = (scene: Scene, id: string): void => {
  const invoice = find<Invoice>(scene.env, 'invoice', id)
  const owner = subscriptionOf(scene, invoice)
  if (invoice.status !== 'open' || owner?.status === 'canceled') return
  const tried = collectInvoice(scene, invoice)
  if (tried.status === 'paid') return
  if (tried.next_payment_attempt !== null) {
    at(scene, tried.next_payment_attempt, { name: 'invoice is tried again', id })
    return
  }
  const subscription = all<Subscription>(scene.env, 'subscription').find(({ latest_invoice }) => latest_invoice === id)
  if (!subscription || subscription.status === 'canceled') return
  cancelSubscription(scene, subscription, {}, 'payment_failed')
  abortSchedule(scene, subscription.id)
}

/** What subscriptions and their invoices wait for. */
export const renewalTasks = {
  'draft is collected': collectDraft,
  'invoice is overdue': tellOverdue,
  'invoice is tried again': (scene, { id }) => attempt(scene, id),
  'period ends': inPeriod(endPeriod),
  'renewal comes': inPeriod(tellUpcoming),
  resumption: resume,
  'subscription ends': endAsPlanned,
  'subscription was never paid': inPeriod(expire),
  'trial ends soon': inPeriod(tellTrialEnd),
} satisfies Partial<Record<TaskName, Work>>
