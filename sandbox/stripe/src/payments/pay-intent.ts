import { at, type Work } from '../agenda'
import { all, find } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { createCharge, failedFields, paidFields } from '../resources/charges'
import { disputeCharge } from '../resources/disputes'
import { attach, cardBehind } from '../resources/payment-methods'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Charge, PaymentIntent, PaymentMethod, Session } from '../wire'
import { settleByIntent } from './collect-invoice'

/** What a payment intent is made of, by the API or by a payment page. */
export interface IntentParams {
  amount: number
  currency: string
  customer?: string | null | undefined
  description?: string | null | undefined
  metadata?: unknown
  receipt_email?: string | null | undefined
  capture_method?: PaymentIntent['capture_method'] | undefined
  setup_future_usage?: PaymentIntent['setup_future_usage'] | undefined
  statement_descriptor?: string | null | undefined
  statement_descriptor_suffix?: string | null | undefined
  shipping?: PaymentIntent['shipping'] | undefined
  transfer_group?: string | null | undefined
  confirmation_method?: PaymentIntent['confirmation_method'] | undefined
  /** Nothing else can pay it. */
  allowed_payment_method_types?: PaymentIntent['allowed_payment_method_types'] | undefined
}

/** Makes a payment intent. @see docs.stripe.com/api/payment_intents/create */
export const createIntent = (scene: Scene, params: IntentParams): PaymentIntent => {
  const { sandbox, env } = scene
  const id = sandbox.ids.make('pi')
  const intent = {
    ...{
      id,
      object: 'payment_intent',
      allowed_payment_method_types: params.allowed_payment_method_types ?? null,
      amount: params.amount,
      amount_capturable: 0,
    },
    ...{ amount_details: { tip: {} }, amount_received: 0, application: null, application_fee_amount: null },
    ...{ automatic_payment_methods: { allow_redirects: 'always', enabled: true }, canceled_at: null },
    ...{ cancellation_reason: null, capture_method: params.capture_method ?? 'automatic_async' },
    ...{
      client_secret: `${id}_secret_${sandbox.ids.text(25)}`,
      confirmation_method: params.confirmation_method ?? 'automatic',
      created: seconds(scene),
    },
    ...{ currency: params.currency, customer: params.customer ?? null, customer_account: null },
    ...{ description: params.description ?? null, excluded_payment_method_types: null, last_payment_error: null },
    ...{ latest_charge: null, livemode: env.livemode, managed_payments: null },
    ...{ metadata: mergeMetadata(null, params.metadata), next_action: null, on_behalf_of: null, payment_method: null },
    ...{
      payment_method_configuration_details: null,
      payment_method_options: null,
      payment_method_types: params.allowed_payment_method_types ?? ['card'],
    },
    ...{ payment_record: null, processing: null, receipt_email: params.receipt_email ?? null, review: null },
    ...{ setup_future_usage: params.setup_future_usage ?? null, shipping: params.shipping ?? null, source: null },
    statement_descriptor: params.statement_descriptor ?? null,
    ...{ statement_descriptor_suffix: params.statement_descriptor_suffix ?? null, status: 'requires_payment_method' },
    ...{ transfer_data: null, transfer_group: params.transfer_group ?? null },
  } satisfies PaymentIntent as PaymentIntent
  env.store.insert(intent)
  emit(scene, 'payment_intent.created', intent)
  return intent
}

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

/** A payment method that may be charged again is kept with its customer, once it has paid. */
const keepMethod = (scene: Scene, intent: PaymentIntent, charge: Charge): void => {
  if (!intent.customer || !intent.setup_future_usage) return
  attach(
    scene,
    find<PaymentMethod>(scene.env, 'payment_method', String(charge.payment_method)),
    String(intent.customer)
  )
}

const succeed = (scene: Scene, intent: PaymentIntent, charge: Charge): PaymentIntent => {
  keepMethod(scene, intent, charge)
  const paid = scene.env.store.replace({
    ...used(intent, charge),
    ...{ amount_received: intent.amount, status: 'succeeded' as const },
  })
  emit(scene, 'payment_intent.succeeded', paid)
  return paid
}

const reserve = (scene: Scene, intent: PaymentIntent, charge: Charge): PaymentIntent => {
  keepMethod(scene, intent, charge)
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
  at(scene, seconds(scene) + settlesAfter, { name: 'debit ends', id: intent.id })
  return processing
}

export const endDebit: Work = (scene, { id }) => {
  const { env } = scene
  const intent = find<PaymentIntent>(env, 'payment_intent', id)
  if (intent.status !== 'processing') return
  const pending = find<Charge>(env, 'charge', String(intent.latest_charge))
  const method = find<PaymentMethod>(env, 'payment_method', String(pending.payment_method))
  const declined = cardBehind(scene, method.id)?.decline
  const charge = env.store.replace({ ...pending, ...(declined ? failedFields(declined) : paidFields(scene, pending)) })
  emit(scene, declined ? 'charge.failed' : 'charge.succeeded', charge)
  if (declined) fail(scene, intent, charge, method)
  else settleByIntent(scene, succeed(scene, intent, charge))
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
