import type Stripe from 'stripe'
import { at, type Work } from '../agenda'
import { enter } from '../payments/ledger'
import { invalid, notModelled } from '../protocol/errors'
import { find } from '../protocol/find'
import { inRange, matching, pageOfType } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency } from '../protocol/money'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Topup } from '../wire'

/** How long the bank takes. */
const DAYS = 1

const create = (scene: Scene, params: Stripe.TopupCreateParams): Topup => {
  const { sandbox, env } = scene
  if (params.source) throw notModelled('A top-up from a source of your own', 'source')
  if (params.amount < 1) throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer')
  const now = seconds(scene)
  const topup = {
    ...{ id: sandbox.ids.make('tu'), object: 'topup', amount: params.amount, balance_transaction: null, created: now },
    ...{ currency: checkCurrency(params.currency), description: params.description ?? null },
    ...{ expected_availability_date: now + DAYS * 86_400, failure_code: null, failure_message: null },
    ...{ initiated_by: 'user', livemode: env.livemode, metadata: mergeMetadata(null, params.metadata), source: null },
    ...{ statement_descriptor: params.statement_descriptor ?? null, status: 'pending' },
    transfer_group: params.transfer_group ?? null,
  } satisfies Topup as Topup
  env.store.insert(topup)
  emit(scene, 'topup.created', topup)
  at(scene, topup.expected_availability_date ?? now, { name: 'top-up arrives', id: topup.id })
  return topup
}

export const arriveTopup: Work = (scene, { id }) => {
  const topup = find<Topup>(scene.env, 'topup', id)
  if (topup.status !== 'pending') return
  const { amount, currency, description } = topup
  const entry = { amount, currency, description, type: 'topup', category: 'topup', source: id }
  const arrived = { status: 'succeeded' as const, balance_transaction: enter(scene, entry).id }
  emit(scene, 'topup.succeeded', scene.env.store.replace({ ...topup, ...arrived }))
}

const cancel = (scene: Scene, topup: Topup): Topup => {
  if (topup.status !== 'pending') throw invalid('Only pending top-ups can be canceled.')
  const canceled = scene.env.store.replace({ ...topup, status: 'canceled' as const })
  emit(scene, 'topup.canceled', canceled)
  return canceled
}

/** From the seller's bank to the balance. */
export const topups: Resource = {
  routes: {
    'POST /v1/topups': (call) => create(call, call.params as unknown as Stripe.TopupCreateParams),
    'GET /v1/topups': (call) => {
      const { amount } = call.params as Stripe.TopupListParams
      const isWanted = matching(call.params, ['status'])
      return pageOfType<Topup>(call, 'topup', (topup) => isWanted(topup) && inRange(topup.amount, amount), '/v1/topups')
    },
    'GET /v1/topups/{id}': ({ env, id }) => find(env, 'topup', id),
    'POST /v1/topups/{id}': (call) => {
      const topup = find<Topup>(call.env, 'topup', call.id)
      const { description, metadata } = call.params as Stripe.TopupUpdateParams
      const patch = {
        ...(description !== undefined && { description: description || null }),
        metadata: mergeMetadata(topup.metadata, metadata),
      }
      return change(call, topup, patch, 'topup.updated')
    },
    'POST /v1/topups/{id}/cancel': (call) => cancel(call, find<Topup>(call.env, 'topup', call.id)),
  },
}
