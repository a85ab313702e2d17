import type { ApiKey } from './types'

/** Keys that work unless others are given. They are made up, and so is every key here. */
export const DEFAULT_KEYS: readonly ApiKey[] = [
  { key: 'sk_test_fake_sandbox' },
  { key: 'sk_live_fake_sandbox' },
  { key: 'pk_test_fake_sandbox' },
  { key: 'pk_live_fake_sandbox' },
  {
    key: 'rk_test_fake_sandbox',
    permissions: [
      ...['customers', 'products', 'prices', 'payment_links', 'checkout_sessions', 'webhook_endpoints'].map(
        (name) => `${name}:write`
      ),
      ...['events', 'charges', 'invoice_payments'].map((name) => `${name}:read`),
    ],
  },
]
