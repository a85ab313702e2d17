import type Stripe from 'stripe'
import { addDays, addInterval } from '../payments/periods'
import { invalid, StripeApiError } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { searchPage } from '../protocol/search'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import {
  type Customer,
  listOf,
  type PaymentMethod,
  type Plan,
  type Price,
  type Subscription,
  type SubscriptionItem,
} from '../wire'
import { createSubscriptionInvoice, defaultMethod, payInvoice } from './invoices'
import { cardError, paymentMethodFor } from './payment-methods'

/** What a subscription is made of, by the API or by a payment page. */
export interface SubscriptionParams {
  customer: string
  items: Array<{ price: Price; quantity: number }>
  metadata?: unknown
  description?: string | null | undefined
  trialDays?: number | undefined
  trialEnd?: number | undefined
  method?: PaymentMethod | undefined
  cancelAtPeriodEnd?: boolean | undefined
}

const planOf = (price: Price): Plan =>
  ({
    ...{
      id: price.id,
      object: 'plan',
      active: price.active,
      amount: price.unit_amount,
      amount_decimal: price.unit_amount_decimal,
    },
    ...{ billing_scheme: price.billing_scheme, created: price.created, currency: price.currency },
    ...{ interval: price.recurring?.interval ?? 'month', interval_count: price.recurring?.interval_count ?? 1 },
    ...{ livemode: price.livemode, metadata: price.metadata, meter: null, nickname: price.nickname },
    ...{
      product: idOf(price.product) ?? null,
      tiers_mode: null,
      transform_usage: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
  }) satisfies Plan as Plan

const itemOf = (
  scene: Scene,
  subscription: string,
  price: Price,
  quantity: number,
  period: { start: number; end: number }
): SubscriptionItem =>
  ({
    ...{
      id: scene.sandbox.ids.make('si'),
      object: 'subscription_item',
      billing_thresholds: null,
      created: seconds(scene),
    },
    ...{
      current_period_end: period.end,
      current_period_start: period.start,
      current_trial: null,
      discounts: [],
      metadata: {},
    },
    ...{ plan: planOf(price), price, quantity, subscription, tax_rates: [] },
  }) satisfies SubscriptionItem as SubscriptionItem

const recurringOf = (price: Price | undefined): NonNullable<Price['recurring']> => {
  if (price?.recurring) return price.recurring
  throw invalid(
    'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
    'items[0][price]'
  )
}

const buildSubscription = (scene: Scene, params: SubscriptionParams): Subscription => {
  const { sandbox, env } = scene
  const now = seconds(scene)
  const id = sandbox.ids.make('sub')
  const trialEnd = params.trialEnd ?? (params.trialDays ? addDays(now, params.trialDays) : null)
  const end = trialEnd ?? addInterval(now, recurringOf(params.items[0]?.price))
  const items = params.items.map(({ price, quantity }) => itemOf(scene, id, price, quantity, { start: now, end }))
  return {
    ...{ id, object: 'subscription', application: null, application_fee_percent: null },
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    ...{
      billing_cycle_anchor: trialEnd ?? now,
      billing_cycle_anchor_config: null,
      billing_mode: { flexible: null, type: 'flexible' },
    },
    ...{ billing_schedules: [], billing_thresholds: null, cancel_at: params.cancelAtPeriodEnd ? end : null },
    ...{ cancel_at_period_end: params.cancelAtPeriodEnd ?? false, canceled_at: params.cancelAtPeriodEnd ? now : null },
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    ...{ collection_method: 'charge_automatically', created: now, currency: items[0]?.price.currency ?? 'usd' },
    ...{ customer: params.customer, customer_account: null, days_until_due: null },
    ...{ default_payment_method: params.method?.id ?? null, default_source: null, default_tax_rates: [] },
    ...{ description: params.description ?? null, discounts: [], ended_at: null },
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    ...{
      items: listOf(items, `/v1/subscription_items?subscription=${id}`),
      latest_invoice: null,
      livemode: env.livemode,
    },
    ...{
      managed_payments: null,
      metadata: mergeMetadata(null, params.metadata),
      next_pending_invoice_item_invoice: null,
    },
    ...{ on_behalf_of: null, pause_collection: null },
    payment_settings: { payment_method_options: null, payment_method_types: null, save_default_payment_method: 'off' },
    ...{ pending_invoice_item_interval: null, pending_setup_intent: null, pending_update: null, schedule: null },
    ...{ start_date: now, status: trialEnd ? 'trialing' : 'incomplete', test_clock: null, transfer_data: null },
    trial_end: trialEnd,
    trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' } },
    trial_start: trialEnd ? now : null,
  } satisfies Subscription as Subscription
}

/**
 * Begins a subscription: its first invoice is made and paid at once, or is free during a trial. When the payment fails
 * the subscription is incomplete.
 */
export const startSubscription = (scene: Scene, params: SubscriptionParams): Subscription => {
  const { store } = scene.env
  const built = buildSubscription(scene, params)
  store.insert(built)
  const free = built.status === 'trialing'
  const invoice = createSubscriptionInvoice(scene, { subscription: built, reason: 'subscription_create', free })
  const begun = store.replace({ ...built, latest_invoice: invoice.id })
  emit(scene, 'customer.subscription.created', begun)
  const result = payInvoice(scene, invoice, params.method ?? defaultMethod(scene, begun, params.customer))
  if (result.status !== 'paid' || free) return begun
  return change(scene, begun, { status: 'active' }, 'customer.subscription.updated')
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
  })
  if (subscription.status === 'incomplete' && params.payment_behavior === 'error_if_incomplete') {
    throw cardError({ code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' })
  }
  return subscription
}

const changedItems = (
  scene: Scene,
  subscription: Subscription,
  changes: Stripe.SubscriptionUpdateParams.Item[]
): SubscriptionItem[] => {
  let items = [...subscription.items.data]
  const [first] = items
  const period = { start: first?.current_period_start ?? 0, end: first?.current_period_end ?? 0 }
  for (const [index, entry] of changes.entries()) {
    const price = entry.price ? findParam<Price>(scene.env, 'price', entry.price, `items[${index}][price]`) : undefined
    const known = entry.id === undefined ? undefined : items.find(({ id }) => id === entry.id)
    if (entry.id !== undefined && !known)
      throw invalid(`No such subscription item: '${entry.id}'`, `items[${index}][id]`, 'resource_missing')
    if (!known) {
      if (!price) throw invalid('Missing required param: price.', `items[${index}][price]`, 'parameter_missing')
      items.push(itemOf(scene, subscription.id, price, entry.quantity ?? 1, period))
    } else if (entry.deleted) {
      items = items.filter((item) => item !== known)
    } else {
      const next = {
        ...known,
        ...(price && { price, plan: planOf(price) }),
        quantity: entry.quantity ?? known.quantity ?? 1,
      }
      items = items.map((item) => (item === known ? next : item))
    }
  }
  return items
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
    ...(trialEnd === 'now' && { trial_end: seconds(scene), status: 'active' as const }),
    ...(typeof trialEnd === 'number' && { trial_end: trialEnd, status: 'trialing' as const }),
    ...(params.pause_collection !== undefined && {
      pause_collection: params.pause_collection
        ? { behavior: params.pause_collection.behavior, resumes_at: params.pause_collection.resumes_at ?? null }
        : null,
    }),
    ...(params.items && { items: listOf(changedItems(scene, subscription, params.items), subscription.items.url) }),
    metadata: mergeMetadata(subscription.metadata, params.metadata),
  }
  return change(scene, subscription, patch, 'customer.subscription.updated')
}

/** Ends a subscription now. */
export const cancelSubscription = (
  scene: Scene,
  subscription: Subscription,
  params: Stripe.SubscriptionCancelParams = {}
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
      reason: 'cancellation_requested' as const,
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
      const { customer, price, status } = call.params as Stripe.SubscriptionListParams
      const found = all<Subscription>(call.env, 'subscription').filter(
        (subscription) =>
          (customer === undefined || subscription.customer === customer) &&
          (price === undefined || subscription.items.data.some((item) => item.price.id === price)) &&
          matchesStatus(subscription, status)
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
    'DELETE /v1/subscriptions/{id}': (call) =>
      cancelSubscription(
        call,
        find<Subscription>(call.env, 'subscription', call.id),
        call.params as Stripe.SubscriptionCancelParams
      ),
  },
}
