import type Stripe from 'stripe'
import { invalid } from '../protocol/errors'
import { all, find } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency, checkUnitAmount } from '../protocol/money'
import { type Resource, type Scene, seconds } from '../sandbox'
import type { ShippingRate } from '../wire'

/** Makes a way to send something; also for a session that brings its own. Stripe sends no event for it. */
export const createShippingRate = (scene: Scene, params: Stripe.ShippingRateCreateParams): ShippingRate => {
  const { delivery_estimate: estimate, fixed_amount: fixed } = params
  if (!fixed) throw invalid('Missing required param: fixed_amount.', 'fixed_amount', 'parameter_missing')
  const currency = checkCurrency(fixed.currency, 'fixed_amount[currency]')
  checkUnitAmount(fixed.amount, currency, 'fixed_amount[amount]')
  const rate = {
    ...{ id: scene.sandbox.ids.make('shr'), object: 'shipping_rate', active: true, created: seconds(scene) },
    delivery_estimate: estimate ? { maximum: estimate.maximum ?? null, minimum: estimate.minimum ?? null } : null,
    ...{ display_name: params.display_name, fixed_amount: { amount: fixed.amount, currency } },
    ...{ livemode: scene.env.livemode, metadata: mergeMetadata(null, params.metadata) },
    ...{ tax_behavior: params.tax_behavior ?? 'unspecified', tax_code: params.tax_code ?? null, type: 'fixed_amount' },
  } satisfies ShippingRate as ShippingRate
  return scene.env.store.insert(rate)
}

export const shippingRates: Resource = {
  routes: {
    'POST /v1/shipping_rates': (call) =>
      createShippingRate(call, call.params as unknown as Stripe.ShippingRateCreateParams),
    'GET /v1/shipping_rates': (call) => {
      const { currency } = call.params as Stripe.ShippingRateListParams
      const found = all<ShippingRate>(call.env, 'shipping_rate')
        .filter(matching(call.params, ['active']))
        .filter(({ fixed_amount: fixed }) => currency === undefined || fixed?.currency === currency)
      return pageOf(call, found, '/v1/shipping_rates')
    },
    'GET /v1/shipping_rates/{id}': ({ env, id }) => find(env, 'shipping_rate', id),
    'POST /v1/shipping_rates/{id}': (call) => {
      const rate = find<ShippingRate>(call.env, 'shipping_rate', call.id)
      const { active, metadata } = call.params as Stripe.ShippingRateUpdateParams
      const patch = { ...(active !== undefined && { active }), metadata: mergeMetadata(rate.metadata, metadata) }
      return call.env.store.replace({ ...rate, ...patch })
    },
  },
}
