import { IntegrationError } from '../errors'
import { sha256 } from '../hash'

/** A Stripe key that can be tried. */
export interface ApiKey {
  value: string
  livemode: boolean
  /** Names the key in our state without telling it: 64 bits of a SHA-256 of a value with far more entropy than that. */
  hash: string
}

const USABLE = /^(sk|rk)_(test|live)_[A-Za-z0-9_]+$/

const problemOf = (key: string): string => {
  if (key === '') return 'is empty.'
  if (key.startsWith('pk_')) return 'is a publishable key (pk_…), which may not do anything on a server.'
  if (key.startsWith('whsec_')) return 'is a webhook signing secret (whsec_…). The integration makes its own endpoint.'
  if (key.startsWith('sk_org_')) return 'is an organisation key (sk_org_…). Use a key of one account.'
  return 'is not a Stripe key.'
}

/**
 * Reads the key from the configuration; spaces around it do not matter.
 * @throws {IntegrationError} invalid_configuration for what cannot be a secret or restricted key
 * @see docs.stripe.com/keys
 */
export const parseApiKey = (raw: unknown): ApiKey => {
  const value = typeof raw === 'string' ? raw.trim() : ''
  if (!USABLE.test(value)) {
    throw new IntegrationError(
      'invalid_configuration',
      `apiKey ${problemOf(value)} Paste a secret key (sk_…) or a restricted key (rk_…) from the Stripe Dashboard, under Developers → API keys.`,
      { field: 'apiKey' }
    )
  }
  const hash = sha256(value, 'hex').slice(0, 16)
  return { value, livemode: value.includes('_live_'), hash }
}
