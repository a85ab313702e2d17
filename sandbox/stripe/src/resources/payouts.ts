import type Stripe from 'stripe'
import { at, type Work } from '../agenda'
import { balanceOf, enter } from '../payments/ledger'
import { invalid } from '../protocol/errors'
import { find } from '../protocol/find'
import { inRange, matching, pageOfType } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency } from '../protocol/money'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Payout } from '../wire'

/** How long a payout is on its way to the bank. */
const DAYS = 2

const availableIn = (scene: Scene, currency: string): number =>
  balanceOf(scene).available.find((one) => one.currency === currency)?.amount ?? 0

const create = (scene: Scene, params: Stripe.PayoutCreateParams): Payout => {
  const { sandbox, env } = scene
  const currency = checkCurrency(params.currency)
  if (params.amount < 1) throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer')
  if (params.amount > availableIn(scene, currency)) {
    throw invalid(
      'You have insufficient funds in your Stripe account for this transfer. Your card balance is too low. You can use the the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).',
      'amount',
      'balance_insufficient'
    )
  }
  const now = seconds(scene)
  const id = sandbox.ids.make('po')
  const { method = 'standard', source_type: sourceType = 'card' } = params
  const transaction = enter(scene, {
    ...{ amount: -params.amount, currency, type: 'payout', category: 'payout', source: id },
    description: params.description ?? 'STRIPE PAYOUT',
  })
  const payout = {
    ...{ id, object: 'payout', amount: params.amount, application_fee: null, application_fee_amount: null },
    ...{ arrival_date: now + (method === 'instant' ? 0 : DAYS * 86_400), automatic: false },
    ...{ balance_transaction: transaction.id, created: now, currency, description: params.description ?? null },
    ...{ destination: params.destination ?? `ba_${sandbox.accountId.slice(5)}`, failure_balance_transaction: null },
    ...{ failure_code: null, failure_message: null, livemode: env.livemode },
    ...{ metadata: mergeMetadata(null, params.metadata), method, original_payout: null },
    ...{ payout_method: params.payout_method ?? null, reconciliation_status: 'not_applicable', reversed_by: null },
    ...{ source_type: sourceType, statement_descriptor: params.statement_descriptor ?? null, status: 'pending' },
    ...{ trace_id: { status: 'pending', value: null }, type: 'bank_account' },
  } satisfies Payout as Payout
  env.store.insert(payout)
  emit(scene, 'payout.created', payout)
  at(scene, payout.arrival_date, { name: 'payout arrives', id })
  return payout
}

/** The bank has it. */
export const arrivePayout: Work = (scene, { id }) => {
  const payout = find<Payout>(scene.env, 'payout', id)
  if (payout.status !== 'pending') return
  const paid = scene.env.store.replace({
    ...payout,
    ...{ status: 'paid', trace_id: { status: 'supported', value: scene.sandbox.ids.text(12).toUpperCase() } },
  })
  emit(scene, 'payout.paid', paid)
}

const cancel = (scene: Scene, payout: Payout): Payout => {
  if (payout.status !== 'pending') throw invalid(`Payouts with a status of ${payout.status} cannot be canceled.`)
  const { amount, currency, id } = payout
  const back = enter(scene, { amount, currency, type: 'payout_cancel', category: 'payout_reversal', source: id })
  const canceled = scene.env.store.replace({
    ...payout,
    ...{ failure_balance_transaction: back.id, status: 'canceled' },
  })
  emit(scene, 'payout.canceled', canceled)
  return canceled
}

const ofCall = (scene: Scene, id: string): Payout => find<Payout>(scene.env, 'payout', id)

/** From the balance to the seller's bank, by hand. */
export const payouts: Resource = {
  routes: {
    'POST /v1/payouts': (call) => create(call, call.params as unknown as Stripe.PayoutCreateParams),
    'GET /v1/payouts': (call) => {
      const isWanted = matching(call.params, ['destination', 'status'])
      const { arrival_date: arrival } = call.params as Stripe.PayoutListParams
      return pageOfType<Payout>(
        call,
        'payout',
        (payout) => isWanted(payout) && inRange(payout.arrival_date, arrival),
        '/v1/payouts'
      )
    },
    'GET /v1/payouts/{id}': (call) => ofCall(call, call.id),
    'POST /v1/payouts/{id}': (call) => {
      const payout = ofCall(call, call.id)
      const metadata = mergeMetadata(payout.metadata, call.params.metadata)
      return change(call, payout, { metadata }, 'payout.updated')
    },
    'POST /v1/payouts/{id}/cancel': (call) => cancel(call, ofCall(call, call.id)),
  },
}
