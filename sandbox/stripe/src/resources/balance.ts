import { balanceOf } from '../payments/ledger'
import { find } from '../protocol/find'
import { matching, pageOfType } from '../protocol/lists'
import type { Resource } from '../sandbox'
import type { BalanceTransaction } from '../wire'

const PATH = '/v1/balance_transactions'

/** The balance, and each of the transactions that it is the sum of. */
export const balance: Resource = {
  routes: {
    'GET /v1/balance': (call) => balanceOf(call),
    'GET /v1/balance_transactions': (call) => {
      const { payout } = call.params
      const isWanted = matching(call.params, ['currency', 'source', 'type'])
      return pageOfType<BalanceTransaction>(
        call,
        'balance_transaction',
        (transaction) => isWanted(transaction) && (payout === undefined || transaction.source === payout),
        PATH
      )
    },
    'GET /v1/balance_transactions/{id}': ({ env, id }) => find(env, 'balance_transaction', id),
  },
}
