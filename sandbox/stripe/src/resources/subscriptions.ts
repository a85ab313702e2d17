import type Stripe from 'stripe'
import { draftSubscriptionInvoice, finalizeInvoice } from '../payments/build-invoice'
import {
  buildSubscription,
  changedItems,
  recurringOf,
  type SubscriptionParams,
  withPeriod,
} from '../payments/build-subscription'
import { defaultMethod, payInvoice } from '../payments/collect-invoice'
import { endPeriod, planPeriod, renew } from '../payments/renewals'
import { invalid, StripeApiError } from '../protocol/errors'
import { all, find, findParam } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { searchPage } from '../protocol/search'
import { isOnClock } from '../protocol/test-clock'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import { type Customer, listOf, type Price, type Subscription } from '../wire'
import { cardError, paymentMethodFor } from './payment-methods'

/**
 * Begins a subscription: its first invoice is made and paid at once, or is free during a trial. When the payment fails
 * the subscription is incomplete.
 */
export const startSubscription = (scene: Scene, params: SubscriptionParams): Subscription => {
  const { store } = scene.env
  const built = buildSubscription(scene, params)
  store.insert(built)
  const free = built.status === 'trialing'
  const invoice = finalizeInvoice(scene, draftSubscriptionInvoice(scene, built, 'subscription_create', free))
  const begun = store.replace({ ...built, latest_invoice: invoice.id })
  emit(scene, 'customer.subscription.created', begun)
  const result = payInvoice(scene, invoice, params.method ?? defaultMethod(scene, invoice, begun))
  const isPaid = result.status === 'paid' && !free
  const subscription = isPaid ? change(scene, begun, { status: 'active' }, 'customer.subscription.updated') : begun
  planPeriod(scene, subscription)
  return subscription
}

const create = (scene: Scene, params: Stripe.SubscriptionCreateParams): Subscription => {
  const customer = findParam<Customer>(scene.env, 'customer', String(params.customer), 'customer')
  const items = (params.items ?? []).map((item, index) => {
    const price = findParam<Price>(scene.env, 'price', item.price ?? '', `items[${index}][price]`)
    if (!price.active)
      throw invalid('The price specified is inactive. This field only accepts active prices.', `items[${index}][price]`)
    recurringOf(price)
    return { price, quantity: item.quantity ?? 1 }
  })
  if (items.length === 0) throw invalid('Missing required param: items.', 'items', 'parameter_missing')
  const method = params.default_payment_method
    ? paymentMethodFor(scene, params.default_payment_method, 'default_payment_method')
    : undefined
  const { trial_end: trialEnd, trial_period_days: trialDays } = params
  const subscription = startSubscription(scene, {
    ...{ customer: customer.id, items, metadata: params.metadata, description: params.description || null },
    ...{ trialDays, method, cancelAtPeriodEnd: params.cancel_at_period_end },
    ...(typeof trialEnd === 'number' && { trialEnd }),
    missingMethod: params.trial_settings?.end_behavior.missing_payment_method,
  })
  if (subscription.status === 'incomplete' && params.payment_behavior === 'error_if_incomplete') {
    throw cardError({ code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' })
  }
  return subscription
}

const update = (scene: Scene, subscription: Subscription, params: Stripe.SubscriptionUpdateParams): Subscription => {
  if (subscription.status === 'canceled')
    throw invalid('A canceled subscription can only update its cancellation_details and metadata.')
  const { cancel_at_period_end: planned, default_payment_method: method, trial_end: trialEnd } = params
  const end = subscription.items.data[0]?.current_period_end ?? null
  const patch: Partial<Subscription> = {
    ...(planned !== undefined && {
      ...{
        cancel_at_period_end: planned,
        cancel_at: planned ? end : null,
        canceled_at: planned ? seconds(scene) : null,
      },
      cancellation_details: {
        ...{
          comment: params.cancellation_details?.comment || null,
          feedback: params.cancellation_details?.feedback || null,
          feedback_option: null,
        },
        reason: planned ? ('cancellation_requested' as const) : null,
      },
    }),
    ...(params.description !== undefined && { description: params.description || null }),
    ...(method !== undefined && { default_payment_method: method ? paymentMethodFor(scene, method).id : null }),
    ...(params.pause_collection !== undefined && {
      pause_collection: params.pause_collection
        ? { behavior: params.pause_collection.behavior, resumes_at: params.pause_collection.resumes_at ?? null }
        : null,
    }),
    ...(params.items && { items: listOf(changedItems(scene, subscription, params.items), subscription.items.url) }),
    metadata: mergeMetadata(subscription.metadata, params.metadata),
  }
  const updated = change(scene, subscription, patch, 'customer.subscription.updated')
  return trialEnd === undefined ? updated : moveTrialEnd(scene, updated, trialEnd)
}

/** A trial that ends earlier or later; its end is a renewal. */
const moveTrialEnd = (scene: Scene, subscription: Subscription, trialEnd: 'now' | number): Subscription => {
  const moment = trialEnd === 'now' ? seconds(scene) : trialEnd
  const start = subscription.items.data[0]?.current_period_start ?? seconds(scene)
  const patch = { ...withPeriod(subscription, { start, end: moment }), trial_end: moment, status: 'trialing' as const }
  if (trialEnd === 'now') {
    endPeriod(scene, scene.env.store.replace(patch))
    return find<Subscription>(scene.env, 'subscription', subscription.id)
  }
  const moved = change(scene, subscription, patch, 'customer.subscription.updated')
  planPeriod(scene, moved)
  return moved
}

/** Goes on with a subscription that was paused because its trial ended with nothing to charge. */
const resume = (scene: Scene, subscription: Subscription): Subscription => {
  if (subscription.status !== 'paused') {
    throw invalid(`Only paused subscriptions can be resumed. This one is ${subscription.status}.`)
  }
  const resumed = scene.env.store.replace({ ...subscription, status: 'active' as const })
  emit(scene, 'customer.subscription.resumed', resumed)
  return renew(scene, scene.env.store.replace(withPeriod(resumed, { start: seconds(scene), end: seconds(scene) })))
}

/** Ends a subscription now. */
export const cancelSubscription = (
  scene: Scene,
  subscription: Subscription,
  params: Stripe.SubscriptionCancelParams = {},
  reason: 'cancellation_requested' | 'payment_failed' = 'cancellation_requested'
): Subscription => {
  if (subscription.status === 'canceled') {
    throw new StripeApiError(404, {
      type: 'invalid_request_error',
      code: 'resource_missing',
      param: 'id',
      message: `No such subscription: '${subscription.id}'`,
    })
  }
  const now = seconds(scene)
  const canceled = scene.env.store.replace({
    ...subscription,
    ...{ status: 'canceled' as const, canceled_at: now, ended_at: now, cancel_at_period_end: false },
    cancellation_details: {
      ...{
        comment: params.cancellation_details?.comment || null,
        feedback: params.cancellation_details?.feedback || null,
        feedback_option: null,
      },
      reason,
    },
  })
  emit(scene, 'customer.subscription.deleted', canceled)
  return canceled
}

const ENDED = ['canceled', 'incomplete_expired']

const matchesStatus = (subscription: Subscription, status: string | undefined): boolean => {
  if (status === 'all') return true
  if (status === undefined) return subscription.status !== 'canceled'
  return status === 'ended' ? ENDED.includes(subscription.status) : subscription.status === status
}

export const subscriptions: Resource = {
  routes: {
    'POST /v1/subscriptions': (call) => create(call, call.params as unknown as Stripe.SubscriptionCreateParams),
    'GET /v1/subscriptions': (call) => {
      const { customer, price, status, test_clock: clock } = call.params as Stripe.SubscriptionListParams
      const found = all<Subscription>(call.env, 'subscription').filter(
        (subscription) =>
          (customer === undefined || subscription.customer === customer) &&
          (price === undefined || subscription.items.data.some((item) => item.price.id === price)) &&
          matchesStatus(subscription, status) &&
          (isOnClock(subscription, clock) || (customer !== undefined && clock === undefined))
      )
      return pageOf(call, found, '/v1/subscriptions')
    },
    'GET /v1/subscriptions/search': (call) =>
      searchPage(
        call,
        'subscription',
        { created: 'number', status: 'token', canceled_at: 'number' },
        '/v1/subscriptions/search'
      ),
    'GET /v1/subscriptions/{id}': ({ env, id }) => find(env, 'subscription', id),
    'POST /v1/subscriptions/{id}': (call) =>
      update(
        call,
        find<Subscription>(call.env, 'subscription', call.id),
        call.params as Stripe.SubscriptionUpdateParams
      ),
    'POST /v1/subscriptions/{id}/resume': (call) => resume(call, find<Subscription>(call.env, 'subscription', call.id)),
    'DELETE /v1/subscriptions/{id}': (call) =>
      cancelSubscription(
        call,
        find<Subscription>(call.env, 'subscription', call.id),
        call.params as Stripe.SubscriptionCancelParams
      ),
  },
}
