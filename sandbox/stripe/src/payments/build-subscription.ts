import type Stripe from 'stripe'
import { find, idOf } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { type Scene, seconds } from '../sandbox'
import { type Customer, listOf, type PaymentMethod, type Price, type Subscription } from '../wire'
import type { Reduction } from './discounts'
import { addDays, addInterval } from './periods'
import { itemOf } from './subscription-items'

/** What a subscription is made of, by the API or by a payment page. */
export interface SubscriptionParams {
  customer: string
  items: Array<{ price: Price; quantity: number; metadata?: Record<string, string> }>
  /** What is sold once, with the first invoice. */
  once?: Array<{ price: Price; quantity: number }>
  reductions?: readonly Reduction[]
  /** The checkout session it comes from. */
  session?: string
  metadata?: unknown
  description?: string | null | undefined
  trialDays?: number | undefined
  trialEnd?: number | undefined
  method?: PaymentMethod | undefined
  cancelAtPeriodEnd?: boolean | undefined
  /** Seconds since 1970, or the end of the first period. */
  cancelAt?: number | string | undefined
  collectionMethod?: Subscription['collection_method'] | undefined
  daysUntilDue?: number | null | undefined
  /** What happens to the first payment. Default: it is tried, and may fail. */
  paymentBehavior?: Stripe.SubscriptionCreateParams.PaymentBehavior | undefined
  /** What happens when a trial ends and nothing can be charged. */
  missingMethod?: Stripe.SubscriptionCreateParams.TrialSettings.EndBehavior.MissingPaymentMethod | undefined
}

/** A subscription before its first invoice. */
export const buildSubscription = (scene: Scene, params: SubscriptionParams): Subscription => {
  const { sandbox, env } = scene
  const now = seconds(scene)
  const id = sandbox.ids.make('sub')
  const trialEnd = params.trialEnd ?? (params.trialDays ? addDays(now, params.trialDays) : null)
  const recurring = params.items[0]?.price.recurring
  const end = trialEnd ?? (recurring ? addInterval(now, recurring) : now)
  const items = params.items.map(({ price, quantity, metadata = {} }) => ({
    ...itemOf(scene, id, price, quantity, { start: now, end }),
    metadata,
  }))
  const { cancelAtPeriodEnd = false, cancelAt } = params
  const endsAt = cancelAtPeriodEnd || typeof cancelAt === 'string' ? end : (cancelAt ?? null)
  return {
    ...{ id, object: 'subscription', application: null, application_fee_percent: null },
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    ...{
      billing_cycle_anchor: trialEnd ?? now,
      billing_cycle_anchor_config: null,
      billing_mode: { flexible: null, type: 'flexible' },
    },
    ...{ billing_schedules: [], billing_thresholds: null, cancel_at: endsAt },
    ...{ cancel_at_period_end: cancelAtPeriodEnd, canceled_at: endsAt === null ? null : now },
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    ...{
      collection_method: params.collectionMethod ?? 'charge_automatically',
      created: now,
      currency: items[0]?.price.currency ?? 'usd',
    },
    ...{ customer: params.customer, customer_account: null, days_until_due: params.daysUntilDue ?? null },
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
