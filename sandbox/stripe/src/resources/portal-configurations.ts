import type Stripe from 'stripe'
import { invalid } from '../protocol/errors'
import { all, find, findParam } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { PortalConfiguration, Price } from '../wire'

type Params = Stripe.BillingPortal.ConfigurationCreateParams
type Features = PortalConfiguration['features']

const REASONS = ['too_expensive', 'missing_features', 'switched_service', 'unused', 'other']

const OFF: Features = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: null, options: REASONS },
    ...{ enabled: false, mode: 'at_period_end', proration_behavior: 'none' },
  },
  subscription_pause: { duration: { interval_options: [], type: 'indefinite' }, enabled: false },
  subscription_update: {
    ...{ billing_cycle_anchor: null, default_allowed_updates: [], enabled: false, proration_behavior: 'none' },
    ...{ schedule_at_period_end: { conditions: [] }, trial_update_behavior: 'end_trial' },
  },
}

/** What a saved portal offers, as in the Dashboard: everything, also a change between all plans that are sold. */
const DEFAULT: Params['features'] = {
  customer_update: { allowed_updates: ['email', 'name', 'phone'], enabled: true },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true },
  subscription_cancel: { enabled: true, cancellation_reason: { enabled: true, options: REASONS } },
  subscription_update: {
    ...{ default_allowed_updates: ['price', 'quantity'], enabled: true, proration_behavior: 'create_prorations' },
  },
}

type Change = Stripe.BillingPortal.ConfigurationUpdateParams['features']

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A setting with what is given of it: an empty text empties a list. */
const within = (before: unknown, given: unknown): unknown => {
  if (given === '') return []
  return isPlain(before) && isPlain(given) ? { ...before, ...given } : given
}

/** Features with what is given of each in place of what it was. */
const merged = (scene: Scene, before: Features, given: Change): Features => {
  const features = Object.fromEntries(
    Object.entries(before).map(([name, feature]) => {
      const wanted: unknown = given && Reflect.get(given, name)
      const known = Object.entries(wanted ?? {}).map(([key, value]) => [key, within(Reflect.get(feature, key), value)])
      return [name, { ...feature, ...Object.fromEntries(known) }]
    })
  ) as unknown as Features
  const products = given?.subscription_update?.products || []
  for (const [index, { prices }] of products.entries()) {
    const param = `features[subscription_update][products][${index}][prices]`
    for (const [place, id] of prices.entries()) findParam<Price>(scene.env, 'price', id, `${param}[${place}]`)
  }
  return features
}

const create = (scene: Scene, params: Params, isDefault = false): PortalConfiguration => {
  const { business_profile: profile } = params
  const { enabled = false, products, default_allowed_updates: updates } = params.features.subscription_update ?? {}
  if (enabled && !isDefault && (!products?.length || !updates?.length)) {
    const name = products?.length ? 'default_allowed_updates' : 'products'
    throw invalid(
      `You must specify ${name} when the subscription update feature is enabled.`,
      `features[subscription_update][${name}]`,
      'parameter_missing'
    )
  }
  const now = seconds(scene)
  const configuration = {
    ...{ id: scene.sandbox.ids.make('bpc'), object: 'billing_portal.configuration', active: true, application: null },
    business_profile: {
      ...{ headline: profile?.headline || null, privacy_policy_url: profile?.privacy_policy_url ?? null },
      terms_of_service_url: profile?.terms_of_service_url ?? null,
    },
    ...{ created: now, default_return_url: params.default_return_url || null },
    ...{ features: merged(scene, OFF, params.features), is_default: isDefault, livemode: scene.env.livemode },
    ...{ login_page: { enabled: params.login_page?.enabled ?? false, url: null } },
    ...{ metadata: mergeMetadata(null, params.metadata), name: params.name || null, updated: now },
  } satisfies PortalConfiguration as PortalConfiguration
  scene.env.store.insert(configuration)
  // What is saved in the Dashboard before anybody listens tells nobody.
  if (!isDefault) emit(scene, 'billing_portal.configuration.created', configuration)
  return configuration
}

/** The configuration that was saved in the Dashboard; undefined in an account that never did. */
export const defaultConfiguration = (scene: Scene): PortalConfiguration | undefined => {
  const saved = all<PortalConfiguration>(scene.env, 'billing_portal.configuration').find((entry) => entry.is_default)
  if (saved || !scene.sandbox.hasPortal) return saved
  return create(scene, { features: DEFAULT }, true)
}

const update = (
  scene: Scene,
  configuration: PortalConfiguration,
  params: Stripe.BillingPortal.ConfigurationUpdateParams
): PortalConfiguration => {
  const { active, business_profile: profile, default_return_url: url, login_page: login, name } = params
  if (active === false && configuration.is_default) {
    throw invalid('You cannot deactivate the default configuration.', 'active')
  }
  const patch = {
    ...(active !== undefined && { active }),
    ...(profile && {
      business_profile: {
        ...configuration.business_profile,
        ...Object.fromEntries(Object.entries(profile).map(([key, value]) => [key, value || null])),
      },
    }),
    ...(url !== undefined && { default_return_url: url || null }),
    ...(login && { login_page: { ...configuration.login_page, enabled: login.enabled } }),
    ...(name !== undefined && { name: name || null }),
    ...{ features: merged(scene, configuration.features, params.features), updated: seconds(scene) },
    metadata: mergeMetadata(configuration.metadata, params.metadata),
  }
  return change(scene, configuration, patch, 'billing_portal.configuration.updated')
}

export const portalConfigurations: Resource = {
  routes: {
    'POST /v1/billing_portal/configurations': (call) => create(call, call.params as unknown as Params),
    'GET /v1/billing_portal/configurations': (call) => {
      defaultConfiguration(call)
      const found = all<PortalConfiguration>(call.env, 'billing_portal.configuration')
      const wanted = found.filter(matching(call.params, ['active', 'is_default']))
      return pageOf(call, wanted, '/v1/billing_portal/configurations')
    },
    'GET /v1/billing_portal/configurations/{id}': ({ env, id }) => find(env, 'billing_portal.configuration', id),
    'POST /v1/billing_portal/configurations/{id}': (call) =>
      update(
        call,
        find<PortalConfiguration>(call.env, 'billing_portal.configuration', call.id),
        call.params as Stripe.BillingPortal.ConfigurationUpdateParams
      ),
  },
}
