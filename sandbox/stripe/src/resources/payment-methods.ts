import type Stripe from 'stripe'
import { bankAccountByIban } from '../payments/test-accounts'
import { cardByName, cardByNumber, type Decline, type TestCard } from '../payments/test-cards'
import { addressOf } from '../protocol/address'
import { invalid, missingParam, StripeApiError } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, PaymentMethod, Subscription } from '../wire'

export interface BillingDetails {
  email?: string | null
  name?: string | null
}

const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

const cardOf = (card: TestCard, year: number): PaymentMethod['card'] =>
  ({
    ...{ brand: card.brand, checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' } },
    ...{ country: 'US', display_brand: card.brand, exp_month: 12, exp_year: year, fingerprint: `fp_${card.last4}` },
    ...{ funding: 'credit', generated_from: null, last4: card.last4, regulated_status: 'unregulated' },
    networks: { available: [card.brand], preferred: null },
    ...{ three_d_secure_usage: { supported: true }, wallet: null },
  }) satisfies PaymentMethod['card'] as PaymentMethod['card']

const usBankAccountOf = (last4: string): PaymentMethod['us_bank_account'] => ({
  ...{ account_holder_type: 'individual', account_type: 'checking', bank_name: 'STRIPE TEST BANK' },
  ...{ financial_connections_account: null, fingerprint: `fp_${last4}`, last4 },
  ...{ networks: { preferred: 'ach', supported: ['ach'] }, routing_number: '110000000', status_details: null },
})

/** A payment method's type, and the field of that name. */
const kindOf = ({ sandbox }: Scene, card: TestCard): Pick<PaymentMethod, 'type'> & Partial<PaymentMethod> => {
  const { bankAccount: account, last4 } = card
  if (!account) return { type: 'card', card: cardOf(card, new Date(sandbox.clock.now()).getUTCFullYear() + 4) }
  if (account.type === 'us_bank_account') return { type: 'us_bank_account', us_bank_account: usBankAccountOf(last4) }
  const { bankCode, branchCode, country } = account
  return {
    type: 'sepa_debit',
    sepa_debit: {
      ...{ bank_code: bankCode, branch_code: branchCode, country, fingerprint: `fp_${last4}`, generated_from: null },
      last4,
    },
  }
}

/** Whom a payment method belongs to, with what is given of it; an empty text unsets. */
const billingOf = (
  before: PaymentMethod['billing_details'],
  { address, email, name, phone, tax_id }: Stripe.PaymentMethodUpdateParams.BillingDetails = {}
): PaymentMethod['billing_details'] => ({
  ...before,
  ...(address !== undefined && { address: address ? addressOf(address) : NO_ADDRESS }),
  ...(email !== undefined && { email: email || null }),
  ...(name !== undefined && { name: name || null }),
  ...(phone !== undefined && { phone: phone || null }),
  ...(tax_id !== undefined && { tax_id }),
})

/** The test card a payment method was made from. */
export const cardBehind = (scene: Scene, paymentMethod: string): TestCard | undefined =>
  scene.env.cards.get(paymentMethod)

/** Makes a payment method from a test card. */
export const createPaymentMethod = (
  scene: Scene,
  card: TestCard,
  billing: BillingDetails = {},
  more: (method: PaymentMethod) => Partial<PaymentMethod> = () => ({})
): PaymentMethod => {
  const { sandbox, env } = scene
  const method = {
    ...{ id: sandbox.ids.make('pm'), object: 'payment_method', allow_redisplay: 'unspecified' },
    billing_details: {
      address: NO_ADDRESS,
      ...{ email: billing.email ?? null, name: billing.name ?? null, phone: null, tax_id: null },
    },
    ...{ created: seconds(scene), customer: null, customer_account: null, livemode: env.livemode, metadata: {} },
    ...kindOf(scene, card),
  } satisfies PaymentMethod as PaymentMethod
  env.cards.set(method.id, card)
  return env.store.insert({ ...method, ...more(method) })
}

/** A payment method by its ID, or a new one for a name such as `pm_card_visa`. */
export const paymentMethodFor = (scene: Scene, id: string, param = 'payment_method'): PaymentMethod => {
  const card = cardByName(id)
  if (card) return createPaymentMethod(scene, card)
  return findParam<PaymentMethod>(scene.env, 'payment_method', id, param)
}

/** 402: what the bank says. */
export const cardError = ({ code, declineCode, message }: Decline, extra: object = {}): StripeApiError =>
  new StripeApiError(402, { type: 'card_error', code, decline_code: declineCode, message, ...extra })

/** Whether a payment method can be kept with a customer. Test cards that are declined cannot. */
export const checkAttachable = (scene: Scene, method: PaymentMethod): void => {
  const card = cardBehind(scene, method.id)
  if (card?.decline && !card.attachable) throw cardError(card.decline)
}

/** Keeps a payment method with a customer. */
export const attach = (scene: Scene, method: PaymentMethod, customer: string): PaymentMethod => {
  checkAttachable(scene, method)
  if (method.customer && method.customer !== customer) {
    throw invalid('The payment method you provided has already been attached to a customer.', 'payment_method')
  }
  if (method.customer === customer) return method
  if (scene.env.detached.has(method.id)) {
    throw invalid(
      'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.',
      'payment_method'
    )
  }
  const attached = { ...method, customer }
  scene.env.store.replace(attached)
  emit(scene, 'payment_method.attached', attached)
  return attached
}

const accountFromParams = ({ sepa_debit: sepa }: Stripe.PaymentMethodCreateParams): TestCard => {
  if (!sepa) throw invalid('Missing required param: sepa_debit.', 'sepa_debit', 'parameter_missing')
  const account = bankAccountByIban(sepa.iban)
  if (!account) throw invalid('The IBAN you provided is invalid.', 'sepa_debit[iban]', 'invalid_bank_account_iban')
  return account
}

const cardFromParams = (params: Stripe.PaymentMethodCreateParams): TestCard => {
  const { card, type } = params
  if (type === 'sepa_debit') return accountFromParams(params)
  if (type !== undefined && type !== 'card')
    throw new StripeApiError(501, {
      type: 'api_error',
      message: `Payment methods of type ${type} are not modelled by this sandbox.`,
    })
  if (card && 'token' in card && card.token) {
    const known = cardByName(card.token)
    if (!known) throw missingParam('token', card.token, 'card[token]')
    return known
  }
  if (card && 'number' in card && cardByNumber(String(card.number))) {
    throw new StripeApiError(402, {
      type: 'card_error',
      message:
        'Sending credit card numbers directly to the Stripe API is generally unsafe. Use a test token such as tok_visa instead.',
    })
  }
  throw invalid('Missing required param: card.', 'card', 'parameter_missing')
}

/** What was charged by default is not any more. */
const letGo = (scene: Scene, { customer: owner, id }: PaymentMethod): void => {
  const customer = find<Customer>(scene.env, 'customer', idOf(owner) ?? '')
  if (idOf(customer.invoice_settings.default_payment_method) === id) {
    const settings = { ...customer.invoice_settings, default_payment_method: null }
    change(scene, customer, { invoice_settings: settings }, 'customer.updated')
  }
  for (const subscription of all<Subscription>(scene.env, 'subscription')) {
    if (subscription.default_payment_method !== id) continue
    change(scene, subscription, { default_payment_method: null }, 'customer.subscription.updated')
  }
}

export const paymentMethods: Resource = {
  routes: {
    'POST /v1/payment_methods': (call) => {
      const params = call.params as Stripe.PaymentMethodCreateParams
      const { allow_redisplay, billing_details: billing, metadata } = params
      return createPaymentMethod(call, cardFromParams(params), {}, (method) => ({
        ...(allow_redisplay && { allow_redisplay }),
        billing_details: billingOf(method.billing_details, billing),
        metadata: mergeMetadata(null, metadata),
      }))
    },
    'GET /v1/payment_methods': (call) => {
      const { customer } = call.params as Stripe.PaymentMethodListParams
      if (customer) findParam(call.env, 'customer', customer, 'customer')
      const found = all<PaymentMethod>(call.env, 'payment_method').filter(
        matching(call.params, ['customer', 'type', 'allow_redisplay'])
      )
      return pageOf(call, found, '/v1/payment_methods')
    },
    'GET /v1/payment_methods/{id}': ({ env, id }) => find(env, 'payment_method', id),
    'POST /v1/payment_methods/{id}': (call) => {
      const method = find<PaymentMethod>(call.env, 'payment_method', call.id)
      const { allow_redisplay, billing_details: billing, metadata } = call.params as Stripe.PaymentMethodUpdateParams
      const patch = {
        ...(allow_redisplay && { allow_redisplay }),
        ...(billing && { billing_details: billingOf(method.billing_details, billing) }),
        metadata: mergeMetadata(method.metadata, metadata),
      }
      return change(call, method, patch, 'payment_method.updated')
    },
    'POST /v1/payment_methods/{id}/attach': (call) => {
      const { customer } = call.params as unknown as Stripe.PaymentMethodAttachParams
      if (!customer) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
      const method = cardByName(call.id)
        ? paymentMethodFor(call, call.id)
        : find<PaymentMethod>(call.env, 'payment_method', call.id)
      return attach(call, method, findParam(call.env, 'customer', customer, 'customer').id)
    },
    'POST /v1/payment_methods/{id}/detach': (call) => {
      const method = find<PaymentMethod>(call.env, 'payment_method', call.id)
      if (!method.customer) {
        throw invalid(
          `The payment method you provided is not attached to a customer so detachment is impossible.`,
          'payment_method'
        )
      }
      letGo(call, method)
      const detached = { ...method, customer: null }
      call.env.store.replace(detached)
      call.env.detached.set(method.id, true)
      emit(call, 'payment_method.detached', detached, { customer: method.customer })
      return detached
    },
  },
}
