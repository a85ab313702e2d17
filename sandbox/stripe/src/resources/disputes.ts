import type Stripe from 'stripe'
import { availableWith, enter } from '../payments/ledger'
import type { TestCard } from '../payments/test-cards'
import { invalid } from '../protocol/errors'
import { all, find, findParam } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Charge, Dispute } from '../wire'

const TEXTS = [
  ...(['access_activity_log', 'billing_address', 'cancellation_policy', 'cancellation_policy_disclosure'] as const),
  ...(['cancellation_rebuttal', 'customer_communication', 'customer_email_address', 'customer_name'] as const),
  ...(['customer_purchase_ip', 'customer_signature', 'duplicate_charge_documentation'] as const),
  ...(['duplicate_charge_explanation', 'duplicate_charge_id', 'product_description', 'receipt'] as const),
  ...(['refund_policy', 'refund_policy_disclosure', 'refund_refusal_explanation', 'service_date'] as const),
  ...(['service_documentation', 'shipping_address', 'shipping_carrier', 'shipping_date'] as const),
  ...(['shipping_documentation', 'shipping_tracking_number', 'uncategorized_file', 'uncategorized_text'] as const),
]

type EvidenceText = (typeof TEXTS)[number]

const noEvidence = { ...Object.fromEntries(TEXTS.map((name) => [name, null])), enhanced_evidence: {} } as unknown as {
  [Name in EvidenceText]: null
} & { enhanced_evidence: Dispute['evidence']['enhanced_evidence'] }

/** How long a seller has to answer. */
const DAYS_TO_ANSWER = 8

/** Whether a dispute is only asked about: no money has moved yet. */
const isInquiry = ({ status }: Dispute): boolean => status.startsWith('warning_')

/** What is disputed is taken from the balance with a fee, or comes back with it. */
const withMoney = (scene: Scene, dispute: Dispute, charge: Charge, sign: 1 | -1): Dispute => {
  const transaction = enter(scene, {
    ...{ amount: sign * dispute.amount, currency: dispute.currency, type: 'adjustment', source: dispute.id },
    ...{
      category: sign < 0 ? 'dispute' : 'dispute_reversal',
      fee: sign < 0 ? scene.sandbox.fees.dispute : 0 - scene.sandbox.fees.dispute,
    },
    description: `Chargeback ${sign < 0 ? 'withdrawal' : 'reversal'} for ${charge.id}`,
    availableOn: availableWith(scene, charge.balance_transaction),
  })
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, transaction] }
}

/** The bank of a card that disputes says so after the payment. @see docs.stripe.com/testing (disputes) */
export const disputeCharge = (scene: Scene, charge: Charge, reason: NonNullable<TestCard['dispute']>): Dispute => {
  const { sandbox, env } = scene
  const now = seconds(scene)
  const isWarning = reason === 'inquiry'
  const dispute = {
    ...{
      id: sandbox.ids.make('du'),
      object: 'dispute',
      amount: charge.amount,
      balance_transactions: [],
    },
    ...{ charge: charge.id, created: now, currency: charge.currency, enhanced_eligibility_types: [] },
    evidence: noEvidence,
    evidence_details: {
      ...{ due_by: now + DAYS_TO_ANSWER * 86_400, enhanced_eligibility: {}, has_evidence: false, past_due: false },
      ...{ submission_count: 0, submission_method: 'not_submitted' },
    },
    ...{ intended_submission_method: null, is_charge_refundable: isWarning, livemode: env.livemode, metadata: {} },
    ...{ network_reason_code: '10.4', payment_intent: charge.payment_intent },
    payment_method_details: {
      type: 'card',
      card: {
        ...{ brand: 'visa', case_type: isWarning ? ('inquiry' as const) : ('chargeback' as const), network: 'visa' },
        network_reason_code: '10.4',
      },
    },
    reason: isWarning ? 'general' : reason,
    status: isWarning ? 'warning_needs_response' : 'needs_response',
  } satisfies Dispute as Dispute
  const withdrawn = isWarning ? dispute : withMoney(scene, dispute, charge, -1)
  env.store.insert(withdrawn)
  env.store.replace({ ...find<Charge>(env, 'charge', charge.id), disputed: true })
  emit(scene, 'charge.dispute.created', withdrawn)
  if (!isWarning) emit(scene, 'charge.dispute.funds_withdrawn', withdrawn)
  return withdrawn
}

/** What decides a dispute in test mode. @see docs.stripe.com/testing (evidence) */
const OUTCOMES: Readonly<Record<string, 'won' | 'lost'>> = { winning_evidence: 'won', losing_evidence: 'lost' }

const close = (scene: Scene, dispute: Dispute, outcome: 'won' | 'lost'): Dispute => {
  const status = isInquiry(dispute) ? ('warning_closed' as const) : outcome
  const closed = change(scene, dispute, { status }, 'charge.dispute.closed')
  if (outcome !== 'won' || isInquiry(dispute)) return closed
  const reinstated = withMoney(scene, closed, find<Charge>(scene.env, 'charge', String(dispute.charge)), 1)
  scene.env.store.replace(reinstated)
  emit(scene, 'charge.dispute.funds_reinstated', reinstated)
  return reinstated
}

const openDispute = (scene: Scene, id: string): Dispute => {
  const dispute = find<Dispute>(scene.env, 'dispute', id)
  if (['won', 'lost', 'warning_closed'].includes(dispute.status)) throw invalid('This dispute is already closed')
  return dispute
}

const update = (scene: Scene, dispute: Dispute, params: Stripe.DisputeUpdateParams): Dispute => {
  const { submit = true } = params
  const evidence = params.evidence || {}
  const texts = Object.fromEntries(
    TEXTS.flatMap((name) => {
      const text = evidence[name]
      return text === undefined ? [] : [[name, text || null]]
    })
  )
  const isSubmitted = submit && Object.keys(texts).length > 0
  const patch: Partial<Dispute> = {
    evidence: { ...dispute.evidence, ...texts },
    evidence_details: {
      ...dispute.evidence_details,
      has_evidence: dispute.evidence_details.has_evidence || Object.keys(texts).length > 0,
      submission_count: dispute.evidence_details.submission_count + (isSubmitted ? 1 : 0),
    },
    ...(isSubmitted && { status: isInquiry(dispute) ? 'warning_under_review' : 'under_review' }),
    metadata: mergeMetadata(dispute.metadata, params.metadata),
  }
  const updated = change(scene, dispute, patch, 'charge.dispute.updated')
  const outcome = isSubmitted ? OUTCOMES[updated.evidence.uncategorized_text ?? ''] : undefined
  return outcome ? close(scene, updated, outcome) : updated
}

export const disputes: Resource = {
  routes: {
    'GET /v1/disputes': (call) => {
      const { charge, payment_intent: intent } = call.params as Stripe.DisputeListParams
      if (charge) findParam(call.env, 'charge', charge, 'charge')
      if (intent) findParam(call.env, 'payment_intent', intent, 'payment_intent')
      const found = all<Dispute>(call.env, 'dispute').filter(matching(call.params, ['charge', 'payment_intent']))
      return pageOf(call, found, '/v1/disputes')
    },
    'GET /v1/disputes/{id}': ({ env, id }) => find(env, 'dispute', id),
    'POST /v1/disputes/{id}': (call) => update(call, openDispute(call, call.id), call.params),
    'POST /v1/disputes/{id}/close': (call) => close(call, openDispute(call, call.id), 'lost'),
  },
}
