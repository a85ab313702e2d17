import type Stripe from 'stripe'
import {
  checkQuantity,
  expandedItems,
  isRecurring,
  lineItemPage,
  lineItemsOf,
  withQuantity,
} from '../payments/line-items'
import * as options from '../payments/session-options'
import { invalid, missingParam, refuseUnmodelled } from '../protocol/errors'
import { find, idOf } from '../protocol/find'
import { pageOfType } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import type { Resource, Scene } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { LineItem, PaymentLink } from '../wire'

type Params = Stripe.PaymentLinkCreateParams

const afterCompletion = (params: Params['after_completion']): PaymentLink['after_completion'] =>
  params?.type === 'redirect'
    ? { type: 'redirect', redirect: { url: params.redirect?.url ?? '' } }
    : {
        type: 'hosted_confirmation',
        hosted_confirmation: { custom_message: params?.hosted_confirmation?.custom_message ?? null },
      }

const intentData = (data: Params['payment_intent_data']): PaymentLink['payment_intent_data'] =>
  data
    ? {
        capture_method: data.capture_method ?? null,
        description: data.description ?? null,
        metadata: mergeMetadata(null, data.metadata),
        setup_future_usage: data.setup_future_usage ?? null,
        statement_descriptor: data.statement_descriptor ?? null,
        statement_descriptor_suffix: data.statement_descriptor_suffix ?? null,
        transfer_group: data.transfer_group ?? null,
      }
    : null

const subscriptionData = (data: Params['subscription_data']): PaymentLink['subscription_data'] =>
  data
    ? {
        description: data.description ?? null,
        invoice_settings: {
          ...{ account_tax_ids: null, custom_fields: null, description: null, footer: null, issuer: { type: 'self' } },
        },
        metadata: mergeMetadata(null, data.metadata),
        trial_period_days: data.trial_period_days ?? null,
        trial_settings: data.trial_settings ?? null,
      }
    : null

const restrictionsOf = (restrictions: Params['restrictions'], completed = 0): PaymentLink['restrictions'] =>
  restrictions ? { completed_sessions: { count: completed, limit: restrictions.completed_sessions.limit } } : null

const checkMode = (params: Params, recurring: boolean): void => {
  if (recurring && params.payment_intent_data) {
    throw invalid('payment_intent_data may only be used with one-time prices.', 'payment_intent_data')
  }
  if (!recurring && params.subscription_data) {
    throw invalid('subscription_data may only be used with recurring prices.', 'subscription_data')
  }
  if (recurring && params.invoice_creation?.enabled) {
    throw invalid('invoice_creation may only be used with one-time prices.', 'invoice_creation')
  }
}

/** What the page asks of the buyer, by the parameters. */
const collectionsOf = (scene: Scene, params: Params, currency: string) => ({
  billing_address_collection: params.billing_address_collection ?? 'auto',
  ...{ consent_collection: options.consentOf(params.consent_collection) },
  ...{ custom_fields: options.customFieldsOf(params.custom_fields ?? []) },
  custom_text: options.customTextOf(params.custom_text),
  phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
  shipping_address_collection: params.shipping_address_collection ?? null,
  shipping_options: options.shippingOptionsOf(scene, params.shipping_options, currency),
  tax_id_collection: { enabled: params.tax_id_collection?.enabled ?? false, required: 'never' as const },
})

const checkParams = (params: Params): void => {
  refuseUnmodelled(params, ['optional_items', 'name_collection', 'managed_payments', 'transfer_data'])
  const { statement_descriptor: whole, statement_descriptor_suffix: suffix } = params.payment_intent_data ?? {}
  options.checkDescriptor(whole, 'payment_intent_data[statement_descriptor]')
  options.checkDescriptor(suffix, 'payment_intent_data[statement_descriptor_suffix]')
  const redirect = params.after_completion?.redirect?.url
  if (params.after_completion?.type === 'redirect' && redirect === undefined) {
    throw invalid('Missing required param: redirect.', 'after_completion[redirect]', 'parameter_missing')
  }
  if (redirect !== undefined && !URL.canParse(redirect)) {
    throw invalid('Not a valid URL', 'after_completion[redirect][url]', 'url_invalid')
  }
  checkLimit(params.restrictions)
}

const checkLimit = (restrictions: Params['restrictions'] | '' | null): void => {
  if (!restrictions || restrictions.completed_sessions.limit >= 1) return
  throw invalid('Invalid positive integer', 'restrictions[completed_sessions][limit]', 'parameter_invalid_integer')
}

/** A new name and address. The address of a page of test mode says so. */
export const linkIdentity = ({ sandbox, env }: Scene): Pick<PaymentLink, 'id' | 'url'> => ({
  url: `${sandbox.publicUrl}/b/${env.livemode ? '' : 'test_'}${sandbox.ids.text(14)}`,
  id: sandbox.ids.make('plink'),
})

/** A link with what it sells, not stored yet. @see docs.stripe.com/api/payment-link/create */
export const buildLink = (scene: Scene, params: Params): { link: PaymentLink; items: LineItem[] } => {
  const { env } = scene
  checkParams(params)
  const items = lineItemsOf(scene, params.line_items as Parameters<typeof lineItemsOf>[1])
  const recurring = isRecurring(items)
  checkMode(params, recurring)
  const currency = items[0]?.currency ?? 'usd'
  const link = {
    ...{ ...linkIdentity(scene), object: 'payment_link', active: true },
    after_completion: afterCompletion(params.after_completion),
    allow_promotion_codes: params.allow_promotion_codes ?? false,
    ...{ application: null, application_fee_amount: null, application_fee_percent: null },
    automatic_tax: { enabled: params.automatic_tax?.enabled ?? false, liability: null },
    ...{ ...collectionsOf(scene, params, currency), currency },
    customer_creation: params.customer_creation ?? (recurring ? 'always' : 'if_required'),
    inactive_message: params.inactive_message ?? null,
    invoice_creation: recurring
      ? null
      : {
          enabled: params.invoice_creation?.enabled ?? false,
          invoice_data: options.invoiceDataOf(params.invoice_creation?.invoice_data),
        },
    ...{ livemode: env.livemode, managed_payments: null, metadata: mergeMetadata(null, params.metadata) },
    ...{ on_behalf_of: null, optional_items: null, payment_intent_data: intentData(params.payment_intent_data) },
    payment_method_collection: params.payment_method_collection ?? 'always',
    ...{ payment_method_options: null, payment_method_types: params.payment_method_types ?? null },
    ...{ restrictions: restrictionsOf(params.restrictions), submit_type: params.submit_type ?? 'auto' },
    subscription_data: recurring ? (subscriptionData(params.subscription_data) ?? subscriptionData({})) : null,
    transfer_data: null,
  } satisfies PaymentLink as PaymentLink
  return { link, items }
}

const create = (scene: Scene, params: Params): PaymentLink => {
  const { link, items } = buildLink(scene, params)
  scene.env.store.insert(link)
  scene.env.lineItems.set(link.id, items)
  emit(scene, 'payment_link.created', link)
  return link
}

/** The quantities of what is sold already; nothing else can be sold by the same link. */
const changeQuantities = (scene: Scene, link: PaymentLink, params: Stripe.PaymentLinkUpdateParams): void => {
  const { lineItems } = scene.env
  for (const [index, { id, quantity, adjustable_quantity: adjustable }] of (params.line_items ?? []).entries()) {
    const items = lineItems.get(link.id) ?? []
    const known = items.find((item) => item.id === id)
    if (!known) throw missingParam('line_item', id, `line_items[${index}][id]`)
    const price = idOf(known.price) ?? ''
    const checked = checkQuantity({ price, quantity: quantity ?? known.quantity ?? 1 }, `line_items[${index}]`)
    const next = {
      ...withQuantity(known, checked),
      ...(adjustable && {
        adjustable_quantity: adjustable.enabled
          ? { enabled: true, minimum: adjustable.minimum ?? 0, maximum: adjustable.maximum ?? 99 }
          : null,
      }),
    }
    lineItems.set(
      link.id,
      items.map((item) => (item === known ? next : item))
    )
  }
}

const PLAIN = [
  ...(['active', 'allow_promotion_codes', 'billing_address_collection', 'customer_creation'] as const),
  ...(['payment_method_collection', 'submit_type'] as const),
]

const update = (scene: Scene, link: PaymentLink, params: Stripe.PaymentLinkUpdateParams): PaymentLink => {
  refuseUnmodelled(params, ['optional_items', 'name_collection', 'transfer_data', 'shipping_options'])
  checkLimit(params.restrictions)
  const completed = link.restrictions?.completed_sessions.count ?? 0
  changeQuantities(scene, link, params)
  const { custom_fields: fields, payment_intent_data: intent, phone_number_collection: phone } = params
  const { subscription_data: subscription } = params
  const { payment_intent_data: intentBefore, subscription_data: subscriptionBefore } = link
  const patch: Partial<PaymentLink> = {
    ...Object.fromEntries(PLAIN.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]]))),
    ...(params.after_completion && {
      after_completion: afterCompletion(params.after_completion as Params['after_completion']),
    }),
    ...(fields !== undefined && { custom_fields: options.customFieldsOf(fields as Params['custom_fields']) }),
    ...(params.inactive_message !== undefined && { inactive_message: params.inactive_message || null }),
    ...(intent && {
      payment_intent_data: {
        ...(intentData(intent as Params['payment_intent_data']) as NonNullable<PaymentLink['payment_intent_data']>),
        capture_method: intentBefore?.capture_method ?? null,
      },
    }),
    // What is not given stays; metadata there is replaced as a whole.
    ...(subscription &&
      subscriptionBefore && {
        subscription_data: {
          ...subscriptionBefore,
          ...(subscription.metadata !== undefined && { metadata: mergeMetadata(null, subscription.metadata) }),
        },
      }),
    ...(phone && { phone_number_collection: { enabled: phone.enabled } }),
    ...(params.restrictions !== undefined && {
      restrictions: restrictionsOf(params.restrictions || undefined, completed),
    }),
    ...(params.shipping_address_collection !== undefined && {
      shipping_address_collection: params.shipping_address_collection || null,
    }),
    metadata: mergeMetadata(link.metadata, params.metadata),
  }
  return change(scene, link, patch, 'payment_link.updated')
}

export const paymentLinks: Resource = {
  routes: {
    'POST /v1/payment_links': (call) => create(call, call.params as unknown as Params),
    'GET /v1/payment_links': (call) => {
      const { active } = call.params as Stripe.PaymentLinkListParams
      const matches = (link: PaymentLink) => active === undefined || link.active === active
      return pageOfType(call, 'payment_link', matches, '/v1/payment_links')
    },
    'GET /v1/payment_links/{id}': ({ env, id }) => find(env, 'payment_link', id),
    'POST /v1/payment_links/{id}': (call) =>
      update(call, find<PaymentLink>(call.env, 'payment_link', call.id), call.params as Stripe.PaymentLinkUpdateParams),
    'GET /v1/payment_links/{id}/line_items': (call) => {
      find(call.env, 'payment_link', call.id)
      return lineItemPage(call, `/v1/payment_links/${call.id}/line_items`)
    },
  },
  includes: {
    payment_link: {
      line_items: ({ id }, { env }) => expandedItems(env, id, `/v1/payment_links/${id}/line_items`),
    },
  },
}
