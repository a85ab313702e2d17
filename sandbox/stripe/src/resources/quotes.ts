import type Stripe from 'stripe'
import { acceptQuote } from '../payments/accept-quote'
import { expandedItems, isRecurring, lineItemPage, lineItemsOf, totalOf } from '../payments/line-items'
import { invalid, refuseUnmodelled } from '../protocol/errors'
import { all, find, findParam } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type Call, type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, LineItem, Quote } from '../wire'

type Params = Stripe.QuoteCreateParams

/** How long a quote can be accepted. */
const DAYS = 30

const UNMODELLED = [
  ...([
    'application_fee_amount',
    'application_fee_percent',
    'automatic_tax',
    'default_tax_rates',
    'discounts',
  ] as const),
  ...(['from_quote', 'on_behalf_of', 'transfer_data'] as const),
]

const NO_DETAILS = { amount_discount: 0, amount_shipping: 0, amount_tax: 0 }

/** The amounts that follow from the items: at once, and then again and again. */
const amountsOf = (items: readonly LineItem[]) => {
  const total = totalOf(items)
  const repeated = items.filter(({ price }) => price?.recurring)
  const [recurring] = repeated.flatMap(({ price }) => price?.recurring ?? [])
  const again = totalOf(repeated)
  return {
    ...{ amount_subtotal: total, amount_total: total, currency: items[0]?.currency ?? null },
    computed: {
      recurring: recurring
        ? {
            ...{ amount_subtotal: again, amount_total: again, interval: recurring.interval },
            ...{ interval_count: recurring.interval_count, total_details: NO_DETAILS },
          }
        : null,
      upfront: { amount_subtotal: total, amount_total: total, total_details: NO_DETAILS },
    },
    total_details: NO_DETAILS,
  }
}

const itemsOf = (scene: Scene, params: Pick<Params, 'line_items'>): LineItem[] | undefined => {
  for (const item of params.line_items ?? []) refuseUnmodelled(item, ['discounts', 'tax_rates'])
  return params.line_items && lineItemsOf(scene, params.line_items)
}

const subscriptionData = (
  before: Quote['subscription_data'] | undefined,
  params: Params
): Quote['subscription_data'] => {
  const { description, metadata, trial_period_days: days, ...rest } = params.subscription_data ?? {}
  refuseUnmodelled(rest, ['billing_mode', 'effective_date'])
  return {
    ...{ billing_mode: { type: 'flexible' }, effective_date: null },
    description: description ?? before?.description ?? null,
    metadata: metadata ? mergeMetadata(null, metadata) : (before?.metadata ?? {}),
    trial_period_days: days === undefined ? (before?.trial_period_days ?? null) : days || null,
  }
}

const create = (scene: Scene, params: Params): Quote => {
  const { sandbox, env } = scene
  refuseUnmodelled(params, UNMODELLED)
  const customer = params.customer ? findParam<Customer>(env, 'customer', params.customer, 'customer') : undefined
  const items = itemsOf(scene, params) ?? []
  const now = seconds(scene)
  const quote = {
    ...{ id: sandbox.ids.make('qt'), object: 'quote', ...amountsOf(items), application: null },
    ...{ application_fee_amount: null, application_fee_percent: null },
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    ...{ collection_method: params.collection_method ?? 'charge_automatically', created: now },
    ...{ customer: customer?.id ?? null, customer_account: null, description: params.description || null },
    ...{ discounts: [], expires_at: params.expires_at ?? now + DAYS * 86_400, footer: params.footer || null },
    ...{ from_quote: null, header: params.header || null, invoice: null },
    invoice_settings: {
      ...{ custom_fields: null, days_until_due: params.invoice_settings?.days_until_due ?? null },
      ...{ description: null, footer: null, issuer: { type: 'self' } },
    },
    ...{ livemode: env.livemode, metadata: mergeMetadata(null, params.metadata), number: null, on_behalf_of: null },
    ...{ status: 'draft', status_transitions: { accepted_at: null, canceled_at: null, finalized_at: null } },
    ...{ subscription: null, subscription_data: subscriptionData(undefined, params), subscription_schedule: null },
    ...{ test_clock: params.test_clock ?? null, transfer_data: null },
  } satisfies Quote as Quote
  env.store.insert(quote)
  env.lineItems.set(quote.id, items)
  emit(scene, 'quote.created', quote)
  return quote
}

const update = (scene: Scene, quote: Quote, params: Params): Quote => {
  refuseUnmodelled(params, UNMODELLED)
  requireStatus(quote, ['draft'], 'updated')
  const items = itemsOf(scene, params)
  if (items) scene.env.lineItems.set(quote.id, items)
  if (params.customer) findParam(scene.env, 'customer', params.customer, 'customer')
  const texts = (['description', 'footer', 'header'] as const).filter((name) => params[name] !== undefined)
  const patch: Partial<Quote> = {
    ...Object.fromEntries(texts.map((name) => [name, params[name] || null])),
    ...(params.customer !== undefined && { customer: params.customer }),
    ...(params.collection_method !== undefined && { collection_method: params.collection_method }),
    ...(params.expires_at !== undefined && { expires_at: params.expires_at }),
    ...(items && amountsOf(items)),
    subscription_data: subscriptionData(quote.subscription_data, params),
    metadata: mergeMetadata(quote.metadata, params.metadata),
  }
  return change(scene, quote, patch, 'quote.updated')
}

const requireStatus = ({ id, status }: Quote, allowed: readonly string[], done: string): void => {
  if (allowed.includes(status)) return
  throw invalid(`This quote (${id}) cannot be ${done} because it is ${status}; it must be ${allowed.join(' or ')}.`)
}

const move = (scene: Scene, quote: Quote, status: 'open' | 'canceled', more: Partial<Quote>): Quote => {
  const moment = status === 'open' ? 'finalized_at' : 'canceled_at'
  const moved = scene.env.store.replace({
    ...{ ...quote, ...more, status },
    status_transitions: { ...quote.status_transitions, [moment]: seconds(scene) },
  })
  emit(scene, status === 'open' ? 'quote.finalized' : 'quote.canceled', moved)
  return moved
}

const finalize = (scene: Scene, quote: Quote): Quote => {
  requireStatus(quote, ['draft'], 'finalized')
  const items = scene.env.lineItems.get(quote.id) ?? []
  if (items.length === 0) throw invalid('A quote needs line items to be finalized.', 'line_items')
  if (!quote.customer) throw invalid('A quote needs a customer to be finalized.', 'customer')
  const number = `QT-${scene.sandbox.ids.text(8).toUpperCase()}-0001-1`
  if (quote.expires_at <= seconds(scene)) throw invalid('The expiration date of this quote is over.', 'expires_at')
  return move(scene, quote, 'open', { number })
}

const ofCall = (call: Call): Quote => find<Quote>(call.env, 'quote', call.id)

/** What a customer is offered. @see docs.stripe.com/quotes */
export const quotes: Resource = {
  routes: {
    'POST /v1/quotes': (call) => create(call, call.params as Params),
    'GET /v1/quotes': (call) => {
      const found = all<Quote>(call.env, 'quote').filter(matching(call.params, ['customer', 'status', 'test_clock']))
      return pageOf(call, found, '/v1/quotes')
    },
    'GET /v1/quotes/{id}': ofCall,
    'GET /v1/quotes/{id}/line_items': (call) => lineItemPage(call, `/v1/quotes/${ofCall(call).id}/line_items`),
    'POST /v1/quotes/{id}': (call) => update(call, ofCall(call), call.params as Params),
    'POST /v1/quotes/{id}/finalize': (call) => {
      const { expires_at: expires } = call.params as Stripe.QuoteFinalizeQuoteParams
      return finalize(call, { ...ofCall(call), ...(expires !== undefined && { expires_at: expires }) })
    },
    'POST /v1/quotes/{id}/accept': (call) => {
      const quote = ofCall(call)
      requireStatus(quote, ['open'], 'accepted')
      const items = call.env.lineItems.get(quote.id) ?? []
      return acceptQuote(call, quote, items, isRecurring(items))
    },
    'POST /v1/quotes/{id}/cancel': (call) => {
      const quote = ofCall(call)
      requireStatus(quote, ['draft', 'open'], 'canceled')
      return move(call, quote, 'canceled', {})
    },
  },
  includes: {
    quote: { line_items: ({ id }, { env }) => expandedItems(env, id, `/v1/quotes/${id}/line_items`) },
  },
}
