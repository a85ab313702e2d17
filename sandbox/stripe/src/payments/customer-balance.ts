import { find } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { type Scene, seconds } from '../sandbox'
import { change } from '../webhooks/events'
import type { BalanceChange, Customer } from '../wire'

interface Params {
  customer: string
  /** Less than nothing is to the customer's credit. Minor units. */
  amount: number
  /** Default: what it is now. */
  before?: number
  currency: string
  type: BalanceChange['type']
  invoice?: string
  creditNote?: string
  description?: string | null
  metadata?: unknown
}

/** Writes down that the balance of a customer changes, which is up to the caller. */
export const noteBalance = (scene: Scene, params: Params): BalanceChange => {
  const { sandbox, env } = scene
  const customer = find<Customer>(env, 'customer', params.customer)
  const entry = {
    ...{ id: sandbox.ids.make('cbtxn'), object: 'customer_balance_transaction', amount: params.amount },
    ...{ checkout_session: null, created: seconds(scene), credit_note: params.creditNote ?? null },
    ...{ currency: params.currency, customer: customer.id, customer_account: null },
    ...{
      description: params.description ?? null,
      ending_balance: (params.before ?? customer.balance) + params.amount,
      invoice: params.invoice ?? null,
    },
    ...{ livemode: env.livemode, metadata: mergeMetadata(null, params.metadata), type: params.type },
  } satisfies BalanceChange as BalanceChange
  env.store.insert(entry)
  return entry
}

/** Changes what a customer owes or has too much, and writes it down. */
export const changeBalance = (scene: Scene, params: Params): BalanceChange => {
  const entry = noteBalance(scene, params)
  const customer = find<Customer>(scene.env, 'customer', params.customer)
  change(scene, customer, { balance: entry.ending_balance }, 'customer.updated')
  return entry
}
