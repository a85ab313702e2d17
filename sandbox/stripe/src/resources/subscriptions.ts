import type Stripe from 'stripe'
import { type SubscriptionParams, withPeriod } from '../payments/build-subscription'
import { cancelSubscription } from '../payments/cancel-subscription'
import { changeSubscription } from '../payments/change-subscription'
import { intentOf, NEEDS_ACTION } from '../payments/collect-invoice'
import { reductionsOf } from '../payments/discounts'
import { renew } from '../payments/renewals'
import { startSubscription } from '../payments/start-subscription'
import { newItems } from '../payments/subscription-items'
import { invalid, notModelled } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { inRange, matching, pageOf } from '../protocol/lists'
import { searchPage } from '../protocol/search'
import { isOnClock } from '../protocol/test-clock'
import { rehearsal } from '../rehearsal'
import { type Call, type Resource, type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Customer, PaymentMethod, Subscription } from '../wire'
import { cardError, paymentMethodFor } from './payment-methods'

type Params = Stripe.SubscriptionCreateParams

const checkCreate = (scene: Scene, params: Params): void => {
  const { cancel_at: cancelAt, collection_method: method, days_until_due: days, trial_end: trialEnd } = params
  const now = seconds(scene)
  if (method === 'send_invoice' && days === undefined) {
    throw invalid('You must specify `days_until_due` if `collection_method` is `send_invoice`.', 'days_until_due')
  }
  if (method !== 'send_invoice' && days !== undefined) {
    throw invalid('You can only specify `days_until_due` if `collection_method` is `send_invoice`.', 'days_until_due')
  }
  if (typeof trialEnd === 'number' && trialEnd <= now) {
    throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future', 'trial_end')
  }
  if (typeof cancelAt === 'number' && cancelAt <= now) throw invalid('cancel_at must be in the future', 'cancel_at')
  for (const name of ['billing_cycle_anchor', 'billing_cycle_anchor_config', 'backdate_start_date'] as const) {
    if (params[name] !== undefined) throw notModelled(name, name)
  }
}

/** What a customer has kept to pay with. */
const methodOf = (scene: Scene, customer: string, id: string): PaymentMethod => {
  const method = paymentMethodFor(scene, id, 'default_payment_method')
  if (method.customer === customer) return method
  throw invalid(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    ...(['default_payment_method', 'resource_missing'] as const)
  )
}

/** Refuses a subscription whose first payment fails, in the bank's words: nothing of it is left. */
const checkPaid = (scene: Scene, params: SubscriptionParams): void => {
  const { status, latest_invoice: invoice } = startSubscription(scene, params)
  if (status !== 'incomplete') return
  const intent = intentOf(scene, find(scene.env, 'invoice', idOf(invoice) ?? ''))
  if (intent?.status === 'processing') return
  if (intent?.status === 'requires_action') throw cardError(NEEDS_ACTION)
  const { code, decline_code: declineCode, message } = intent?.last_payment_error ?? {}
  throw cardError({
    ...{ code: code ?? 'card_declined', declineCode: declineCode ?? 'generic_decline' },
    message: message ?? 'Your card was declined.',
  })
}

/** Makes a subscription by the parameters of the API. @see docs.stripe.com/api/subscriptions/create */
export const createSubscription = (scene: Scene, params: Params): Subscription => {
  if (!params.customer) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  const customer = findParam<Customer>(scene.env, 'customer', params.customer, 'customer')
  checkCreate(scene, params)
  const items = newItems(scene, params.items)
  const method = params.default_payment_method ? methodOf(scene, customer.id, params.default_payment_method) : undefined
  const currency = items[0]?.price.currency ?? 'usd'
  const { trial_end: trialEnd } = params
  const start = {
    ...{ customer: customer.id, items, metadata: params.metadata, description: params.description || null },
    ...{ trialDays: params.trial_period_days, method, cancelAtPeriodEnd: params.cancel_at_period_end },
    ...{ cancelAt: params.cancel_at, collectionMethod: params.collection_method, daysUntilDue: params.days_until_due },
    ...(typeof trialEnd === 'number' && { trialEnd }),
    ...{ missingMethod: params.trial_settings?.end_behavior.missing_payment_method },
    paymentBehavior: params.payment_behavior,
    reductions: reductionsOf(scene, params.discounts, { customer: customer.id, currency }),
  }
  if (params.payment_behavior === 'error_if_incomplete') checkPaid(rehearsal(scene), start)
  return startSubscription(scene, start)
}

/** Goes on with a subscription that was paused because its trial ended with nothing to charge. */
const resume = (scene: Scene, subscription: Subscription): Subscription => {
  if (subscription.status !== 'paused') {
    throw invalid(`Only paused subscriptions can be resumed. This one is ${subscription.status}.`)
  }
  const resumed = scene.env.store.replace({ ...subscription, status: 'active' as const })
  emit(scene, 'customer.subscription.resumed', resumed)
  const begun = withPeriod(resumed, { start: seconds(scene), end: seconds(scene) })
  return renew(scene, scene.env.store.replace(begun), resumed)
}

const ENDED = ['canceled', 'incomplete_expired']

const matchesStatus = (subscription: Subscription, status: string | undefined): boolean => {
  if (status === 'all') return true
  if (status === undefined) return subscription.status !== 'canceled'
  return status === 'ended' ? ENDED.includes(subscription.status) : subscription.status === status
}

type Range = Parameters<typeof inRange>[1]

const isWithin = (call: Call, { items: { data } }: Subscription): boolean => {
  const { current_period_start: start, current_period_end: end } = call.params
  return inRange(data[0]?.current_period_start, start as Range) && inRange(data[0]?.current_period_end, end as Range)
}

const ofCall = (call: Call): Subscription => find<Subscription>(call.env, 'subscription', call.id)

export const subscriptions: Resource = {
  routes: {
    'POST /v1/subscriptions': (call) => createSubscription(call, call.params as Params),
    'GET /v1/subscriptions': (call) => {
      const { customer, price, status, test_clock: clock } = call.params as Stripe.SubscriptionListParams
      if (customer) findParam(call.env, 'customer', customer, 'customer')
      const found = all<Subscription>(call.env, 'subscription')
        .filter(matching(call.params, ['customer', 'collection_method']))
        .filter(
          (subscription) =>
            (price === undefined || subscription.items.data.some((item) => item.price.id === price)) &&
            matchesStatus(subscription, status) &&
            isWithin(call, subscription) &&
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
    'POST /v1/subscriptions/{id}': (call) => changeSubscription(call, ofCall(call), call.params),
    'POST /v1/subscriptions/{id}/resume': (call) => resume(call, ofCall(call)),
    'DELETE /v1/subscriptions/{id}': (call) => cancelSubscription(call, ofCall(call), call.params),
  },
}
