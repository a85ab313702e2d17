import type Stripe from 'stripe'
import { enter, feeOf } from '../payments/ledger'
import type { Decline, TestCard } from '../payments/test-cards'
import { shippingOf } from '../protocol/address'
import { all, find, findParam } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type SearchFields, searchPage } from '../protocol/search'
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

const cardDetails = (card: PaymentMethod['card']) => ({
  ...{ amount_authorized: null, authorization_code: null, brand: card?.brand ?? null, capture_before: undefined },
  ...{ checks: card?.checks ?? null, country: card?.country ?? null, electronic_commerce_indicator: null },
  ...{ exp_month: card?.exp_month ?? 0, exp_year: card?.exp_year ?? 0 },
  ...{ fingerprint: card?.fingerprint ?? null, funding: card?.funding ?? null },
  ...{ installments: null, last4: card?.last4 ?? null, mandate: null, network: card?.brand ?? null },
  ...{ network_token: null, network_transaction_id: null, regulated_status: 'unregulated' },
  ...{ three_d_secure: null, transaction_link_id: null, wallet: null },
})

type Details = NonNullable<Charge['payment_method_details']>

/** A bank account as a charge shows it: less than the payment method does. */
const usDetails = (account: NonNullable<PaymentMethod['us_bank_account']>): Details['us_bank_account'] => {
  const { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number } = account
  return { account_holder_type, account_type, bank_name, fingerprint, last4, payment_reference: null, routing_number }
}

const sepaDetails = (account: NonNullable<PaymentMethod['sepa_debit']>): Details['sepa_debit'] => {
  const { bank_code, branch_code, country, fingerprint, last4 } = account
  return { bank_code, branch_code, country, fingerprint, last4, mandate: null }
}

const methodDetails = ({ type, card, sepa_debit: sepa, us_bank_account: account }: PaymentMethod): Details => {
  if (account) return { type, us_bank_account: usDetails(account) }
  return sepa
    ? { type, sepa_debit: sepaDetails(sepa) }
    : ({ type, card: cardDetails(card) } satisfies Details as Details)
}

/** What the bank says to a charge. */
type Answer = 'declined' | 'pending' | 'authorized' | 'paid'

const answerOf = (intent: PaymentIntent, card: TestCard | undefined): Answer => {
  if (card?.bankAccount) return 'pending'
  if (card?.decline) return 'declined'
  return intent.capture_method === 'manual' ? 'authorized' : 'paid'
}

const EVENTS: Record<Answer, string> = {
  declined: 'charge.failed',
  pending: 'charge.pending',
  authorized: 'charge.succeeded',
  paid: 'charge.succeeded',
}

/** What stands on the statement; a suffix follows the shop's name. Cards take 22 characters. */
const descriptorOf = (business: string, intent: PaymentIntent): string => {
  const { statement_descriptor: whole, statement_descriptor_suffix: suffix } = intent
  return (whole ?? (suffix ? `${business}* ${suffix}` : business)).slice(0, 22).toUpperCase()
}

/** What is the same however the bank answered. */
const baseOf = ({ sandbox, env }: Scene, intent: PaymentIntent, method: PaymentMethod) => ({
  ...{ id: sandbox.ids.make('ch'), object: 'charge' as const, amount: intent.amount, amount_refunded: 0 },
  ...{ application: null, application_fee: null, application_fee_amount: null },
  ...{
    billing_details: method.billing_details,
    calculated_statement_descriptor: descriptorOf(sandbox.businessName, intent),
  },
  ...{ created: seconds({ sandbox }), currency: intent.currency, customer: intent.customer },
  ...{ description: intent.description, disputed: false, failure_balance_transaction: null, fraud_details: {} },
  ...{ livemode: env.livemode, metadata: { ...intent.metadata }, on_behalf_of: null, payment_intent: intent.id },
  ...{ payment_method: method.id, payment_method_details: methodDetails(method), radar_options: {} },
  ...{ receipt_email: intent.receipt_email, receipt_number: null, refunded: false, review: null },
  ...{ shipping: intent.shipping, source: null, source_transfer: null, transfer_data: null },
  ...{ statement_descriptor: intent.statement_descriptor, transfer_group: intent.transfer_group },
  statement_descriptor_suffix: intent.statement_descriptor_suffix,
})

/** The fields of a charge that was declined, or whose debit came back. */
export const failedFields = (declined: Decline | undefined) => ({
  ...{ amount_captured: 0, captured: false, balance_transaction: null, paid: false, receipt_url: null },
  ...{ failure_code: declined?.code ?? null, failure_message: declined?.message ?? null, status: 'failed' as const },
  outcome: outcomeOf(declined?.declineCode ?? 'generic_decline'),
})

/** How long the money of a payment is under way. */
const PENDING_SECONDS = 2 * 86_400

/** The test card whose payments are available at once. @see docs.stripe.com/testing (available balance) */
const AT_ONCE = '0077'

type Payer = Pick<Charge, 'id' | 'currency' | 'payment_method' | 'description'>

/** Writes down that the money of a charge came, with the fee. @returns the fields of the charge that say so */
export const takenFields = (scene: Scene, charge: Payer, amount: number) => {
  const card = cardBehind(scene, String(charge.payment_method))
  const isPayment = card?.bankAccount !== undefined
  const now = Math.floor(scene.sandbox.clock.now() / 1000)
  const { currency, description, id: source } = charge
  const transaction = enter(scene, {
    ...{ amount, currency, description, source, fee: feeOf(scene, amount) },
    ...{ type: isPayment ? 'payment' : 'charge', category: 'charge' },
    availableOn: card?.last4 === AT_ONCE ? now : now + PENDING_SECONDS,
  })
  return { amount_captured: amount, captured: true, balance_transaction: transaction.id }
}

/** The fields of a charge whose money has arrived, or is reserved. */
export const paidFields = (scene: Scene, charge: Payer & Pick<Charge, 'amount'>, isCaptured = true) => ({
  ...(isCaptured
    ? takenFields(scene, charge, charge.amount)
    : { amount_captured: 0, captured: false, balance_transaction: null }),
  ...{ failure_code: null, failure_message: null, outcome: outcomeOf(undefined), paid: true },
  ...{ receipt_url: `${scene.sandbox.publicUrl}/receipts/${charge.id}`, status: 'succeeded' as const },
})

const pendingFields = (scene: Scene, base: Payer & Pick<Charge, 'amount'>) => ({
  ...paidFields(scene, base, false),
  ...{ amount_captured: base.amount, captured: true },
  ...{ balance_transaction: null, paid: false, receipt_url: null, status: 'pending' as const },
})

/** Charges a payment intent to a payment method: the bank's answer is in the charge. */
export const createCharge = (scene: Scene, intent: PaymentIntent, method: PaymentMethod): Charge => {
  const card = cardBehind(scene, method.id)
  const answer = answerOf(intent, card)
  const base = baseOf(scene, intent, method)
  const fields =
    answer === 'declined'
      ? failedFields(card?.decline)
      : answer === 'pending'
        ? pendingFields(scene, base)
        : paidFields(scene, base, answer === 'paid')
  const charge = { ...base, ...fields } satisfies Charge as Charge
  scene.env.store.insert(charge)
  emit(scene, EVENTS[answer], charge)
  return charge
}

const SEARCHED: SearchFields = {
  ...{ amount: 'number', created: 'number', currency: 'token', customer: 'token', disputed: 'token' },
  ...{ 'billing_details.address.postal_code': 'token', 'payment_method_details.card.last4': 'token' },
  ...{ 'payment_method_details.card.exp_month': 'token', 'payment_method_details.card.exp_year': 'token' },
  ...{ 'payment_method_details.card.brand': 'token', 'payment_method_details.card.fingerprint': 'token' },
  ...{ refunded: 'token', status: 'token' },
}

export const charges: Resource = {
  routes: {
    'GET /v1/charges': (call) => {
      const { customer, payment_intent: intent } = call.params as Stripe.ChargeListParams
      if (customer) findParam(call.env, 'customer', customer, 'customer')
      if (intent) findParam(call.env, 'payment_intent', intent, 'payment_intent')
      const fields = ['customer', 'payment_intent', 'transfer_group']
      const found = all<Charge>(call.env, 'charge').filter(matching(call.params, fields))
      return pageOf(call, found, '/v1/charges')
    },
    'GET /v1/charges/search': (call) => searchPage(call, 'charge', SEARCHED, '/v1/charges/search'),
    'GET /v1/charges/{id}': ({ env, id }) => find(env, 'charge', id),
    'POST /v1/charges/{id}': (call) => {
      const charge = find<Charge>(call.env, 'charge', call.id)
      const {
        metadata,
        description,
        fraud_details: fraud,
        receipt_email: email,
      } = call.params as Stripe.ChargeUpdateParams
      const { shipping, transfer_group: group } = call.params as Stripe.ChargeUpdateParams
      const patch = {
        ...(email !== undefined && { receipt_email: email || null }),
        ...(description !== undefined && { description: description || null }),
        ...(fraud !== undefined && {
          fraud_details: { ...charge.fraud_details, ...(fraud && { user_report: fraud.user_report || undefined }) },
        }),
        ...(shipping !== undefined && { shipping: shippingOf(shipping) }),
        ...(group !== undefined && { transfer_group: group || null }),
        metadata: mergeMetadata(charge.metadata, metadata),
      }
      return change(call, charge, patch, 'charge.updated')
    },
  },
}
