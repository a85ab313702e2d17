import type Stripe from 'stripe'
import { invalid } from '../protocol/errors'
import { find } from '../protocol/find'
import { matching, pageOfType } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { TaxRate } from '../wire'

const create = (scene: Scene, params: Stripe.TaxRateCreateParams): TaxRate => {
  const { sandbox, env } = scene
  const { percentage } = params
  if (percentage < 0 || percentage > 100) throw invalid('Invalid percentage: must be from 0 to 100', 'percentage')
  const rate = {
    ...{ id: sandbox.ids.make('txr'), object: 'tax_rate', active: params.active ?? true },
    ...{ country: params.country ?? null, created: seconds(scene), description: params.description ?? null },
    ...{ display_name: params.display_name, effective_percentage: percentage, flat_amount: null },
    ...{ inclusive: params.inclusive, jurisdiction: params.jurisdiction ?? null, jurisdiction_level: null },
    ...{ livemode: env.livemode, metadata: mergeMetadata(null, params.metadata), percentage },
    ...{ rate_type: 'percentage', state: params.state ?? null, tax_type: params.tax_type ?? null },
  } satisfies TaxRate as TaxRate
  env.store.insert(rate)
  emit(scene, 'tax_rate.created', rate)
  return rate
}

const TEXTS = ['country', 'description', 'display_name', 'jurisdiction', 'state', 'tax_type'] as const

const patchOf = (rate: TaxRate, params: Stripe.TaxRateUpdateParams): Partial<TaxRate> => ({
  ...(params.active !== undefined && { active: params.active }),
  ...Object.fromEntries(TEXTS.filter((name) => params[name] !== undefined).map((name) => [name, params[name] || null])),
  metadata: mergeMetadata(rate.metadata, params.metadata),
})

/** Rates as they are kept. Nothing is taxed with them here: parameters that would are refused. */
export const taxRates: Resource = {
  routes: {
    'POST /v1/tax_rates': (call) => create(call, call.params as unknown as Stripe.TaxRateCreateParams),
    'GET /v1/tax_rates': (call) =>
      pageOfType<TaxRate>(call, 'tax_rate', matching(call.params, ['active', 'inclusive']), '/v1/tax_rates'),
    'GET /v1/tax_rates/{id}': ({ env, id }) => find(env, 'tax_rate', id),
    'POST /v1/tax_rates/{id}': (call) => {
      const rate = find<TaxRate>(call.env, 'tax_rate', call.id)
      return change(call, rate, patchOf(rate, call.params), 'tax_rate.updated')
    },
  },
}
