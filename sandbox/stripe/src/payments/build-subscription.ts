import type Stripe from 'stripe'
import { invalid } from '../protocol/errors'
import { find, findParam, idOf } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { type Scene, seconds } from '../sandbox'
import {
  type Customer,
  listOf,
  type PaymentMethod,
  type Plan,
  type Price,
  type Subscription,
  type SubscriptionItem,
} from '../wire'
import { addDays, addInterval } from './periods'

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
  /** What happens when a trial ends and nothing can be charged. */
  missingMethod?: Stripe.SubscriptionCreateParams.TrialSettings.EndBehavior.MissingPaymentMethod | undefined
}

export const planOf = (price: Price): Plan =>
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

export const itemOf = (
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

export const recurringOf = (price: Price | undefined): NonNullable<Price['recurring']> => {
  if (price?.recurring) return price.recurring
  throw invalid(
    'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
    'items[0][price]'
  )
}

/** A subscription before its first invoice. */
export const buildSubscription = (scene: Scene, params: SubscriptionParams): Subscription => {
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
    ...{ start_date: now, status: trialEnd ? 'trialing' : 'incomplete', transfer_data: null },
    test_clock: idOf(find<Customer>(env, 'customer', params.customer).test_clock) ?? null,
    trial_end: trialEnd,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: params.missingMethod ?? 'create_invoice' },
    },
    trial_start: trialEnd ? now : null,
  } satisfies Subscription as Subscription
}

/** A subscription whose items are in another period. Seconds since 1970. */
export const withPeriod = (
  subscription: Subscription,
  { start, end }: { start: number; end: number }
): Subscription => ({
  ...subscription,
  items: {
    ...subscription.items,
    data: subscription.items.data.map((item) => ({ ...item, current_period_start: start, current_period_end: end })),
  },
})

/** The items after a change: an entry with an ID changes that item, one without adds another. */
export const changedItems = (
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
