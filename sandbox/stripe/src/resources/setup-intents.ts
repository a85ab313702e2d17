import type Stripe from 'stripe'
import { invalid, StripeApiError } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type Call, type Resource, type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { PaymentMethod, SetupIntent } from '../wire'
import { attach, cardBehind, cardError, paymentMethodFor } from './payment-methods'

/** What a card is kept for, by the API or by a page. */
interface SetupParams {
  allowed_payment_method_types?: string[] | undefined
  customer?: string | null | undefined
  description?: string | null | undefined
  metadata?: unknown
  payment_method?: string | undefined
  usage?: string | undefined
}

/** Makes the intent to keep a card. @see docs.stripe.com/api/setup_intents/create */
export const createSetupIntent = (scene: Scene, params: SetupParams): SetupIntent => {
  const method = params.payment_method ? paymentMethodFor(scene, params.payment_method).id : null
  const id = scene.sandbox.ids.make('seti')
  const intent = {
    ...{
      id,
      object: 'setup_intent',
      allowed_payment_method_types: params.allowed_payment_method_types ?? null,
      application: null,
    },
    ...{ automatic_payment_methods: { allow_redirects: 'always', enabled: true }, cancellation_reason: null },
    ...{ client_secret: `${id}_secret_${scene.sandbox.ids.text(25)}`, created: seconds(scene) },
    ...{ customer: params.customer ?? null, customer_account: null, description: params.description ?? null },
    ...{ excluded_payment_method_types: null, flow_directions: null, last_setup_error: null, latest_attempt: null },
    ...{ livemode: scene.env.livemode, mandate: null, metadata: mergeMetadata(null, params.metadata) },
    ...{ next_action: null, on_behalf_of: null, payment_method: method, payment_method_configuration_details: null },
    ...{
      payment_method_options: null,
      payment_method_types: params.allowed_payment_method_types ?? ['card'],
      single_use_mandate: null,
    },
    ...{ status: method ? 'requires_confirmation' : 'requires_payment_method', usage: params.usage ?? 'off_session' },
  } satisfies SetupIntent as SetupIntent
  scene.env.store.insert(intent)
  emit(scene, 'setup_intent.created', intent)
  return intent
}

const fail = (scene: Scene, intent: SetupIntent, method: PaymentMethod): SetupIntent => {
  const decline = cardBehind(scene, method.id)?.decline
  const failed = scene.env.store.replace({
    ...intent,
    ...{ payment_method: null, status: 'requires_payment_method' as const },
    last_setup_error: {
      ...{ type: 'card_error', code: decline?.code, decline_code: decline?.declineCode, message: decline?.message },
      payment_method: method,
    } as SetupIntent['last_setup_error'],
  })
  emit(scene, 'setup_intent.setup_failed', failed)
  return failed
}

/**
 * Keeps a card, with its customer when there is one. A card that is declined is not kept; one whose bank wants to ask
 * does so unless it is asked on a page.
 */
export const keepCard = (scene: Scene, intent: SetupIntent, method: PaymentMethod): SetupIntent => {
  const card = cardBehind(scene, method.id)
  if (card?.decline && !card.attachable) return fail(scene, intent, method)
  if (card?.authentication) {
    const next = { type: 'use_stripe_sdk', use_stripe_sdk: {} } as SetupIntent['next_action']
    const waiting = { ...intent, payment_method: method.id, next_action: next, status: 'requires_action' as const }
    emit(scene, 'setup_intent.requires_action', scene.env.store.replace(waiting))
    return waiting
  }
  const customer = idOf(intent.customer)
  if (customer) attach(scene, method, customer)
  const kept = { ...intent, last_setup_error: null, payment_method: method.id, status: 'succeeded' as const }
  emit(scene, 'setup_intent.succeeded', scene.env.store.replace(kept))
  return kept
}

const checkState = (intent: SetupIntent, verb: string): void => {
  if (!['succeeded', 'canceled'].includes(intent.status)) return
  throw new StripeApiError(400, {
    ...{ type: 'invalid_request_error', code: 'setup_intent_unexpected_state' },
    message: `You cannot ${verb} this SetupIntent because it has a status of ${intent.status}.`,
  })
}

const confirm = (scene: Scene, intent: SetupIntent, methodId: string | undefined): SetupIntent => {
  checkState(intent, 'confirm')
  const chosen = methodId ?? idOf(intent.payment_method)
  if (!chosen) throw invalid('Missing required param: payment_method.', 'payment_method', 'parameter_missing')
  const result = keepCard(scene, intent, paymentMethodFor(scene, chosen))
  if (result.status !== 'requires_payment_method') return result
  const { code, decline_code: declineCode, message } = result.last_setup_error ?? {}
  throw cardError({ code: code ?? 'card_declined', declineCode: declineCode ?? '', message: message ?? '' })
}

const ofCall = (call: Call): SetupIntent => find<SetupIntent>(call.env, 'setup_intent', call.id)

export const setupIntents: Resource = {
  routes: {
    'POST /v1/setup_intents': (call) => {
      const params = call.params as Stripe.SetupIntentCreateParams
      if (params.customer) findParam(call.env, 'customer', params.customer, 'customer')
      const intent = createSetupIntent(call, params)
      return params.confirm ? confirm(call, intent, undefined) : intent
    },
    'GET /v1/setup_intents': (call) => {
      const found = all<SetupIntent>(call.env, 'setup_intent')
      return pageOf(call, found.filter(matching(call.params, ['customer', 'payment_method'])), '/v1/setup_intents')
    },
    'GET /v1/setup_intents/{id}': ({ env, id }) => find(env, 'setup_intent', id),
    'POST /v1/setup_intents/{id}': (call) => {
      const intent = ofCall(call)
      const { customer, description, metadata, payment_method: method } = call.params as Stripe.SetupIntentUpdateParams
      const { allowed_payment_method_types: types } = call.params as Stripe.SetupIntentUpdateParams
      if (customer) findParam(call.env, 'customer', customer, 'customer')
      return call.env.store.replace({
        ...intent,
        ...(types && { allowed_payment_method_types: types, payment_method_types: types }),
        ...(customer !== undefined && { customer }),
        ...(method !== undefined && {
          ...{ payment_method: paymentMethodFor(call, method).id, status: 'requires_confirmation' as const },
        }),
        ...(description !== undefined && { description }),
        metadata: mergeMetadata(intent.metadata, metadata),
      })
    },
    'POST /v1/setup_intents/{id}/confirm': (call) => {
      const { payment_method: method } = call.params as Stripe.SetupIntentConfirmParams
      return confirm(call, ofCall(call), method)
    },
    'POST /v1/setup_intents/{id}/cancel': (call) => {
      const intent = ofCall(call)
      checkState(intent, 'cancel')
      const { cancellation_reason: reason } = call.params as Stripe.SetupIntentCancelParams
      const canceled = { ...intent, cancellation_reason: reason ?? null, status: 'canceled' as const }
      emit(call, 'setup_intent.canceled', call.env.store.replace(canceled))
      return canceled
    },
  },
}
