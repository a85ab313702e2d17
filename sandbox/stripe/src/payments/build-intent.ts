import { mergeMetadata } from '../protocol/metadata'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { PaymentIntent } from '../wire'

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
    ...{ setup_future_usage: params.setup_future_usage ?? null, shipping: null, source: null },
    ...{ statement_descriptor: null, statement_descriptor_suffix: null, status: 'requires_payment_method' },
    ...{ transfer_data: null, transfer_group: null },
  } satisfies PaymentIntent as PaymentIntent
  env.store.insert(intent)
  emit(scene, 'payment_intent.created', intent)
  return intent
}
