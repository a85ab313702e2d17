import type Stripe from 'stripe'
import { at, type Work } from '../agenda'
import { formatMoney } from '../pages/money'
import { availableWith, enter } from '../payments/ledger'
import { invalid } from '../protocol/errors'
import { all, find, findParam } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit, previousAttributes } from '../webhooks/events'
import type { Charge, Dispute, PaymentIntent, Refund } from '../wire'
import { cardBehind } from './payment-methods'

const chargeToRefund = (scene: Scene, params: Stripe.RefundCreateParams): Charge => {
  if (params.charge) return findParam<Charge>(scene.env, 'charge', params.charge, 'charge')
  if (!params.payment_intent) {
    throw invalid('One of the following params should be provided for this request: payment_intent or charge.')
  }
  const intent = findParam<PaymentIntent>(scene.env, 'payment_intent', params.payment_intent, 'payment_intent')
  if (intent.status !== 'succeeded') {
    throw invalid(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      'payment_intent',
      'payment_intent_unexpected_state'
    )
  }
  return find<Charge>(scene.env, 'charge', String(intent.latest_charge))
}

/** A bank that only asks has taken nothing yet. */
const isChargedBack = (scene: Scene, { id, disputed }: Charge): boolean =>
  disputed &&
  all<Dispute>(scene.env, 'dispute').some(({ charge, status }) => charge === id && !status.startsWith('warning_'))

const checkRefundable = (scene: Scene, charge: Charge, amount: number | undefined): number => {
  if (!charge.paid || !charge.captured) throw invalid(`Charge ${charge.id} has not been captured.`, 'charge')
  if (charge.refunded) {
    throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded')
  }
  if (isChargedBack(scene, charge)) {
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, undefined, 'charge_disputed')
  }
  const left = charge.amount_captured - charge.amount_refunded
  if (amount !== undefined && amount < 1) {
    throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer')
  }
  if (amount !== undefined && amount > left) {
    const isMoreThanAll = amount > charge.amount_captured
    const money = (value: number) => formatMoney(value, charge.currency)
    const most = isMoreThanAll
      ? `charge amount (${money(charge.amount_captured)})`
      : `unrefunded amount on charge (${money(left)})`
    throw invalid(`Refund amount (${money(amount)}) is greater than ${most}`, 'amount')
  }
  return amount ?? left
}

/** When a refund that is not settled at once is. */
const LATE_SECONDS = 86_400

/** Gives back a part of a charge, or what is left of it. @see docs.stripe.com/api/refunds/create */
export const createRefund = (scene: Scene, charge: Charge, params: Stripe.RefundCreateParams): Refund => {
  const { sandbox, env } = scene
  const amount = checkRefundable(scene, charge, params.amount)
  const late = cardBehind(scene, String(charge.payment_method))?.refund
  const id = sandbox.ids.make('re')
  const isPayment = charge.payment_method_details?.type !== 'card'
  const transaction = enter(scene, {
    ...{ amount: -amount, currency: charge.currency, source: id, category: 'refund', description: charge.description },
    type: isPayment ? 'payment_refund' : 'refund',
    availableOn: availableWith(scene, charge.balance_transaction),
  })
  const refund = {
    ...{ id, object: 'refund', amount, balance_transaction: transaction.id },
    ...{
      charge: charge.id,
      created: seconds(scene),
      currency: charge.currency,
      customer: null,
      customer_account: null,
    },
    destination_details: {
      type: 'card',
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
    },
    ...{ metadata: mergeMetadata(null, params.metadata), payment_intent: charge.payment_intent, payment_method: null },
    ...{ reason: params.reason ?? null, receipt_number: null, source_transfer_reversal: null },
    status: late === 'succeeds later' ? 'pending' : 'succeeded',
    transfer_reversal: null,
  } satisfies Refund as Refund
  env.store.insert(refund)
  const refunded = charge.amount_refunded + amount
  const patch = { amount_refunded: refunded, refunded: refunded === charge.amount_captured }
  emit(scene, 'refund.created', refund)
  change(scene, find<Charge>(env, 'charge', charge.id), patch, 'charge.refunded')
  if (late) at(scene, seconds(scene) + LATE_SECONDS, { name: 'refund ends', id: refund.id })
  return refund
}

/** A changed refund is told by two events, an older and a newer one. */
const changeRefund = (scene: Scene, refund: Refund, patch: Partial<Refund>): Refund => {
  const previous = previousAttributes({ ...refund }, { ...refund, ...patch })
  if (Object.keys(previous).length > 0) emit(scene, 'charge.refund.updated', { ...refund, ...patch }, previous)
  return change(scene, refund, patch, 'refund.updated')
}

/** A refund that is not settled at once is told by its card what becomes of it. */
export const endRefund: Work = (scene, { id }) => {
  const refund = find<Refund>(scene.env, 'refund', id)
  if (refund.status === 'pending') {
    changeRefund(scene, refund, { status: 'succeeded' })
    return
  }
  const { amount, currency } = refund
  const charge = find<Charge>(scene.env, 'charge', String(refund.charge))
  // The money comes back, and can be given back in another way.
  const back = enter(scene, { amount, currency, type: 'refund_failure', category: 'refund_failure', source: id })
  scene.env.store.replace({ ...charge, amount_refunded: charge.amount_refunded - amount, refunded: false })
  const failed = {
    ...{ status: 'failed', failure_reason: 'expired_or_canceled_card', failure_balance_transaction: back.id },
  }
  emit(scene, 'refund.failed', scene.env.store.replace({ ...refund, ...failed }))
}

export const refunds: Resource = {
  routes: {
    'POST /v1/refunds': (call) => {
      const params = call.params as Stripe.RefundCreateParams
      return createRefund(call, chargeToRefund(call, params), params)
    },
    'GET /v1/refunds': (call) => {
      const { charge, payment_intent: intent } = call.params as Stripe.RefundListParams
      if (charge) findParam(call.env, 'charge', charge, 'charge')
      if (intent) findParam(call.env, 'payment_intent', intent, 'payment_intent')
      const found = all<Refund>(call.env, 'refund').filter(matching(call.params, ['charge', 'payment_intent']))
      return pageOf(call, found, '/v1/refunds')
    },
    'GET /v1/refunds/{id}': ({ env, id }) => find(env, 'refund', id),
    'POST /v1/refunds/{id}': (call) => {
      const refund = find<Refund>(call.env, 'refund', call.id)
      const { metadata } = call.params as Stripe.RefundUpdateParams
      return changeRefund(call, refund, { metadata: mergeMetadata(refund.metadata, metadata) })
    },
    'POST /v1/refunds/{id}/cancel': (call) => {
      // Only a refund that waits for its customer's bank details can be cancelled; cards never ask for them.
      const { status } = find<Refund>(call.env, 'refund', call.id)
      throw invalid(`You can only cancel a refund that has a status of requires_action. This one is ${status}.`)
    },
  },
}
