import type Stripe from 'stripe'
import { invalid, StripeApiError } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { pageOf } from '../protocol/lists'
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

/** Makes a product; also for a price that brings its product along. @see docs.stripe.com/api/products/create */
export const createProduct = (scene: Scene, params: Stripe.ProductCreateParams): Product => {
  const { sandbox, env } = scene
  const id = params.id ?? sandbox.ids.make('prod')
  if (env.store.get(id)) throw taken(id)
  const now = seconds(scene)
  const product = {
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
  env.store.insert(product)
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

/** @see docs.stripe.com/products-prices/manage-prices (default price) */
const checkDefaultPrice = ({ env }: Scene, { id }: Product, price: string): void => {
  const { active, product } = findParam<Price>(env, 'price', price, 'default_price')
  if (idOf(product) !== id) throw invalid('The default price must belong to this product.', 'default_price')
  if (!active) throw invalid('The default price must be active.', 'default_price')
}

export const products: Resource = {
  routes: {
    'POST /v1/products': (call) => {
      const params = call.params as unknown as Stripe.ProductCreateParams
      const product = createProduct(call, params)
      return params.default_price_data ? withDefaultPrice(call, product, params.default_price_data) : product
    },
    'GET /v1/products': (call) => {
      const { active, ids, url } = call.params as Stripe.ProductListParams
      const found = all<Product>(call.env, 'product').filter(
        (product) =>
          (active === undefined || product.active === active) &&
          (ids === undefined || ids.includes(product.id)) &&
          (url === undefined || product.url === url)
      )
      return pageOf(call, found, '/v1/products')
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
      const { metadata, default_price, ...rest } = call.params as Stripe.ProductUpdateParams
      if (default_price) checkDefaultPrice(call, product, default_price)
      const plain = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value === '' ? null : value]))
      const patch = {
        ...plain,
        ...(rest.images === '' && { images: [] }),
        ...(default_price !== undefined && { default_price }),
        metadata: mergeMetadata(product.metadata, metadata),
      }
      const changed = change(call, product, patch, 'product.updated')
      return changed
    },
    'DELETE /v1/products/{id}': (call) => {
      const product = find<Product>(call.env, 'product', call.id)
      const used = call.env.store.all('price').some((price) => 'product' in price && price.product === product.id)
      if (used) {
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
