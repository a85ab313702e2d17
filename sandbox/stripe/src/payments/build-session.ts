import type Stripe from 'stripe'
import { at, type Work } from '../agenda'
import { find } from '../protocol/find'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { LineItem, Session } from '../wire'
import type { IntentParams } from './pay-intent'
import { withAmounts } from './session-amounts'
import { customTextOf } from './session-options'

/** What a session hands on to the payment or subscription it leads to; the API does not show it. */
export interface SessionPlan {
  intent?: Omit<IntentParams, 'amount' | 'currency' | 'customer'>
  subscription?: {
    metadata?: unknown
    description?: string | null
    trialDays?: number | undefined
    trialEnd?: number | undefined
    missingMethod?: Stripe.SubscriptionCreateParams.TrialSettings.EndBehavior.MissingPaymentMethod | undefined
  }
  /** What of a known customer the page may change. */
  customerUpdate?: Stripe.Checkout.SessionCreateParams.CustomerUpdate | undefined
}

/** Seconds. */
export const DAY = 86_400

/** What a session is made of, by the API or when somebody opens a payment link. */
export interface SessionParams {
  mode: Session['mode']
  items: LineItem[]
  plan: SessionPlan
  /** All that the API shows as it was given. */
  fields: Partial<Session>
}

export const createSession = (scene: Scene, { mode, items, plan, fields }: SessionParams): Session => {
  const { sandbox, env } = scene
  const now = seconds(scene)
  const id = sandbox.ids.make(`cs_${env.mode}`)
  const session = {
    ...{ id, object: 'checkout.session', adaptive_pricing: { enabled: false }, after_expiration: null },
    ...{ allow_promotion_codes: null, allowed_payment_method_types: null, amount_subtotal: null, amount_total: null },
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    ...{ billing_address_collection: null, cancel_url: null, client_reference_id: null, client_secret: null },
    ...{ collected_information: null, consent: null, consent_collection: null, created: now },
    ...{ currency: items[0]?.currency ?? null, currency_conversion: null, custom_fields: [] },
    ...{ custom_text: customTextOf(undefined), customer: null, customer_account: null, customer_creation: null },
    ...{ customer_details: null, customer_email: null, discounts: [], expires_at: now + DAY },
    ...{ integration_identifier: null, invoice: null, invoice_creation: null, livemode: env.livemode, locale: null },
    ...{ managed_payments: null, metadata: {}, mode, origin_context: null, payment_intent: null, payment_link: null },
    ...{ payment_method_collection: 'always', payment_method_configuration_details: null },
    ...{ payment_method_options: {}, payment_method_types: ['card'] },
    ...{ payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid', permissions: null },
    ...{ phone_number_collection: { enabled: false }, recovered_from: null, saved_payment_method_options: null },
    ...{ setup_intent: null, shipping_address_collection: null, shipping_cost: null, shipping_options: [] },
    ...{ status: 'open', submit_type: null, subscription: null, success_url: null, total_details: null },
    ...{ ui_mode: 'hosted_page', url: `${sandbox.publicUrl}/c/pay/${id}`, wallet_options: null },
    ...fields,
  } satisfies Session as Session
  env.store.insert(session)
  env.lineItems.set(id, items)
  env.plans.set(id, plan)
  at(scene, session.expires_at, { name: 'session expires', id })
  return withAmounts(scene, session)
}

/** How long an expired session can be opened again. */
const RECOVERY_SECONDS = 30 * DAY

/** What a recovered session has of the one that expired. */
const KEPT = [
  ...(['allowed_payment_method_types', 'payment_method_types', 'payment_method_collection'] as const),
  ...(['payment_method_options', 'saved_payment_method_options'] as const),
  ...(['automatic_tax', 'billing_address_collection', 'cancel_url', 'client_reference_id'] as const),
  ...(['consent_collection', 'custom_fields', 'custom_text', 'customer', 'customer_creation'] as const),
  ...(['customer_email', 'discounts', 'invoice_creation', 'locale', 'metadata', 'phone_number_collection'] as const),
  ...(['shipping_address_collection', 'shipping_cost', 'shipping_options', 'submit_type', 'success_url'] as const),
]

/** A copy of an expired session, for whoever follows its recovery URL; undefined when that is over. */
export const recoverSession = (scene: Scene, expired: Session): Session | undefined => {
  const { env } = scene
  const recovery = expired.after_expiration?.recovery
  if (!recovery?.url || (recovery.expires_at ?? 0) <= seconds(scene)) return undefined
  const { allow_promotion_codes: allowed, id, mode } = expired
  return createSession(scene, {
    ...{ mode, items: env.lineItems.get(id) ?? [], plan: env.plans.get(id) ?? {} },
    fields: {
      ...Object.fromEntries(KEPT.map((name) => [name, expired[name]])),
      ...{ allow_promotion_codes: recovery.allow_promotion_codes || allowed, recovered_from: id },
    },
  })
}

/** A session as it is now: one whose time is over expires when somebody looks. */
export const currentSession = (scene: Scene, id: string): Session => {
  const session = find<Session>(scene.env, 'checkout.session', id)
  return session.status === 'open' && session.expires_at <= seconds(scene) ? expireSession(scene, session) : session
}

export const expireSessionTask: Work = (scene, { id }) => {
  currentSession(scene, id)
}

/** Nobody can pay a session any more. */
export const expireSession = (scene: Scene, session: Session): Session => {
  const recovery = session.after_expiration?.recovery
  const expired = scene.env.store.replace({
    ...session,
    ...{ status: 'expired' as const, url: null },
    ...(recovery && {
      after_expiration: {
        recovery: {
          ...recovery,
          expires_at: seconds(scene) + RECOVERY_SECONDS,
          url: `${scene.sandbox.publicUrl}/r/${session.id}`,
        },
      },
    }),
  })
  emit(scene, 'checkout.session.expired', expired)
  return expired
}
