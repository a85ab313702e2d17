import type Stripe from 'stripe'
import { at } from '../agenda'
import { createIntent } from '../payments/build-intent'
import { invalid, StripeApiError } from '../protocol/errors'
import { all, find, findParam } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency, checkTotal } from '../protocol/money'
import { searchPage } from '../protocol/search'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Charge, PaymentIntent, PaymentMethod, Session } from '../wire'
import { createCharge, failedFields, paidFields } from './charges'
import { disputeCharge } from './disputes'
import { attach, cardBehind, cardError, paymentMethodFor } from './payment-methods'

const lastError = (scene: Scene, charge: Charge, method: PaymentMethod): PaymentIntent['last_payment_error'] =>
  ({
    type: 'card_error',
    code: charge.failure_code ?? undefined,
    decline_code: cardBehind(scene, method.id)?.decline?.declineCode,
    message: charge.failure_message ?? undefined,
    charge: charge.id,
    payment_method: method,
  }) as unknown as PaymentIntent['last_payment_error']

/**
 * Tries to pay an intent. The result is in its status: `succeeded`, `requires_capture`, `requires_action`, `processing`
 * (a debit, settled later), or `requires_payment_method` again with the reason in `last_payment_error`.
 */
export const payIntent = (scene: Scene, intent: PaymentIntent, method: PaymentMethod): PaymentIntent => {
  const card = cardBehind(scene, method.id)
  if (card?.authentication) return requireAction(scene, intent, method)
  if (card?.bankAccount) return beginDebit(scene, intent, method, card.bankAccount.settlesAfter)
  const charge = createCharge(scene, intent, method)
  if (!charge.paid) return fail(scene, intent, charge, method)
  const paid = intent.capture_method === 'manual' ? reserve(scene, intent, charge) : succeed(scene, intent, charge)
  if (card?.dispute) disputeCharge(scene, charge, card.dispute)
  return paid
}

const fail = (scene: Scene, intent: PaymentIntent, charge: Charge, method: PaymentMethod): PaymentIntent => {
  const failed = scene.env.store.replace({
    ...intent,
    ...{ latest_charge: charge.id, last_payment_error: lastError(scene, charge, method), payment_method: null },
    ...{ next_action: null, status: 'requires_payment_method' as const },
  })
  emit(scene, 'payment_intent.payment_failed', failed)
  return failed
}

const used = (intent: PaymentIntent, charge: Charge): PaymentIntent => ({
  ...intent,
  ...{ latest_charge: charge.id, last_payment_error: null, payment_method: charge.payment_method, next_action: null },
})

const succeed = (scene: Scene, intent: PaymentIntent, charge: Charge): PaymentIntent => {
  const paid = scene.env.store.replace({
    ...used(intent, charge),
    ...{ amount_received: intent.amount, status: 'succeeded' as const },
  })
  emit(scene, 'payment_intent.succeeded', paid)
  return paid
}

const reserve = (scene: Scene, intent: PaymentIntent, charge: Charge): PaymentIntent => {
  const reserved = scene.env.store.replace({
    ...used(intent, charge),
    ...{ amount_capturable: intent.amount, status: 'requires_capture' as const },
  })
  emit(scene, 'payment_intent.amount_capturable_updated', reserved)
  return reserved
}

const beginDebit = (
  scene: Scene,
  intent: PaymentIntent,
  method: PaymentMethod,
  settlesAfter: number
): PaymentIntent => {
  const charge = createCharge(scene, intent, method)
  const processing = scene.env.store.replace({ ...used(intent, charge), status: 'processing' as const })
  emit(scene, 'payment_intent.processing', processing)
  at(scene, seconds(scene) + settlesAfter, (later) => endDebit(later, intent.id))
  return processing
}

const endDebit = (scene: Scene, id: string): void => {
  const { env } = scene
  const intent = find<PaymentIntent>(env, 'payment_intent', id)
  if (intent.status !== 'processing') return
  const pending = find<Charge>(env, 'charge', String(intent.latest_charge))
  const method = find<PaymentMethod>(env, 'payment_method', String(pending.payment_method))
  const declined = cardBehind(scene, method.id)?.decline
  const charge = env.store.replace({ ...pending, ...(declined ? failedFields(declined) : paidFields(scene, pending)) })
  emit(scene, declined ? 'charge.failed' : 'charge.succeeded', charge)
  if (declined) fail(scene, intent, charge, method)
  else succeed(scene, intent, charge)
  endSession(scene, id, !declined)
}

/** A session that was completed before its money came. */
const endSession = (scene: Scene, intent: string, isPaid: boolean): void => {
  const session = all<Session>(scene.env, 'checkout.session').find(({ payment_intent }) => payment_intent === intent)
  if (!session) return
  const ended = isPaid ? scene.env.store.replace({ ...session, payment_status: 'paid' as const }) : session
  emit(scene, `checkout.session.async_payment_${isPaid ? 'succeeded' : 'failed'}`, ended)
}

const requireAction = (scene: Scene, intent: PaymentIntent, method: PaymentMethod): PaymentIntent => {
  const waiting = scene.env.store.replace({
    ...intent,
    payment_method: method.id,
    next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} } as PaymentIntent['next_action'],
    status: 'requires_action' as const,
  })
  emit(scene, 'payment_intent.requires_action', waiting)
  return waiting
}

/** 402 with the intent inside, as Stripe answers a confirmation that was declined. */
const declinedError = (scene: Scene, intent: PaymentIntent): StripeApiError => {
  const error = intent.last_payment_error
  return cardError(
    { code: error?.code ?? 'card_declined', declineCode: error?.decline_code ?? '', message: error?.message ?? '' },
    { charge: intent.latest_charge, payment_intent: find(scene.env, 'payment_intent', intent.id) }
  )
}

const unexpectedState = (intent: PaymentIntent, verb: string): StripeApiError =>
  new StripeApiError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    payment_intent: intent,
  })

const checkAllowed = ({ allowed_payment_method_types: allowed }: PaymentIntent, { type }: PaymentMethod): void => {
  if (!allowed || allowed.some((one) => one === type)) return
  throw invalid(
    `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent. Its types are: ${allowed.join(', ')}.`,
    'payment_method',
    'payment_intent_incompatible_payment_method'
  )
}

const confirm = (scene: Scene, intent: PaymentIntent, methodId: string | null | undefined): PaymentIntent => {
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
    throw unexpectedState(intent, 'confirm')
  }
  if (!methodId) {
    throw invalid(
      'You cannot confirm this PaymentIntent because it is missing a payment method.',
      'payment_method',
      'payment_intent_unexpected_state'
    )
  }
  const method = paymentMethodFor(scene, methodId)
  checkAllowed(intent, method)
  if (intent.customer && intent.setup_future_usage) attach(scene, method, String(intent.customer))
  const result = payIntent(scene, intent, method)
  if (result.status === 'requires_payment_method') throw declinedError(scene, result)
  return result
}

/** Gives up on a payment; what was reserved is released. */
export const cancelIntent = (
  scene: Scene,
  intent: PaymentIntent,
  reason: PaymentIntent['cancellation_reason']
): PaymentIntent => {
  if (['succeeded', 'canceled', 'processing'].includes(intent.status)) throw unexpectedState(intent, 'cancel')
  const canceled = scene.env.store.replace({
    ...intent,
    ...{ amount_capturable: 0, canceled_at: seconds(scene), cancellation_reason: reason, status: 'canceled' as const },
  })
  emit(scene, 'payment_intent.canceled', canceled)
  return canceled
}

export const paymentIntents: Resource = {
  routes: {
    'POST /v1/payment_intents': (call) => {
      const params = call.params as unknown as Stripe.PaymentIntentCreateParams
      const currency = checkCurrency(params.currency)
      checkTotal(params.amount, currency, 'amount')
      if (params.amount < 1) throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer')
      if (params.customer) findParam(call.env, 'customer', params.customer, 'customer')
      const { capture_method, setup_future_usage, ...rest } = params
      const created = createIntent(call, { ...rest, currency, capture_method, setup_future_usage })
      const method = params.payment_method ? paymentMethodFor(call, params.payment_method) : undefined
      const intent = method
        ? call.env.store.replace({ ...created, payment_method: method.id, status: 'requires_confirmation' as const })
        : created
      return params.confirm ? confirm(call, intent, method?.id) : intent
    },
    'GET /v1/payment_intents': (call) => {
      const { customer } = call.params as Stripe.PaymentIntentListParams
      const found = all<PaymentIntent>(call.env, 'payment_intent').filter(
        (intent) => customer === undefined || intent.customer === customer
      )
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
    'POST /v1/payment_intents/{id}': (call) => {
      const intent = find<PaymentIntent>(call.env, 'payment_intent', call.id)
      const params = call.params as Stripe.PaymentIntentUpdateParams
      // Stripe sends no event for a changed intent.
      return call.env.store.replace({
        ...intent,
        ...(params.amount !== undefined && { amount: params.amount }),
        ...(params.description !== undefined && { description: params.description }),
        ...(params.receipt_email !== undefined && { receipt_email: params.receipt_email || null }),
        metadata: mergeMetadata(intent.metadata, params.metadata),
      })
    },
    'POST /v1/payment_intents/{id}/confirm': (call) => {
      const intent = find<PaymentIntent>(call.env, 'payment_intent', call.id)
      const { payment_method } = call.params as Stripe.PaymentIntentConfirmParams
      return confirm(call, intent, payment_method ?? (intent.payment_method as string | null))
    },
    'POST /v1/payment_intents/{id}/capture': (call) => {
      const intent = find<PaymentIntent>(call.env, 'payment_intent', call.id)
      if (intent.status !== 'requires_capture') throw unexpectedState(intent, 'capture')
      const { amount_to_capture: amount = intent.amount_capturable } = call.params as Stripe.PaymentIntentCaptureParams
      if (amount > intent.amount_capturable)
        throw invalid('The amount to capture is too large.', 'amount_to_capture', 'amount_too_large')
      const charge = find<Charge>(call.env, 'charge', String(intent.latest_charge))
      change(
        call,
        charge,
        { amount_captured: amount, captured: true, balance_transaction: call.sandbox.ids.make('txn') },
        'charge.captured'
      )
      const captured = call.env.store.replace({
        ...intent,
        amount_capturable: 0,
        amount_received: amount,
        status: 'succeeded' as const,
      })
      emit(call, 'payment_intent.succeeded', captured)
      return captured
    },
    'POST /v1/payment_intents/{id}/cancel': (call) => {
      const intent = find<PaymentIntent>(call.env, 'payment_intent', call.id)
      const { cancellation_reason: reason } = call.params as Stripe.PaymentIntentCancelParams
      return cancelIntent(call, intent, reason ?? null)
    },
  },
}
