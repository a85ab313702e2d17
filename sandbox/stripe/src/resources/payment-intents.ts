import type Stripe from 'stripe'
import { settleByIntent } from '../payments/collect-invoice'
import { createIntent, payIntent } from '../payments/pay-intent'
import { shippingOf } from '../protocol/address'
import { invalid, notModelled, StripeApiError } from '../protocol/errors'
import { all, find, findParam } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency, checkTotal } from '../protocol/money'
import { searchPage } from '../protocol/search'
import { type Call, type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Charge, PaymentIntent, PaymentMethod, Session } from '../wire'
import { takenFields } from './charges'
import { cardError, paymentMethodFor } from './payment-methods'

/** 402 with the intent inside, as Stripe answers a confirmation that was declined. */
const declinedError = (scene: Scene, intent: PaymentIntent): StripeApiError => {
  const error = intent.last_payment_error
  return cardError(
    { code: error?.code ?? 'card_declined', declineCode: error?.decline_code ?? '', message: error?.message ?? '' },
    { charge: intent.latest_charge, payment_intent: find(scene.env, 'payment_intent', intent.id) }
  )
}

const unexpectedState = (intent: PaymentIntent, message: string): StripeApiError =>
  new StripeApiError(400, {
    ...{ type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message, payment_intent: intent },
  })

const CONFIRMABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action']
const CANCELABLE = ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action']

const notIn = (intent: PaymentIntent, done: string, allowed: readonly string[]): string =>
  `because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ${done}: ${allowed.join(', ')}.`

/** What a checkout session made is the session's: it is expired instead. @see docs.stripe.com/api/payment_intents/cancel */
const checkOwn = (scene: Scene, { id }: PaymentIntent): void => {
  const isOf = (session: Session) => session.payment_intent === id
  if (!all<Session>(scene.env, 'checkout.session').some(isOf)) return
  throw invalid('You cannot perform this action on PaymentIntents created by Checkout.')
}

const checkAllowed = ({ allowed_payment_method_types: allowed }: PaymentIntent, { type }: PaymentMethod): void => {
  if (!allowed || allowed.some((one) => one === type)) return
  throw invalid(
    `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent. Its types are: ${allowed.join(', ')}.`,
    'payment_method',
    'payment_intent_incompatible_payment_method'
  )
}

const confirm = (scene: Scene, intent: PaymentIntent, methodId: string | null | undefined): PaymentIntent => {
  if (intent.status === 'succeeded') {
    throw unexpectedState(
      intent,
      'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
    )
  }
  if (!CONFIRMABLE.includes(intent.status)) {
    throw unexpectedState(intent, `You cannot confirm this PaymentIntent ${notIn(intent, 'confirmed', CONFIRMABLE)}`)
  }
  checkOwn(scene, intent)
  if (!methodId) {
    throw invalid(
      'You cannot confirm this PaymentIntent because it is missing a payment method.',
      'payment_method',
      'payment_intent_unexpected_state'
    )
  }
  const method = paymentMethodFor(scene, methodId)
  checkAllowed(intent, method)
  const result = payIntent(scene, intent, method)
  if (result.status === 'requires_payment_method') throw declinedError(scene, result)
  settleByIntent(scene, result)
  return result
}

/** Gives up on a payment; what was reserved is released, which Stripe tells as a refund of the charge. */
export const cancelIntent = (
  scene: Scene,
  intent: PaymentIntent,
  reason: PaymentIntent['cancellation_reason']
): PaymentIntent => {
  if (!CANCELABLE.includes(intent.status)) {
    throw unexpectedState(intent, `You cannot cancel this PaymentIntent ${notIn(intent, 'canceled', CANCELABLE)}`)
  }
  if (intent.status === 'requires_capture') release(scene, find(scene.env, 'charge', String(intent.latest_charge)))
  else checkOwn(scene, intent)
  const canceled = scene.env.store.replace({
    ...intent,
    ...{ amount_capturable: 0, canceled_at: seconds(scene), cancellation_reason: reason, status: 'canceled' as const },
  })
  emit(scene, 'payment_intent.canceled', canceled)
  return canceled
}

const release = (scene: Scene, charge: Charge): void =>
  void change(scene, charge, { amount_refunded: charge.amount, refunded: true }, 'charge.refunded')

/** Takes what was reserved, or a part of it; the rest is released. */
const capture = (scene: Scene, intent: PaymentIntent, params: Stripe.PaymentIntentCaptureParams): PaymentIntent => {
  if (intent.status !== 'requires_capture') {
    throw unexpectedState(
      intent,
      `This PaymentIntent could not be captured ${notIn(intent, 'captured', ['requires_capture'])}`
    )
  }
  const { amount_to_capture: amount = intent.amount_capturable, final_capture: isFinal = true } = params
  if (!isFinal) throw notModelled('final_capture=false', 'final_capture')
  if (amount < 1) throw invalid('Invalid positive integer', 'amount_to_capture', 'parameter_invalid_integer')
  if (amount > intent.amount_capturable) {
    throw invalid(
      'The requested capture amount is greater than the amount you can capture for this charge.',
      'amount_to_capture',
      'amount_too_large'
    )
  }
  const charge = find<Charge>(scene.env, 'charge', String(intent.latest_charge))
  change(scene, charge, takenFields(scene, charge, amount), 'charge.captured')
  const captured = scene.env.store.replace({
    ...intent,
    ...{ amount_capturable: 0, amount_received: amount, status: 'succeeded' as const },
    metadata: mergeMetadata(intent.metadata, params.metadata),
  })
  emit(scene, 'payment_intent.succeeded', captured)
  return captured
}

type Settings = Pick<
  Stripe.PaymentIntentUpdateParams,
  'capture_method' | 'setup_future_usage' | 'shipping' | 'statement_descriptor' | 'statement_descriptor_suffix'
>

/** How a payment is made, as far as it is said: before it is confirmed, and when it is. */
const settingsOf = (params: Settings): Partial<PaymentIntent> => {
  const { capture_method, setup_future_usage: usage, shipping } = params
  const { statement_descriptor: whole, statement_descriptor_suffix: suffix } = params
  return {
    ...(capture_method && { capture_method }),
    ...(usage !== undefined && { setup_future_usage: usage || null }),
    ...(shipping !== undefined && { shipping: shippingOf(shipping) }),
    ...(whole !== undefined && { statement_descriptor: whole || null }),
    ...(suffix !== undefined && { statement_descriptor_suffix: suffix || null }),
  }
}

const update = (scene: Scene, intent: PaymentIntent, params: Stripe.PaymentIntentUpdateParams): PaymentIntent => {
  const { amount, customer, description, receipt_email: receiptEmail } = params
  if (amount !== undefined && !CONFIRMABLE.includes(intent.status)) {
    throw unexpectedState(
      intent,
      `This PaymentIntent's amount could not be updated because it has a status of ${intent.status}. You may only update the amount of a PaymentIntent with one of the following statuses: ${CONFIRMABLE.join(', ')}.`
    )
  }
  if (amount !== undefined) checkTotal(amount, intent.currency, 'amount')
  if (customer) findParam(scene.env, 'customer', customer, 'customer')
  const method = params.payment_method ? paymentMethodFor(scene, params.payment_method).id : undefined
  // Stripe sends no event for a changed intent.
  return scene.env.store.replace({
    ...intent,
    ...(amount !== undefined && { amount }),
    ...(customer !== undefined && { customer }),
    ...(description !== undefined && { description }),
    ...(method && { payment_method: method, status: 'requires_confirmation' as const }),
    ...(params.transfer_group !== undefined && { transfer_group: params.transfer_group }),
    ...settingsOf(params),
    ...(receiptEmail !== undefined && { receipt_email: receiptEmail || null }),
    metadata: mergeMetadata(intent.metadata, params.metadata),
  })
}

const ofCall = (call: Call): PaymentIntent => find<PaymentIntent>(call.env, 'payment_intent', call.id)

export const paymentIntents: Resource = {
  routes: {
    'POST /v1/payment_intents': (call) => {
      const params = call.params as unknown as Stripe.PaymentIntentCreateParams
      const currency = checkCurrency(params.currency)
      checkTotal(params.amount, currency, 'amount')
      if (params.amount < 1) throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer')
      if (params.customer) findParam(call.env, 'customer', params.customer, 'customer')
      const { shipping, ...rest } = params
      const created = createIntent(call, { ...rest, currency, shipping: shippingOf(shipping) })
      const method = params.payment_method ? paymentMethodFor(call, params.payment_method) : undefined
      const intent = method
        ? call.env.store.replace({ ...created, payment_method: method.id, status: 'requires_confirmation' as const })
        : created
      return params.confirm ? confirm(call, intent, method?.id) : intent
    },
    'GET /v1/payment_intents': (call) => {
      const found = all<PaymentIntent>(call.env, 'payment_intent').filter(matching(call.params, ['customer']))
      return pageOf(call, found, '/v1/payment_intents')
    },
    'GET /v1/payment_intents/search': (call) =>
      searchPage(
        call,
        'payment_intent',
        { amount: 'number', created: 'number', currency: 'token', customer: 'token', status: 'token' },
        '/v1/payment_intents/search'
      ),
    'GET /v1/payment_intents/{id}': ({ env, id }) => find(env, 'payment_intent', id),
    'POST /v1/payment_intents/{id}': (call) => update(call, ofCall(call), call.params),
    'POST /v1/payment_intents/{id}/confirm': (call) => {
      const { payment_method, receipt_email: email, ...params } = call.params as Stripe.PaymentIntentConfirmParams
      const settings = {
        ...settingsOf(params as Settings),
        ...(email !== undefined && { receipt_email: email || null }),
      }
      const before = ofCall(call)
      const isOpen = CONFIRMABLE.includes(before.status) && Object.keys(settings).length > 0
      const intent = isOpen ? call.env.store.replace({ ...before, ...settings }) : before
      return confirm(call, intent, payment_method ?? (intent.payment_method as string | null))
    },
    'POST /v1/payment_intents/{id}/capture': (call) => capture(call, ofCall(call), call.params),
    'POST /v1/payment_intents/{id}/cancel': (call) => {
      const { cancellation_reason: reason } = call.params as Stripe.PaymentIntentCancelParams
      return cancelIntent(call, ofCall(call), reason ?? null)
    },
  },
}
