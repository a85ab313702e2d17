import type Stripe from 'stripe'
import { StripeApiError } from '../protocol/errors'
import { idOf } from '../protocol/find'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Subscription } from '../wire'
import { finalizeInvoice } from './build-invoice'
import { collectInvoice } from './collect-invoice'
import { lastingCoupons } from './discounts'
import { createProrations, hasPending } from './invoice-item'
import { draftSubscriptionInvoice } from './subscription-invoice'
import { prorationLines } from './subscription-lines'

type Details = Subscription['cancellation_details']

/** What the customer said about leaving. */
export const cancellationDetails = (
  params: Stripe.SubscriptionCancelParams['cancellation_details'],
  reason: NonNullable<Details>['reason']
): Details => ({
  ...{ comment: params?.comment || null, feedback: params?.feedback || null, feedback_option: null, reason },
})

/** Gives back the unused time, as credit for the next invoice. */
const prorate = (scene: Scene, subscription: Subscription): void => {
  if (subscription.status === 'trialing') return
  const coupons = lastingCoupons(scene, subscription.discounts)
  const lines = prorationLines(scene, subscription, [], seconds(scene), coupons)
  createProrations(scene, idOf(subscription.customer) ?? '', lines)
}

/** The last invoice: what waited for it. More given back than owed becomes the customer's balance. */
const invoiceNow = (scene: Scene, subscription: Subscription): string | undefined => {
  if (!hasPending(scene, subscription.id)) return undefined
  const draft = draftSubscriptionInvoice(scene, subscription, 'subscription_update', [])
  collectInvoice(scene, finalizeInvoice(scene, draft))
  return draft.id
}

/** Ends a subscription now. */
export const cancelSubscription = (
  scene: Scene,
  subscription: Subscription,
  params: Stripe.SubscriptionCancelParams = {},
  reason: NonNullable<Details>['reason'] = 'cancellation_requested'
): Subscription => {
  if (subscription.status === 'canceled') {
    throw new StripeApiError(404, {
      ...{ type: 'invalid_request_error', code: 'resource_missing', param: 'id' },
      message: `No such subscription: '${subscription.id}'`,
    })
  }
  if (params.prorate) prorate(scene, subscription)
  const last = params.invoice_now ? invoiceNow(scene, subscription) : undefined
  const now = seconds(scene)
  const said = subscription.cancellation_details
  const canceled = scene.env.store.replace({
    ...subscription,
    ...{ status: 'canceled' as const, canceled_at: subscription.canceled_at ?? now, ended_at: now },
    ...{ cancel_at_period_end: false, pause_collection: null, ...(last && { latest_invoice: last }) },
    cancellation_details: cancellationDetails(
      {
        ...(said?.comment && { comment: said.comment }),
        ...(said?.feedback && { feedback: said.feedback }),
        ...params.cancellation_details,
      },
      reason
    ),
  })
  emit(scene, 'customer.subscription.deleted', canceled)
  return canceled
}
