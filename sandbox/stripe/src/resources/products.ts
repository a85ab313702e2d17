import type Stripe from 'stripe'
import { invalid, StripeApiError } from '../protocol/errors'
import { find, findParam } from '../protocol/find'
import { pageOfType } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { searchPage } from '../protocol/search'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Price, Product } from '../wire'
import { createPrice } from './prices'

const taken = (id: string): StripeApiError =>
  new StripeApiError(400, {
    type: 'invalid_request_error',
    code: 'resource_already_exists',
    param: 'id',
    message: `Product already exists. A product with the ID '${id}' is in this account.`,
  })

/** A product, not stored yet. @see docs.stripe.com/api/products/create */
export const buildProduct = (scene: Scene, params: Stripe.ProductCreateParams): Product => {
  const { sandbox, env } = scene
  const id = params.id ?? sandbox.ids.make('prod')
  if (env.store.get(id)) throw taken(id)
  const now = seconds(scene)
  return {
    ...{ id, object: 'product', active: params.active ?? true, created: now, default_price: null },
    ...{ description: params.description ?? null, images: params.images ?? [], livemode: env.livemode },
    marketing_features: params.marketing_features ?? [],
    metadata: mergeMetadata(null, params.metadata),
    name: params.name,
    ...{ package_dimensions: null, shippable: params.shippable ?? null },
    statement_descriptor: params.statement_descriptor ?? null,
    ...{ tax_code: params.tax_code ?? null, tax_details: null, type: 'service' },
    ...{ unit_label: params.unit_label ?? null, updated: now, url: params.url ?? null },
  } satisfies Product as Product
}

/** Makes a product; also for a price that brings its product along. */
export const createProduct = (scene: Scene, params: Stripe.ProductCreateParams): Product => {
  const product = buildProduct(scene, params)
  scene.env.store.insert(product)
  emit(scene, 'product.created', product)
  return product
}

const withDefaultPrice = (
  scene: Scene,
  product: Product,
  data: Stripe.ProductCreateParams.DefaultPriceData
): Product => {
  const price = createPrice(scene, { ...data, product: product.id } as Stripe.PriceCreateParams)
  return change(scene, product, { default_price: price.id }, 'product.updated')
}

const PLAIN = [
  ...(['active', 'description', 'images', 'marketing_features', 'name', 'package_dimensions', 'shippable'] as const),
  ...(['statement_descriptor', 'tax_code', 'unit_label', 'url'] as const),
]

/** Lists are emptied by an empty text, other fields are unset by it. */
const emptied = (name: (typeof PLAIN)[number], value: unknown): unknown =>
  value === '' ? (['images', 'marketing_features'].includes(name) ? [] : null) : value

const update = (scene: Scene, product: Product, params: Stripe.ProductUpdateParams): Product => {
  const { default_price: priceId, metadata } = params
  if (priceId) {
    const price = findParam<Price>(scene.env, 'price', priceId, 'default_price')
    if (price.product !== product.id) {
      throw invalid(`The price specified belongs to another product, not to ${product.id}.`, 'default_price')
    }
    if (!price.active) throw invalid('The price specified is inactive.', 'default_price')
  }
  const given = PLAIN.flatMap((name) => (params[name] === undefined ? [] : [[name, emptied(name, params[name])]]))
  const patch = {
    ...Object.fromEntries(given),
    ...(priceId !== undefined && { default_price: priceId || null }),
    metadata: mergeMetadata(product.metadata, metadata),
  }
  const isSame = Object.keys(patch).every(
    (key) => JSON.stringify(patch[key]) === JSON.stringify(Reflect.get(product, key))
  )
  return isSame ? product : change(scene, product, { ...patch, updated: seconds(scene) }, 'product.updated')
}

export const products: Resource = {
  routes: {
    'POST /v1/products': (call) => {
      const params = call.params as unknown as Stripe.ProductCreateParams
      const product = createProduct(call, params)
      return params.default_price_data ? withDefaultPrice(call, product, params.default_price_data) : product
    },
    'GET /v1/products': (call) => {
      const { active, ids, shippable, url } = call.params as Stripe.ProductListParams
      const matches = (product: Product) =>
        (active === undefined || product.active === active) &&
        (shippable === undefined || product.shippable === shippable) &&
        (ids === undefined || ids.includes(product.id)) &&
        (url === undefined || product.url === url)
      return pageOfType(call, 'product', matches, '/v1/products')
    },
    'GET /v1/products/search': (call) =>
      searchPage(
        call,
        'product',
        { active: 'token', description: 'text', name: 'text', shippable: 'token', url: 'text' },
        '/v1/products/search'
      ),
    'GET /v1/products/{id}': ({ env, id }) => find(env, 'product', id),
    'POST /v1/products/{id}': (call) => {
      const product = find<Product>(call.env, 'product', call.id)
      return update(call, product, call.params)
    },
    'DELETE /v1/products/{id}': (call) => {
      const product = find<Product>(call.env, 'product', call.id)
      if (call.env.store.where('price', 'product', product.id).length > 0) {
        throw new StripeApiError(400, {
          type: 'invalid_request_error',
          message: 'This product cannot be deleted because it has one or more user-created prices.',
        })
      }
      call.env.store.remove(product.id)
      emit(call, 'product.deleted', product)
      return { id: product.id, object: 'product', deleted: true }
    },
  },
}
