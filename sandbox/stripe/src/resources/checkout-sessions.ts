import type Stripe from 'stripe'
import { at } from '../agenda'
import { isRecurring, lineItemPage, lineItemsOf, totalOf } from '../payments/line-items'
import { invalid } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type Resource, type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import { type LineItem, listOf, type PaymentIntent, type Session } from '../wire'

type Params = Stripe.Checkout.SessionCreateParams

/** What a session hands on to the payment intent or subscription it leads to; the API does not show it. */
export interface SessionPlan {
  intent?: {
    metadata?: unknown
    description?: string | null
    captureMethod?: PaymentIntent['capture_method']
  }
  subscription?: { metadata?: unknown; description?: string | null; trialDays?: number | undefined }
}

/** Seconds. */
const DAY = 86_400
const SHORTEST_LIFE = 30 * 60

/** What a session is made of, by the API or when somebody opens a payment link. */
export interface SessionParams {
  mode: Session['mode']
  items: LineItem[]
  plan: SessionPlan
  metadata?: unknown
  paymentLink?: string
  customer?: string | undefined
  customerEmail?: string | undefined
  customerCreation?: Session['customer_creation']
  successUrl?: string | undefined
  cancelUrl?: string | undefined
  clientReferenceId?: string | undefined
  expiresAt?: number | undefined
  /** Nothing else can pay it. */
  allowedTypes?: string[] | undefined
  /** Whether an expired session can be opened again, and with promotion codes. */
  recovery?: { allowsPromotionCodes: boolean } | undefined
  recoveredFrom?: string
  /** The metadata of the invoice that is made after the payment; undefined: none is made. */
  invoiceCreation?: { metadata: unknown } | undefined
}

export const createSession = (scene: Scene, params: SessionParams): Session => {
  const { sandbox, env } = scene
  const now = seconds(scene)
  const id = sandbox.ids.make(`cs_${env.mode}`)
  const total = totalOf(params.items)
  const due = params.plan.subscription?.trialDays ? 0 : total
  const session = {
    ...{ id, object: 'checkout.session', adaptive_pricing: { enabled: false }, after_expiration: recoveryOf(params) },
    ...{ allow_promotion_codes: null, allowed_payment_method_types: params.allowedTypes ?? null },
    ...{ amount_subtotal: due, amount_total: due },
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    ...{ billing_address_collection: null, cancel_url: params.cancelUrl ?? null },
    ...{ client_reference_id: params.clientReferenceId ?? null, client_secret: null, collected_information: null },
    ...{ consent: null, consent_collection: null, created: now, currency: params.items[0]?.currency ?? null },
    ...{ currency_conversion: null, custom_fields: [] },
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    ...{
      customer: params.customer ?? null,
      customer_account: null,
      customer_creation: params.customerCreation ?? null,
    },
    ...{ customer_details: null, customer_email: params.customerEmail ?? null, discounts: [] },
    ...{ expires_at: params.expiresAt ?? now + DAY, integration_identifier: null, invoice: null },
    ...{ invoice_creation: invoiceCreationOf(params), livemode: env.livemode, locale: null, managed_payments: null },
    ...{
      metadata: mergeMetadata(null, params.metadata),
      mode: params.mode,
      origin_context: null,
      payment_intent: null,
    },
    ...{ payment_link: params.paymentLink ?? null, payment_method_collection: 'always' },
    ...{ payment_method_configuration_details: null, payment_method_options: {} },
    payment_method_types: params.allowedTypes ?? ['card'],
    ...{
      payment_status: 'unpaid',
      permissions: null,
      phone_number_collection: { enabled: false },
      recovered_from: params.recoveredFrom ?? null,
    },
    ...{
      saved_payment_method_options: null,
      setup_intent: null,
      shipping_address_collection: null,
      shipping_cost: null,
    },
    ...{
      shipping_options: [],
      status: 'open',
      submit_type: null,
      subscription: null,
      success_url: params.successUrl ?? null,
    },
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ...{ ui_mode: 'hosted_page', url: `${sandbox.publicUrl}/c/pay/${id}`, wallet_options: null },
  } satisfies Session as Session
  env.store.insert(session)
  env.lineItems.set(id, params.items)
  env.plans.set(id, params.plan)
  at(scene, session.expires_at, (own) => void currentSession(own, id))
  return session
}

const invoiceCreationOf = ({ mode, invoiceCreation }: SessionParams): Session['invoice_creation'] =>
  mode === 'payment'
    ? {
        enabled: invoiceCreation !== undefined,
        invoice_data: {
          ...{ account_tax_ids: null, custom_fields: null, description: null, footer: null, issuer: null },
          ...{ metadata: mergeMetadata(null, invoiceCreation?.metadata), rendering_options: null },
        },
      }
    : null

const recoveryOf = ({ recovery }: SessionParams): Session['after_expiration'] =>
  recovery
    ? {
        recovery: {
          ...{ allow_promotion_codes: recovery.allowsPromotionCodes, enabled: true, expires_at: null, url: null },
        },
      }
    : null

/** How long an expired session can be opened again. */
const RECOVERY_SECONDS = 30 * DAY

/** A copy of an expired session, for whoever follows its recovery URL; undefined when that is over. */
export const recoverSession = (scene: Scene, expired: Session): Session | undefined => {
  const { env } = scene
  const recovery = expired.after_expiration?.recovery
  if (!recovery?.url || (recovery.expires_at ?? 0) <= seconds(scene)) return undefined
  return createSession(scene, {
    ...{ mode: expired.mode, items: env.lineItems.get(expired.id) ?? [], plan: env.plans.get(expired.id) ?? {} },
    ...{
      metadata: expired.metadata,
      customer: idOf(expired.customer),
      customerEmail: expired.customer_email ?? undefined,
    },
    ...{ customerCreation: expired.customer_creation, successUrl: expired.success_url ?? undefined },
    ...{ cancelUrl: expired.cancel_url ?? undefined, clientReferenceId: expired.client_reference_id ?? undefined },
    recoveredFrom: expired.id,
  })
}

/** A session as it is now: one whose time is over expires when somebody looks. */
export const currentSession = (scene: Scene, id: string): Session => {
  const session = find<Session>(scene.env, 'checkout.session', id)
  return session.status === 'open' && session.expires_at <= seconds(scene) ? expireSession(scene, session) : session
}

const expireSession = (scene: Scene, session: Session): Session => {
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

const checkUrl = (url: string | undefined, param: string): void => {
  if (url !== undefined && !URL.canParse(url)) throw invalid(`Not a valid URL`, param, 'url_invalid')
}

const checkExpiry = (expiresAt: number | undefined, now: number): void => {
  if (expiresAt === undefined) return
  if (expiresAt < now + SHORTEST_LIFE || expiresAt > now + DAY + 60) {
    throw invalid(
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
      'expires_at'
    )
  }
}

const create = (scene: Scene, params: Params): Session => {
  const mode = params.mode ?? 'payment'
  if (mode === 'setup') throw invalid('Sessions in setup mode are not modelled by this sandbox.', 'mode')
  if (params.ui_mode && params.ui_mode !== 'hosted_page')
    throw invalid('Only hosted pages are modelled by this sandbox.', 'ui_mode')
  const items = lineItemsOf(scene, (params.line_items ?? []) as Parameters<typeof lineItemsOf>[1])
  if (mode === 'payment' && isRecurring(items)) {
    throw invalid(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      'mode'
    )
  }
  if (mode === 'subscription' && !isRecurring(items)) {
    throw invalid('You must provide at least one recurring price in `subscription` mode when using prices.', 'mode')
  }
  if (params.customer && params.customer_email) {
    throw invalid('You may only specify one of these parameters: customer, customer_email.', 'customer_email')
  }
  if (params.customer) findParam(scene.env, 'customer', params.customer, 'customer')
  checkUrl(params.success_url, 'success_url')
  checkUrl(params.cancel_url, 'cancel_url')
  checkExpiry(params.expires_at, seconds(scene))
  const { payment_intent_data: intent, subscription_data: subscription } = params
  return createSession(scene, {
    ...{ mode, items, metadata: params.metadata, customer: params.customer, customerEmail: params.customer_email },
    ...{ successUrl: params.success_url, cancelUrl: params.cancel_url, clientReferenceId: params.client_reference_id },
    ...{
      expiresAt: params.expires_at,
      allowedTypes: params.allowed_payment_method_types,
      invoiceCreation: params.invoice_creation?.enabled
        ? { metadata: params.invoice_creation.invoice_data?.metadata }
        : undefined,
      recovery: params.after_expiration?.recovery?.enabled
        ? { allowsPromotionCodes: params.after_expiration.recovery.allow_promotion_codes ?? false }
        : undefined,
      customerCreation: params.customer_creation ?? (mode === 'payment' ? 'if_required' : null),
    },
    plan: {
      ...(intent && {
        intent: {
          metadata: intent.metadata,
          description: intent.description ?? null,
          captureMethod: intent.capture_method ?? 'automatic_async',
        },
      }),
      ...(subscription && {
        subscription: {
          ...{ metadata: subscription.metadata, description: subscription.description ?? null },
          trialDays: subscription.trial_period_days,
        },
      }),
    },
  })
}

export const checkoutSessions: Resource = {
  routes: {
    'POST /v1/checkout/sessions': (call) => create(call, call.params as Params),
    'GET /v1/checkout/sessions': (call) => {
      const params = call.params as Stripe.Checkout.SessionListParams
      const found = all<Session>(call.env, 'checkout.session').filter(
        (session) =>
          (params.payment_link === undefined || session.payment_link === params.payment_link) &&
          (params.customer === undefined || session.customer === params.customer) &&
          (params.payment_intent === undefined || session.payment_intent === params.payment_intent) &&
          (params.subscription === undefined || session.subscription === params.subscription) &&
          (params.status === undefined || session.status === params.status) &&
          (params.customer_details === undefined || session.customer_details?.email === params.customer_details.email)
      )
      return pageOf(call, found, '/v1/checkout/sessions')
    },
    'GET /v1/checkout/sessions/{id}': (call) => currentSession(call, call.id),
    'POST /v1/checkout/sessions/{id}': (call) => {
      const session = currentSession(call, call.id)
      const { metadata } = call.params as Stripe.Checkout.SessionUpdateParams
      return call.env.store.replace({ ...session, metadata: mergeMetadata(session.metadata, metadata) })
    },
    'POST /v1/checkout/sessions/{id}/expire': (call) => {
      const session = currentSession(call, call.id)
      if (session.status !== 'open') {
        throw invalid(
          `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`
        )
      }
      return expireSession(call, session)
    },
    'GET /v1/checkout/sessions/{id}/line_items': (call) => {
      find(call.env, 'checkout.session', call.id)
      return lineItemPage(call, `/v1/checkout/sessions/${call.id}/line_items`)
    },
  },
  includes: {
    'checkout.session': {
      line_items: ({ id }, { env }) => listOf(env.lineItems.get(id) ?? [], `/v1/checkout/sessions/${id}/line_items`),
    },
  },
}
