import type Stripe from 'stripe'
import { invalid } from '../protocol/errors'
import { findParam, idOf } from '../protocol/find'
import { type Resource, type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Customer, PortalConfiguration, PortalSession, Price, Subscription } from '../wire'
import { defaultConfiguration } from './portal-configurations'

type Params = Stripe.BillingPortal.SessionCreateParams
type FlowData = NonNullable<Params['flow_data']>

const configurationFor = (scene: Scene, id: string | undefined): PortalConfiguration => {
  const mode = scene.env.mode
  if (id === undefined) {
    const saved = defaultConfiguration(scene)
    if (saved) return saved
    throw invalid(
      `No configuration provided and your ${mode} mode default configuration has not been created. Provide a configuration or create your default by saving your customer portal settings in ${mode} mode at https://dashboard.stripe.com/${mode === 'test' ? 'test/' : ''}settings/billing/portal.`
    )
  }
  const chosen = findParam<PortalConfiguration>(scene.env, 'billing_portal.configuration', id, 'configuration')
  if (!chosen.active) throw invalid('The configuration provided is inactive.', 'configuration')
  return chosen
}

/** What a flow needs of the portal. */
const FEATURES: Readonly<Record<string, keyof PortalConfiguration['features']>> = {
  ...{ customer_update: 'customer_update', payment_method_update: 'payment_method_update' },
  ...{ subscription_cancel: 'subscription_cancel', subscription_pause: 'subscription_pause' },
  ...{ subscription_update: 'subscription_update', subscription_update_confirm: 'subscription_update' },
}

const subscriptionFor = (scene: Scene, customer: string, flow: FlowData): Subscription | undefined => {
  const { type } = flow
  if (!type.startsWith('subscription_')) return undefined
  const param = `flow_data[${type}]`
  const given: { subscription: string } | undefined = Reflect.get(flow, type)
  if (!given) throw invalid(`Missing required param: ${param}.`, param, 'parameter_missing')
  const subscription = findParam<Subscription>(scene.env, 'subscription', given.subscription, `${param}[subscription]`)
  if (subscription.customer !== customer) {
    throw invalid('The subscription does not belong to the customer.', `${param}[subscription]`)
  }
  if (subscription.status === 'canceled' || (type === 'subscription_cancel' && subscription.cancel_at !== null)) {
    throw invalid(
      `The subscription \`${subscription.id}\` is already canceled or set to be canceled.`,
      `${param}[subscription]`
    )
  }
  return subscription
}

const checkItems = (scene: Scene, subscription: Subscription, flow: FlowData): void => {
  const items = flow.subscription_update_confirm?.items ?? []
  if (flow.type !== 'subscription_update_confirm') return
  if (items.length !== 1)
    throw invalid('You must specify exactly one item.', 'flow_data[subscription_update_confirm][items]')
  for (const [index, { id, price }] of items.entries()) {
    const param = `flow_data[subscription_update_confirm][items][${index}]`
    if (!subscription.items.data.some((item) => item.id === id)) {
      throw invalid(`No such subscription item: '${id}'`, `${param}[id]`, 'resource_missing')
    }
    if (price) findParam<Price>(scene.env, 'price', price, `${param}[price]`)
  }
}

const afterOf = (after: FlowData['after_completion']): NonNullable<PortalSession['flow']>['after_completion'] => {
  if (after?.type === 'redirect' && !after.redirect) {
    throw invalid('Missing required param: redirect.', 'flow_data[after_completion][redirect]', 'parameter_missing')
  }
  return {
    hosted_confirmation:
      after?.type === 'hosted_confirmation'
        ? { custom_message: after.hosted_confirmation?.custom_message ?? null }
        : null,
    redirect: after?.type === 'redirect' ? (after.redirect ?? null) : null,
    type: after?.type ?? 'portal_homepage',
  }
}

const flowOf = (
  scene: Scene,
  customer: string,
  { features }: PortalConfiguration,
  flow: FlowData | undefined
): PortalSession['flow'] => {
  if (!flow) return null
  const feature = FEATURES[flow.type] ?? 'invoice_history'
  if (!features[feature].enabled) {
    throw invalid(
      `This flow is not available because the ${feature.replaceAll('_', ' ')} feature in the portal configuration is disabled.`,
      'flow_data[type]'
    )
  }
  const subscription = subscriptionFor(scene, customer, flow)
  if (subscription) checkItems(scene, subscription, flow)
  const { subscription_cancel: cancel, subscription_update: update, subscription_update_confirm: confirm } = flow
  return {
    ...{ after_completion: afterOf(flow.after_completion), customer_update: null, type: flow.type },
    subscription_cancel: cancel ? { retention: null, subscription: cancel.subscription } : null,
    subscription_pause: flow.subscription_pause ?? null,
    subscription_update: update ?? null,
    subscription_update_confirm: confirm
      ? {
          discounts: (confirm.discounts ?? []).map(({ coupon = null, promotion_code = null }) => ({
            ...{ coupon, promotion_code },
          })),
          items: confirm.items.map(({ id, price = null, quantity }) => ({
            ...{ id, price, ...(quantity !== undefined && { quantity }) },
          })),
          subscription: confirm.subscription,
        }
      : null,
  }
}

const create = (scene: Scene, params: Params): PortalSession => {
  const { sandbox, env } = scene
  if (!params.customer) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  const customer = findParam<Customer>(env, 'customer', params.customer, 'customer')
  const configuration = configurationFor(scene, params.configuration)
  if (params.return_url !== undefined && !URL.canParse(params.return_url)) {
    throw invalid('Not a valid URL', 'return_url', 'url_invalid')
  }
  const session = {
    ...{ id: sandbox.ids.make('bps'), object: 'billing_portal.session', configuration: configuration.id },
    ...{ created: seconds(scene), customer: customer.id, customer_account: null },
    ...{ flow: flowOf(scene, customer.id, configuration, params.flow_data), livemode: env.livemode },
    ...{ locale: params.locale ?? null, on_behalf_of: null },
    return_url: params.return_url ?? configuration.default_return_url,
    url: `${sandbox.publicUrl}/p/session/${env.mode}_${sandbox.ids.text(40)}`,
  } satisfies PortalSession as PortalSession
  env.store.insert(session)
  emit(scene, 'billing_portal.session.created', session)
  return session
}

/** The configuration of a portal session. */
export const configurationOf = ({ env }: Scene, session: PortalSession): PortalConfiguration =>
  findParam<PortalConfiguration>(
    env,
    'billing_portal.configuration',
    idOf(session.configuration) ?? '',
    'configuration'
  )

export const portalSessions: Resource = {
  routes: { 'POST /v1/billing_portal/sessions': (call) => create(call, call.params as Params) },
}
