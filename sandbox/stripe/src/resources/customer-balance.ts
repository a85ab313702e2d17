import type Stripe from 'stripe'
import { changeBalance } from '../payments/customer-balance'
import { missing } from '../protocol/errors'
import { allWith, find, findParam } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency } from '../protocol/money'
import type { Call, Resource } from '../sandbox'
import type { BalanceChange, Customer } from '../wire'

const TYPE = 'customer_balance_transaction'

const ofCall = ({ env, ids: [customer, id = ''] }: Call): BalanceChange => {
  const entry = find<BalanceChange>(env, TYPE, id)
  if (entry.customer !== customer) throw missing(TYPE, id)
  return entry
}

/** What a customer owes or has too much, change by change. @see docs.stripe.com/billing/customer/balance */
export const customerBalance: Resource = {
  routes: {
    'POST /v1/customers/{id}/balance_transactions': (call) => {
      const { id: customer } = find<Customer>(call.env, 'customer', call.id)
      const params = call.params as unknown as Stripe.CustomerCreateBalanceTransactionParams
      const { amount, description, metadata } = params
      const currency = checkCurrency(params.currency)
      return changeBalance(call, {
        ...{ customer, amount, currency, metadata, type: 'adjustment', description: description ?? null },
      })
    },
    'GET /v1/customers/{id}/balance_transactions': (call) => {
      const { id } = find<Customer>(call.env, 'customer', call.id)
      const { invoice } = call.params as Stripe.CustomerListBalanceTransactionsParams
      if (invoice) findParam(call.env, 'invoice', invoice, 'invoice')
      const found = allWith<BalanceChange>(call.env, TYPE, 'customer', id).filter(
        (entry) => invoice === undefined || entry.invoice === invoice
      )
      return pageOf(call, found, `/v1/customers/${id}/balance_transactions`)
    },
    'GET /v1/customers/{id}/balance_transactions/{id}': ofCall,
    'POST /v1/customers/{id}/balance_transactions/{id}': (call) => {
      const entry = ofCall(call)
      const { description, metadata } = call.params as Stripe.CustomerUpdateBalanceTransactionParams
      return call.env.store.replace({
        ...entry,
        ...(description !== undefined && { description: description || null }),
        metadata: mergeMetadata(entry.metadata, metadata),
      })
    },
  },
}
