import type Stripe from 'stripe'
import { cancelSubscription } from '../payments/cancel-subscription'
import { noteBalance } from '../payments/customer-balance'
import { dropCustomerDiscount, giveCustomerDiscount } from '../payments/customer-discount'
import { addressOf, shippingOf } from '../protocol/address'
import { invalid, missing, missingParam } from '../protocol/errors'
import { all, allWith, find, findParam } from '../protocol/find'
import { matching, pageOf, pageOfType } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import type { Older } from '../protocol/older'
import { searchPage } from '../protocol/search'
import { isOnClock } from '../protocol/test-clock'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, PaymentMethod, Subscription } from '../wire'
import { attach, checkAttachable, paymentMethodFor } from './payment-methods'

const LONGEST_EMAIL = 512

const checkEmail = (email: string | undefined): void => {
  if (!email) return
  if (email.length > LONGEST_EMAIL || !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw invalid(`Invalid email address: ${email.slice(0, 100)}`, 'email', 'email_invalid')
  }
}

const DEFAULT_METHOD = 'invoice_settings[default_payment_method]'

/** Fields that stand in a customer only when they were given. */
const NAMES = ['business_name', 'individual_name'] as const

const namesOf = (params: Pick<Stripe.CustomerUpdateParams, (typeof NAMES)[number]>): Partial<Customer> =>
  Object.fromEntries(NAMES.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name] || undefined]])))

/**
 * A customer, not stored yet. @see docs.stripe.com/api/customers/create
 * @param method the ID of the default payment method
 */
export const buildCustomer = (
  scene: Scene,
  params: Stripe.CustomerCreateParams,
  method: string | null = null
): Customer => {
  const { sandbox, env } = scene
  checkEmail(params.email)
  if (params.test_clock) findParam(env, 'test_helpers.test_clock', params.test_clock, 'test_clock')
  const id = sandbox.ids.make('cus')
  return {
    ...{ id, object: 'customer', address: addressOf(params.address), balance: params.balance ?? 0 },
    ...{ created: seconds(scene), currency: null, default_source: null, delinquent: false },
    ...{ description: params.description || null, discount: null, email: params.email || null },
    invoice_prefix: params.invoice_prefix ?? sandbox.ids.text(8).toUpperCase(),
    invoice_settings: {
      custom_fields: params.invoice_settings?.custom_fields || null,
      default_payment_method: method,
      footer: params.invoice_settings?.footer || null,
      rendering_options: null,
    },
    ...{ livemode: env.livemode, metadata: mergeMetadata(null, params.metadata), name: params.name || null },
    ...{ next_invoice_sequence: params.next_invoice_sequence ?? 1, phone: params.phone || null },
    preferred_locales: params.preferred_locales ?? [],
    ...namesOf(params),
    shipping: shippingOf(params.shipping),
    ...{ tax_exempt: params.tax_exempt || 'none', test_clock: params.test_clock ?? null },
  } satisfies Customer as Customer
}

/** What a customer begins with. */
const noteInitial = (scene: Scene, { balance: amount, currency, id }: Customer): void => {
  if (amount === 0) return
  noteBalance(scene, { customer: id, before: 0, amount, currency: currency ?? 'usd', type: 'initial' })
}

/** Makes a customer; also on a payment page. */
export const createCustomer = (scene: Scene, params: Stripe.CustomerCreateParams): Customer => {
  // A payment method that cannot be attached leaves no customer behind.
  // A token of older integrations is kept as a payment method, too.
  const source = params.payment_method ?? params.source
  const method = source
    ? paymentMethodFor(scene, source, params.payment_method ? 'payment_method' : 'source')
    : undefined
  if (method) checkAttachable(scene, method)
  const chosen = params.invoice_settings?.default_payment_method
  if (chosen && chosen !== params.payment_method) throw missingParam('PaymentMethod', chosen, DEFAULT_METHOD)
  const customer = buildCustomer(scene, params, chosen ? (method?.id ?? null) : null)
  noteInitial(scene, scene.env.store.insert(customer))
  emit(scene, 'customer.created', customer)
  if (method) attach(scene, method, customer.id)
  return customer
}

const settingsPatch = (customer: Customer, params: Stripe.CustomerUpdateParams): Partial<Customer> => {
  const settings = params.invoice_settings
  if (!settings) return {}
  const method = settings.default_payment_method
  return {
    invoice_settings: {
      ...customer.invoice_settings,
      ...(method !== undefined && { default_payment_method: method || null }),
      ...(settings.footer !== undefined && { footer: settings.footer || null }),
      ...(settings.custom_fields !== undefined && { custom_fields: settings.custom_fields || null }),
    },
  }
}

/** What is charged by default must be the customer's own. */
const checkMethod = (scene: Scene, customer: Customer, id: string | undefined): void => {
  if (!id) return
  const method = findParam<PaymentMethod>(scene.env, 'payment_method', id, DEFAULT_METHOD)
  if (method.customer === customer.id) return
  throw invalid(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    DEFAULT_METHOD,
    'resource_missing'
  )
}

/** Deletes a customer: subscriptions end, cards are let go of. @see docs.stripe.com/api/customers/delete */
export const removeCustomer = (scene: Scene, customer: Customer): void => {
  const own = <T extends { customer: unknown }>(type: string) =>
    all<T>(scene.env, type).filter((object) => object.customer === customer.id)
  for (const subscription of own<Subscription>('subscription')) {
    if (!['canceled', 'incomplete_expired'].includes(subscription.status)) cancelSubscription(scene, subscription)
  }
  for (const method of own<PaymentMethod>('payment_method')) scene.env.store.replace({ ...method, customer: null })
  scene.env.store.remove(customer.id)
  emit(scene, 'customer.deleted', customer)
}

/** A balance that is set is adjusted to what it shall be. */
const noteAdjustment = (scene: Scene, { id, balance, currency }: Customer, wanted: number | undefined): void => {
  if (wanted === undefined || wanted === balance) return
  noteBalance(scene, { customer: id, amount: wanted - balance, currency: currency ?? 'usd', type: 'adjustment' })
}

/** Older requests give a coupon to a customer, or an empty text for none. */
const withCoupon = (scene: Scene, customer: Customer, { coupon }: Older): Customer => {
  if (coupon === undefined) return customer
  if (coupon !== '') return giveCustomerDiscount(scene, customer.id, coupon)
  if (customer.discount) dropCustomerDiscount(scene, customer)
  return { ...customer, discount: null }
}

const TEXTS = ['description', 'email', 'name', 'phone'] as const

const patchOf = (customer: Customer, params: Stripe.CustomerUpdateParams): Partial<Customer> => ({
  ...Object.fromEntries(
    TEXTS.filter((field) => params[field] !== undefined).map((field) => [field, params[field] || null])
  ),
  ...(params.address !== undefined && { address: addressOf(params.address) }),
  ...(params.shipping !== undefined && { shipping: shippingOf(params.shipping) }),
  ...(params.balance !== undefined && { balance: params.balance }),
  ...(params.invoice_prefix !== undefined && { invoice_prefix: params.invoice_prefix }),
  ...(params.next_invoice_sequence !== undefined && { next_invoice_sequence: params.next_invoice_sequence }),
  ...namesOf(params),
  ...(params.preferred_locales !== undefined && { preferred_locales: params.preferred_locales }),
  ...(params.tax_exempt !== undefined && { tax_exempt: params.tax_exempt || 'none' }),
  ...settingsPatch(customer, params),
  metadata: mergeMetadata(customer.metadata, params.metadata),
})

export const customers: Resource = {
  routes: {
    'POST /v1/customers': (call) =>
      withCoupon(call, createCustomer(call, call.params as Stripe.CustomerCreateParams), call.params),
    'GET /v1/customers': (call) => {
      const { email, test_clock: clock } = call.params as Stripe.CustomerListParams
      const matches = (customer: Customer) => isOnClock(customer, clock)
      // The filter is case-sensitive. @see docs.stripe.com/api/customers/list
      return email === undefined
        ? pageOfType<Customer>(call, 'customer', matches, '/v1/customers')
        : pageOf(call, allWith<Customer>(call.env, 'customer', 'email', email).filter(matches), '/v1/customers')
    },
    'GET /v1/customers/search': (call) =>
      searchPage(
        call,
        'customer',
        { created: 'number', email: 'text', name: 'text', phone: 'text' },
        '/v1/customers/search'
      ),
    'GET /v1/customers/{id}': ({ env, id }) => {
      // A deleted customer is still shown, as deleted.
      const stub = env.store.get(id)
      return stub?.object === 'customer' ? stub : find(env, 'customer', id)
    },
    'POST /v1/customers/{id}': (call) => {
      const customer = find<Customer>(call.env, 'customer', call.id)
      const params = call.params as Stripe.CustomerUpdateParams
      checkEmail(params.email)
      checkMethod(call, customer, params.invoice_settings?.default_payment_method)
      noteAdjustment(call, customer, params.balance)
      return withCoupon(call, change(call, customer, patchOf(customer, params), 'customer.updated'), call.params)
    },
    'DELETE /v1/customers/{id}': (call) => {
      const customer = find<Customer>(call.env, 'customer', call.id)
      removeCustomer(call, customer)
      return { id: customer.id, object: 'customer', deleted: true }
    },
    'GET /v1/customers/{id}/payment_methods': (call) => {
      const { id } = find<Customer>(call.env, 'customer', call.id)
      const found = all<PaymentMethod>(call.env, 'payment_method')
        .filter(({ customer }) => customer === id)
        .filter(matching(call.params, ['type', 'allow_redisplay']))
      return pageOf(call, found, `/v1/customers/${id}/payment_methods`)
    },
    'GET /v1/customers/{id}/payment_methods/{id}': (call) => {
      const method = find<PaymentMethod>(call.env, 'payment_method', call.ids[1] ?? '')
      if (method.customer !== call.id) throw missing('payment_method', method.id)
      return method
    },
  },
}
