import { at, type Work } from '../agenda'
import { all, find } from '../protocol/find'
import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Balance, BalanceTransaction } from '../wire'

/** Something that changes the account's balance. Amounts in minor units, fees not taken off yet. */
interface Entry {
  amount: number
  currency: string
  type: BalanceTransaction['type']
  /** As in Stripe's reports. */
  category: string
  /** The charge, refund, dispute, payout or top-up. */
  source: string
  description?: string | null
  fee?: number
  /** From when on it can be paid out, in seconds since 1970. Default: at once. */
  availableOn?: number
}

/** Money does not know of test clocks: it moves in the account's own time. */
const onOwnClock = ({ sandbox, env, requestId, idempotencyKey }: Scene): Scene => ({
  ...{ sandbox, env, requestId, idempotencyKey },
})

/** What Stripe takes for a payment: nothing, unless the sandbox was given fees. */
export const feeOf = ({ sandbox: { fees } }: Scene, amount: number): number =>
  Math.min(amount, Math.round((amount * fees.percent) / 100) + fees.fixed)

const feeDetails = (fee: number, currency: string): BalanceTransaction['fee_details'] =>
  fee === 0
    ? []
    : [{ amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }]

/** Writes a change of the balance down. Nothing else changes it. @returns the transaction */
export const enter = (given: Scene, entry: Entry): BalanceTransaction => {
  const scene = onOwnClock(given)
  const { amount, currency, type, category, source, description = null, fee = 0 } = entry
  const created = seconds(scene)
  const availableOn = Math.max(created, entry.availableOn ?? 0)
  const transaction = {
    ...{ id: scene.sandbox.ids.make('txn'), object: 'balance_transaction', amount, available_on: availableOn },
    ...{ balance_type: 'payments', created, currency, description, exchange_rate: null, fee },
    ...{ fee_details: feeDetails(fee, currency), net: amount - fee, reporting_category: category, source },
    ...{ status: availableOn > created ? 'pending' : 'available', type },
  } satisfies BalanceTransaction as BalanceTransaction
  scene.env.store.insert(transaction)
  if (transaction.status === 'pending') at(scene, availableOn, { name: 'funds arrive', id: transaction.id })
  else if (amount > 0) tellAvailable(scene)
  return transaction
}

/** The sum of all transactions, by currency. */
export const balanceOf = ({ env }: Scene): Balance => {
  const sums = new Map<string, { available: number; pending: number }>([['usd', { available: 0, pending: 0 }]])
  for (const { currency, net, status } of all<BalanceTransaction>(env, 'balance_transaction')) {
    const sum = sums.get(currency) ?? { available: 0, pending: 0 }
    sum[status === 'pending' ? 'pending' : 'available'] += net
    sums.set(currency, sum)
  }
  const part = (name: 'available' | 'pending') =>
    [...sums].map(([currency, sum]) => ({ amount: sum[name], currency, source_types: { card: sum[name] } }))
  return {
    ...{ object: 'balance', available: part('available'), livemode: env.livemode, pending: part('pending') },
  } satisfies Balance
}

const tellAvailable = (scene: Scene): void =>
  emit(scene, 'balance.available', { id: '', ...balanceOf(scene) } as { id: string; object: string })

/** Money that was under way can be paid out; all that comes at one moment is told at once. */
export const arrive: Work = (scene, { id }) => {
  const { store } = scene.env
  store.replace({ ...find<BalanceTransaction>(scene.env, 'balance_transaction', id), status: 'available' })
  const now = seconds(scene)
  const isLast = !store
    .where('balance_transaction', 'status', 'pending')
    .some((other) => 'available_on' in other && Number(other.available_on) <= now)
  if (isLast) tellAvailable(scene)
}

/** When the money of something that takes it back has to be there: as soon as what it takes from. */
export const availableWith = ({ env }: Scene, transaction: unknown): number =>
  typeof transaction === 'string' ? find<BalanceTransaction>(env, 'balance_transaction', transaction).available_on : 0
