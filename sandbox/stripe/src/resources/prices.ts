import type Stripe from 'stripe'
import { invalid, refuseUnmodelled } from '../protocol/errors'
import { allWith, find, findParam, idOf } from '../protocol/find'
import { pageOf, pageOfType } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency, checkUnitAmount } from '../protocol/money'
import { searchPage } from '../protocol/search'
import { type Environment, type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Price, Product } from '../wire'
import { createProduct } from './products'

/** The most lookup keys a list may be filtered by. */
const MOST_LOOKUP_KEYS = 10
const LONGEST_LOOKUP_KEY = 200

/** The unit amount, from either of the two parameters, as a number and as text. */
const amountsOf = (params: Stripe.PriceCreateParams, currency: string) => {
  const { unit_amount: amount, custom_unit_amount: custom, billing_scheme: scheme } = params
  const decimal = params.unit_amount_decimal as unknown as string | undefined
  if (custom || scheme === 'tiered') return { unit_amount: null, unit_amount_decimal: null }
  if (amount === undefined && decimal === undefined) {
    throw invalid(
      'You must specify one of unit_amount, unit_amount_decimal or custom_unit_amount.',
      'unit_amount',
      'parameter_missing'
    )
  }
  const value = amount ?? Number(decimal)
  checkUnitAmount(value, currency, 'unit_amount')
  return {
    unit_amount: Number.isInteger(value) ? value : null,
    unit_amount_decimal: decimal ?? String(value),
  }
}

const recurringOf = ({ recurring }: Stripe.PriceCreateParams): Price['recurring'] => {
  if (!recurring) return null
  const { interval, interval_count = 1, trial_period_days, usage_type, meter } = recurring
  if (interval_count < 1) throw invalid('Invalid interval_count: must be at least 1', 'recurring[interval_count]')
  return {
    interval,
    interval_count,
    meter: meter ?? null,
    trial_period_days: trial_period_days ?? null,
    usage_type: usage_type ?? 'licensed',
  } satisfies Price['recurring'] as Price['recurring']
}

const claimLookupKey = (
  scene: Scene,
  params: Stripe.PriceCreateParams | Stripe.PriceUpdateParams,
  self?: string
): string | null => {
  const { lookup_key: key, transfer_lookup_key: transfer } = params
  if (!key) return null
  if (key.length > LONGEST_LOOKUP_KEY)
    throw invalid(`Lookup keys can have at most ${LONGEST_LOOKUP_KEY} characters.`, 'lookup_key')
  const holder = allWith<Price>(scene.env, 'price', 'lookup_key', key).find(({ id }) => id !== self)
  if (!holder) return key
  if (!transfer) {
    throw invalid(`A price (\`${holder.id}\`) already uses that lookup key.`, 'lookup_key')
  }
  change(scene, holder, { lookup_key: null }, 'price.updated')
  return key
}

const productFor = (scene: Scene, params: Stripe.PriceCreateParams): string => {
  const { product, product_data: data } = params
  if (data) return createProduct(scene, data as Stripe.ProductCreateParams).id
  if (product === undefined)
    throw invalid('You must specify either product or product_data.', 'product', 'parameter_missing')
  return findParam(scene.env, 'product', product, 'product').id
}

/** A price, not stored yet; its product is, and its lookup key is taken. @see docs.stripe.com/api/prices/create */
export const buildPrice = (scene: Scene, params: Stripe.PriceCreateParams): Price => {
  const { sandbox, env } = scene
  refuseUnmodelled(params, ['currency_options', 'tiers', 'transform_quantity'])
  const currency = checkCurrency(params.currency)
  const amounts = amountsOf(params, currency)
  const recurring = recurringOf(params)
  const product = productFor(scene, params)
  return {
    ...{ id: sandbox.ids.make('price'), object: 'price', active: params.active ?? true },
    billing_scheme: params.billing_scheme ?? 'per_unit',
    ...{ created: seconds(scene), currency, livemode: env.livemode },
    custom_unit_amount: params.custom_unit_amount ? { maximum: null, minimum: null, preset: null } : null,
    lookup_key: claimLookupKey(scene, params),
    metadata: mergeMetadata(null, params.metadata),
    ...{ nickname: params.nickname ?? null, product, recurring },
    tax_behavior: params.tax_behavior ?? 'unspecified',
    ...{ tiers_mode: params.tiers_mode ?? null, transform_quantity: null },
    type: recurring ? 'recurring' : 'one_time',
    ...amounts,
  } satisfies Price as Price
}

/** Makes a price. */
export const createPrice = (scene: Scene, params: Stripe.PriceCreateParams): Price => {
  const price = buildPrice(scene, params)
  scene.env.store.insert(price)
  emit(scene, 'price.created', price)
  return price
}

const matches = (price: Price, params: Stripe.PriceListParams): boolean => {
  const { active, currency, lookup_keys: keys, product, recurring, type } = params
  return (
    (active === undefined || price.active === active) &&
    (currency === undefined || price.currency === currency) &&
    (keys === undefined || (price.lookup_key !== null && keys.includes(price.lookup_key))) &&
    (product === undefined || idOf(price.product) === product) &&
    (type === undefined || price.type === type) &&
    (recurring?.interval === undefined || price.recurring?.interval === recurring.interval) &&
    (recurring?.usage_type === undefined || price.recurring?.usage_type === recurring.usage_type)
  )
}

/** The default price of a product stays for sale. */
const checkArchivable = (scene: Scene, { id, product }: Price, { active }: Stripe.PriceUpdateParams): void => {
  if (active !== false) return
  const { default_price: standard } = find<Product>(scene.env, 'product', idOf(product) ?? '')
  if (idOf(standard) !== id) return
  throw invalid('This price cannot be archived because it is the default price of its product.', 'active')
}

/** The prices to look at, by an index, where a filter has one. */
const indexFor = ({ product, lookup_keys: keys }: Stripe.PriceListParams) => {
  if (keys) {
    // One price for each key at most: put in the order they were made, whatever the order of the keys.
    return (env: Environment) =>
      [...new Set(keys)]
        .flatMap((key) => allWith<Price>(env, 'price', 'lookup_key', key))
        .sort((a, b) => a.created - b.created)
  }
  return product && ((env: Environment) => allWith<Price>(env, 'price', 'product', product))
}

export const prices: Resource = {
  routes: {
    'POST /v1/prices': (call) => createPrice(call, call.params as unknown as Stripe.PriceCreateParams),
    'GET /v1/prices': (call) => {
      const params = call.params as Stripe.PriceListParams
      if ((params.lookup_keys?.length ?? 0) > MOST_LOOKUP_KEYS) {
        throw invalid(`You may only specify up to ${MOST_LOOKUP_KEYS} lookup keys.`, 'lookup_keys')
      }
      if (params.product) findParam<Product>(call.env, 'product', params.product, 'product')
      const index = indexFor(params)
      return index
        ? pageOf(
            call,
            index(call.env).filter((price) => matches(price, params)),
            '/v1/prices'
          )
        : pageOfType<Price>(call, 'price', (price) => matches(price, params), '/v1/prices')
    },
    'GET /v1/prices/search': (call) =>
      searchPage(
        call,
        'price',
        { active: 'token', currency: 'token', lookup_key: 'text', product: 'token', type: 'token' },
        '/v1/prices/search'
      ),
    'GET /v1/prices/{id}': ({ env, id }) => find(env, 'price', id),
    'POST /v1/prices/{id}': (call) => {
      const price = find<Price>(call.env, 'price', call.id)
      const params = call.params as Stripe.PriceUpdateParams
      checkArchivable(call, price, params)
      refuseUnmodelled(params, ['currency_options'])
      const patch = {
        ...(params.active !== undefined && { active: params.active }),
        ...(params.nickname !== undefined && { nickname: params.nickname || null }),
        ...(params.tax_behavior !== undefined && { tax_behavior: params.tax_behavior }),
        ...(params.lookup_key !== undefined && { lookup_key: claimLookupKey(call, params, price.id) }),
        metadata: mergeMetadata(price.metadata, params.metadata),
      }
      return change(call, price, patch, 'price.updated')
    },
  },
}
