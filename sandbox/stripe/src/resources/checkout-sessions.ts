import type Stripe from 'stripe'
import { createSession, currentSession, DAY, expireSession, type SessionPlan } from '../payments/build-session'
import { type Reduction, reductionsOf } from '../payments/discounts'
import { expandedItems, isRecurring, lineItemPage, lineItemsOf, totalOf } from '../payments/line-items'
import { shippingCost } from '../payments/session-amounts'
import * as options from '../payments/session-options'
import { shippingOf } from '../protocol/address'
import { invalid, notModelled, refuseUnmodelled } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency } from '../protocol/money'
import { type Resource, type Scene, seconds } from '../sandbox'
import type { LineItem, Session } from '../wire'
import { createSetupIntent } from './setup-intents'

type Params = Stripe.Checkout.SessionCreateParams

const SHORTEST_LIFE = 30 * 60

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

/** Parameters that only fit one mode. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  payment: ['payment_intent_data', 'invoice_creation', 'submit_type'],
  subscription: ['subscription_data'],
  setup: ['setup_intent_data'],
}
const NOT_IN_SETUP = ['line_items', 'discounts', 'allow_promotion_codes', 'shipping_options', 'automatic_tax']

const checkMode = (params: Params, mode: string): void => {
  const wrong = Object.entries(ONLY)
    .flatMap(([only, names]) => (only === mode ? [] : names.map((name) => ({ only, name }))))
    .find(({ name }) => Reflect.get(params, name) !== undefined)
  if (wrong) throw invalid(`You can not pass \`${wrong.name}\` in \`${mode}\` mode.`, wrong.name)
  const foreign = mode === 'setup' && NOT_IN_SETUP.find((name) => Reflect.get(params, name) !== undefined)
  if (foreign) throw invalid(`You can not pass \`${foreign}\` in \`setup\` mode.`, foreign)
}

const checkItems = (items: readonly LineItem[], mode: string): void => {
  if (mode === 'payment' && isRecurring(items)) {
    throw invalid(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      'mode'
    )
  }
  if (mode === 'subscription' && !isRecurring(items)) {
    throw invalid('You must provide at least one recurring price in `subscription` mode when using prices.', 'mode')
  }
}

const check = (scene: Scene, params: Params, mode: string): void => {
  if (params.ui_mode && params.ui_mode !== 'hosted_page') throw notModelled(`ui_mode=${params.ui_mode}`)
  refuseUnmodelled(params, ['optional_items', 'name_collection', 'customer_account', 'managed_payments'])
  checkMode(params, mode)
  if (mode === 'subscription' && params.customer_creation) {
    throw invalid('You can not pass `customer_creation` in `subscription` mode.', 'customer_creation')
  }
  if (params.customer_update && !params.customer) {
    throw invalid('`customer_update` can only be used with `customer`.', 'customer_update')
  }
  if (params.customer) findParam(scene.env, 'customer', params.customer, 'customer')
  checkUrl(params.success_url, 'success_url')
  checkUrl(params.cancel_url, 'cancel_url')
  checkExpiry(params.expires_at, seconds(scene))
  const { statement_descriptor: whole, statement_descriptor_suffix: suffix } = params.payment_intent_data ?? {}
  options.checkDescriptor(whole, 'payment_intent_data[statement_descriptor]')
  options.checkDescriptor(suffix, 'payment_intent_data[statement_descriptor_suffix]')
}

const planOf = (params: Params, mode: string): SessionPlan => {
  const { payment_intent_data: intent, subscription_data: subscription } = params
  const { customer_update: customerUpdate } = params
  return {
    customerUpdate,
    ...(mode === 'payment' && {
      intent: { ...intent, shipping: shippingOf(intent?.shipping as Parameters<typeof shippingOf>[0]) },
    }),
    ...(subscription && {
      subscription: {
        ...{ metadata: subscription.metadata, description: subscription.description ?? null },
        ...{ trialDays: subscription.trial_period_days, trialEnd: subscription.trial_end },
        missingMethod: subscription.trial_settings?.end_behavior.missing_payment_method,
      },
    }),
  }
}

const discountsOf = (scene: Scene, params: Params, items: readonly LineItem[]): Session['discounts'] => {
  if ((params.discounts?.length ?? 0) > 1) throw invalid('You can only apply 1 discount.', 'discounts')
  const purchase = {
    ...{ customer: params.customer, currency: items[0]?.currency ?? 'usd', amount: totalOf(items) },
  }
  return reductionsOf(scene, params.discounts, purchase).map(({ coupon, promotionCode }: Reduction) => ({
    ...{ coupon: coupon.id, promotion_code: promotionCode?.id ?? null },
  }))
}

const recoveryOf = ({ after_expiration: after }: Params): Session['after_expiration'] =>
  after?.recovery?.enabled
    ? {
        recovery: {
          ...{ allow_promotion_codes: after.recovery.allow_promotion_codes ?? false, enabled: true },
          ...{ expires_at: null, url: null },
        },
      }
    : null

const collectionsOf = (scene: Scene, params: Params, currency: string): Partial<Session> => {
  const shipping = options.shippingOptionsOf(scene, params.shipping_options, currency)
  const [first] = shipping
  return {
    ...{ allow_promotion_codes: params.allow_promotion_codes ?? null },
    automatic_tax: {
      ...{ enabled: params.automatic_tax?.enabled ?? false, liability: null, provider: null },
      // There is no tax in the sandbox: it is computed, and is 0.
      status: params.automatic_tax?.enabled ? 'complete' : null,
    },
    billing_address_collection: params.billing_address_collection ?? null,
    ...{ consent_collection: options.consentOf(params.consent_collection) },
    custom_fields: options.answeredFields(options.customFieldsOf(params.custom_fields ?? []), () => null),
    custom_text: options.customTextOf(params.custom_text),
    phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
    shipping_address_collection: params.shipping_address_collection ?? null,
    shipping_cost: first ? shippingCost(scene, idOf(first.shipping_rate) ?? '') : null,
    ...{ shipping_options: shipping, submit_type: params.submit_type ?? null },
    ...(params.tax_id_collection && {
      tax_id_collection: { enabled: params.tax_id_collection.enabled, required: 'never' as const },
    }),
  }
}

const create = (scene: Scene, params: Params): Session => {
  const mode = params.mode ?? 'payment'
  check(scene, params, mode)
  const items =
    mode === 'setup' ? [] : lineItemsOf(scene, (params.line_items ?? []) as Parameters<typeof lineItemsOf>[1])
  if (mode !== 'setup') checkItems(items, mode)
  else if (!params.currency) throw invalid('Missing required param: currency.', 'currency', 'parameter_missing')
  const currency = items[0]?.currency ?? checkCurrency(params.currency ?? 'usd')
  const setup = params.setup_intent_data ?? {}
  const allowed = params.allowed_payment_method_types
  const fields: Partial<Session> = {
    ...collectionsOf(scene, params, currency),
    ...{ after_expiration: recoveryOf(params), cancel_url: params.cancel_url ?? null, currency },
    ...{ client_reference_id: params.client_reference_id ?? null, customer: params.customer ?? null },
    customer_creation: params.customer_creation ?? (mode === 'payment' ? 'if_required' : null),
    ...{ customer_email: params.customer_email ?? null, discounts: discountsOf(scene, params, items) },
    ...(params.expires_at !== undefined && { expires_at: params.expires_at }),
    ...(mode === 'payment' && {
      invoice_creation: {
        enabled: params.invoice_creation?.enabled ?? false,
        invoice_data: options.invoiceDataOf(params.invoice_creation?.invoice_data),
      },
    }),
    ...{ locale: params.locale ?? null, metadata: mergeMetadata(null, params.metadata) },
    payment_method_collection: params.payment_method_collection ?? 'always',
    ...(allowed && { allowed_payment_method_types: allowed, payment_method_types: allowed }),
    success_url: params.success_url ?? null,
    ...(mode === 'setup' && { setup_intent: createSetupIntent(scene, { ...setup, customer: params.customer }).id }),
  }
  return createSession(scene, { mode, items, plan: planOf(params, mode), fields })
}

const FILTERS = ['payment_link', 'customer', 'payment_intent', 'subscription', 'status']

export const checkoutSessions: Resource = {
  routes: {
    'POST /v1/checkout/sessions': (call) => create(call, call.params as Params),
    'GET /v1/checkout/sessions': (call) => {
      const { customer_details: details } = call.params as Stripe.Checkout.SessionListParams
      const found = all<Session>(call.env, 'checkout.session')
        .filter(matching(call.params, FILTERS))
        .filter((session) => details === undefined || session.customer_details?.email === details.email)
      return pageOf(call, found, '/v1/checkout/sessions')
    },
    'GET /v1/checkout/sessions/{id}': (call) => currentSession(call, call.id),
    'POST /v1/checkout/sessions/{id}': (call) => {
      const session = currentSession(call, call.id)
      refuseUnmodelled(call.params, ['collected_information', 'line_items', 'shipping_options'])
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
      line_items: ({ id }, { env }) => expandedItems(env, id, `/v1/checkout/sessions/${id}/line_items`),
    },
  },
}
