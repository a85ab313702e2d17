import type Stripe from 'stripe'
import { planOf } from '../payments/subscription-items'
import { invalid, missing, refuseUnmodelled } from '../protocol/errors'
import { find, findParam } from '../protocol/find'
import { pageOfType } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import type { Resource, Scene } from '../sandbox'
import { emit, previousAttributes } from '../webhooks/events'
import type { Plan, Price } from '../wire'
import { buildPrice } from './prices'

/** The price that a plan is another view of. */
const priceOf = (scene: Scene, id: string): Price => {
  const price = scene.env.store.get(id)
  if (price?.object !== 'price' || price.deleted === true) throw missing('plan', id)
  const found = find<Price>(scene.env, 'price', id)
  if (!found.recurring) throw missing('plan', id)
  return found
}

const create = (scene: Scene, params: Stripe.PlanCreateParams): Plan => {
  refuseUnmodelled(params, ['tiers', 'transform_usage', 'meter'])
  const { amount, currency, id, interval, product } = params
  if (id && scene.env.store.get(id)) throw invalid('Plan already exists.', 'id', 'resource_already_exists')
  const decimal = params.amount_decimal
  const price = {
    ...buildPrice(scene, {
      ...{ currency, ...(typeof product === 'string' ? { product } : product && { product_data: product }) },
      ...(amount !== undefined && { unit_amount: amount }),
      ...(decimal !== undefined && { unit_amount_decimal: decimal }),
      ...(params.active !== undefined && { active: params.active }),
      ...(params.nickname !== undefined && { nickname: params.nickname }),
      metadata: params.metadata || {},
      recurring: {
        ...{ interval, interval_count: params.interval_count ?? 1, usage_type: params.usage_type ?? 'licensed' },
        ...(params.trial_period_days !== undefined && { trial_period_days: params.trial_period_days }),
      },
    }),
    id: id ?? scene.sandbox.ids.make('plan'),
  }
  scene.env.store.insert(price)
  const plan = planOf(price)
  emit(scene, 'plan.created', plan)
  emit(scene, 'price.created', price)
  return plan
}

const update = (scene: Scene, price: Price, params: Stripe.PlanUpdateParams): Plan => {
  const { active, nickname, product, trial_period_days: days } = params
  if (product) findParam(scene.env, 'product', product, 'product')
  const changed = scene.env.store.replace({
    ...price,
    ...(active !== undefined && { active }),
    ...(nickname !== undefined && { nickname: nickname || null }),
    ...(product && { product }),
    ...(days !== undefined && price.recurring && { recurring: { ...price.recurring, trial_period_days: days } }),
    metadata: mergeMetadata(price.metadata, params.metadata),
  })
  const [before, after] = [planOf(price), planOf(changed)]
  const previous = previousAttributes({ ...before }, { ...after })
  if (Object.keys(previous).length > 0) {
    emit(scene, 'plan.updated', after, previous)
    emit(scene, 'price.updated', changed, previousAttributes({ ...price }, { ...changed }))
  }
  return after
}

/** Recurring prices by their older name. @see docs.stripe.com/api/plans */
export const plans: Resource = {
  routes: {
    'POST /v1/plans': (call) => create(call, call.params as unknown as Stripe.PlanCreateParams),
    'GET /v1/plans': (call) => {
      const { active, product } = call.params as Stripe.PlanListParams
      const page = pageOfType<Price>(
        call,
        'price',
        (price) =>
          price.recurring !== null &&
          (active === undefined || price.active === active) &&
          (product === undefined || price.product === product),
        '/v1/plans'
      )
      return { ...page, data: page.data.map(planOf) }
    },
    'GET /v1/plans/{id}': (call) => planOf(priceOf(call, call.id)),
    'POST /v1/plans/{id}': (call) => update(call, priceOf(call, call.id), call.params),
    'DELETE /v1/plans/{id}': (call) => {
      const price = priceOf(call, call.id)
      call.env.store.remove(price.id)
      emit(call, 'plan.deleted', planOf(price))
      emit(call, 'price.deleted', price)
      return { id: price.id, object: 'plan', deleted: true }
    },
  },
}
