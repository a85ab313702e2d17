import type { Resource } from '../sandbox'
import type { Account, Balance } from '../wire'

export const account: Resource = {
  routes: {
    'GET /v1/account': ({ sandbox }) =>
      ({
        ...{ id: sandbox.accountId, object: 'account', business_profile: null, business_type: 'company' },
        ...{ charges_enabled: true, country: 'US', created: 1_700_000_000, default_currency: 'usd' },
        ...{ details_submitted: true, email: 'shop@example.com', metadata: {}, payouts_enabled: true },
        ...{ settings: null, type: 'standard' },
      }) satisfies Account,
    'GET /v1/balance': ({ env }) => {
      const charges = env.store.all('charge').filter((charge) => 'paid' in charge && charge.paid === true)
      const totals = new Map<string, number>()
      for (const charge of charges) {
        const { currency, amount } = charge as unknown as { currency: string; amount: number }
        totals.set(currency, (totals.get(currency) ?? 0) + amount)
      }
      const entries = [...totals].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }))
      return {
        object: 'balance',
        available: entries.length > 0 ? entries : [{ amount: 0, currency: 'usd', source_types: { card: 0 } }],
        livemode: env.livemode,
        pending: [{ amount: 0, currency: 'usd', source_types: { card: 0 } }],
      } satisfies Balance
    },
  },
}
