import type { Resource } from '../sandbox'
import type { Account } from '../wire'

export const account: Resource = {
  routes: {
    'GET /v1/account': ({ sandbox }) =>
      ({
        ...{ id: sandbox.accountId, object: 'account', business_profile: null, business_type: 'company' },
        ...{ charges_enabled: true, country: 'US', created: 1_700_000_000, default_currency: 'usd' },
        ...{ details_submitted: true, email: 'shop@example.com', metadata: {}, payouts_enabled: true },
        ...{ settings: null, type: 'standard' },
      }) satisfies Account,
  },
}
