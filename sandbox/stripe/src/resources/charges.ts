import type Stripe from 'stripe'
import { all, find } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Charge, PaymentIntent, PaymentMethod } from '../wire'
import { cardBehind } from './payment-methods'

const outcomeOf = (declined: string | undefined): Charge['outcome'] =>
  ({
    ...{ advice_code: null, network_advice_code: null, network_decline_code: null },
    network_status:
      declined === undefined
        ? 'approved_by_network'
        : declined === 'fraudulent'
          ? 'not_sent_to_network'
          : 'declined_by_network',
    reason: declined === undefined ? null : declined === 'fraudulent' ? 'highest_risk_level' : declined,
    ...{ risk_level: declined === 'fraudulent' ? 'highest' : 'normal', risk_score: 10 },
    seller_message:
      declined === undefined ? 'Payment complete.' : 'The bank did not return any further details with this decline.',
    type: declined === undefined ? 'authorized' : declined === 'fraudulent' ? 'blocked' : 'issuer_declined',
  }) satisfies Charge['outcome'] as Charge['outcome']

const methodDetails = ({ card }: PaymentMethod): Charge['payment_method_details'] =>
  ({
    type: 'card',
    card: {
      ...{ amount_authorized: null, authorization_code: null, brand: card?.brand ?? null, capture_before: undefined },
      ...{ checks: card?.checks ?? null, country: card?.country ?? null, exp_month: card?.exp_month ?? 0 },
      ...{ exp_year: card?.exp_year ?? 0, fingerprint: card?.fingerprint ?? null, funding: card?.funding ?? null },
      ...{ installments: null, last4: card?.last4 ?? null, mandate: null, network: card?.brand ?? null },
      ...{ network_token: null, network_transaction_id: null, regulated_status: 'unregulated' },
      ...{ three_d_secure: null, transaction_link_id: null, wallet: null },
    },
  }) as unknown as Charge['payment_method_details']

/** Charges a payment intent to a payment method: the bank's answer is in the charge. */
export const createCharge = (scene: Scene, intent: PaymentIntent, method: PaymentMethod): Charge => {
  const { sandbox, env } = scene
  const declined = cardBehind(scene, method.id)?.decline
  const manual = intent.capture_method === 'manual'
  const id = sandbox.ids.make('ch')
  const charge = {
    ...{ id, object: 'charge', amount: intent.amount, amount_captured: declined || manual ? 0 : intent.amount },
    ...{ amount_refunded: 0, application: null, application_fee: null, application_fee_amount: null },
    ...{
      balance_transaction: declined || manual ? null : sandbox.ids.make('txn'),
      billing_details: method.billing_details,
    },
    ...{ calculated_statement_descriptor: sandbox.businessName.toUpperCase(), captured: !declined && !manual },
    ...{
      created: seconds(scene),
      currency: intent.currency,
      customer: intent.customer,
      description: intent.description,
    },
    ...{ disputed: false, failure_balance_transaction: null, failure_code: declined?.code ?? null },
    ...{ failure_message: declined?.message ?? null, fraud_details: {}, livemode: env.livemode },
    ...{
      metadata: { ...intent.metadata },
      on_behalf_of: null,
      outcome: outcomeOf(declined?.declineCode),
      paid: !declined,
    },
    ...{ payment_intent: intent.id, payment_method: method.id, payment_method_details: methodDetails(method) },
    ...{ radar_options: {}, receipt_email: intent.receipt_email, receipt_number: null },
    ...{ receipt_url: declined ? null : `${sandbox.publicUrl}/receipts/${id}`, refunded: false, review: null },
    ...{ shipping: intent.shipping, source: null, source_transfer: null, statement_descriptor: null },
    ...{
      statement_descriptor_suffix: null,
      status: declined ? 'failed' : 'succeeded',
      transfer_data: null,
      transfer_group: null,
    },
  } satisfies Charge as Charge
  env.store.insert(charge)
  emit(scene, declined ? 'charge.failed' : 'charge.succeeded', charge)
  return charge
}

export const charges: Resource = {
  routes: {
    'GET /v1/charges': (call) => {
      const { customer, payment_intent } = call.params as Stripe.ChargeListParams
      const found = all<Charge>(call.env, 'charge').filter(
        (charge) =>
          (customer === undefined || charge.customer === customer) &&
          (payment_intent === undefined || charge.payment_intent === payment_intent)
      )
      return pageOf(call, found, '/v1/charges')
    },
    'GET /v1/charges/{id}': ({ env, id }) => find(env, 'charge', id),
    'POST /v1/charges/{id}': (call) => {
      const charge = find<Charge>(call.env, 'charge', call.id)
      const { metadata, description } = call.params as Stripe.ChargeUpdateParams
      const patch = {
        ...(description !== undefined && { description: description || null }),
        metadata: mergeMetadata(charge.metadata, metadata),
      }
      return change(call, charge, patch, 'charge.updated')
    },
  },
}
