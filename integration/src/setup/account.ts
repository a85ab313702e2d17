import type Stripe from 'stripe'
import type { ApiKey } from './key'
import { endpointOf, type KnownEndpoints } from './known-endpoints'

/**
 * The account's ID, or undefined for a restricted key that may not read it. No call when this very key was set up before:
 * a key belongs to one account for good. Else one, in which a wrong key is an error.
 */
export const accountOf = async (key: ApiKey, known: KnownEndpoints, stripe: Stripe): Promise<string | undefined> => {
  const before = endpointOf(key, known)
  if (before) return before.account
  try {
    return (await stripe.accounts.retrieveCurrent()).id
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'StripePermissionError') return undefined
    throw error
  }
}
