import type Stripe from 'stripe'
import { sha256 } from './hash'
import { equals } from './search'

/**
 * Customers with exactly this e-mail address, never with part of it. The first look-up that finds something is the
 * answer: as typed, then in lower case (both by list, which is consistent), then in any case by search, which lags.
 * @see docs.stripe.com/api/customers/list (the email filter is case-sensitive)
 */
export const findByEmail = async (email: string, stripe: Stripe): Promise<Stripe.Customer[]> => {
  const lower = email.toLowerCase()
  for (const spelling of new Set([email, lower])) {
    const { data } = await stripe.customers.list({ email: spelling, limit: 100 })
    if (data.length > 0) return data
  }
  const { data } = await stripe.customers.search({ query: equals('email', email), limit: 100 })
  return data.filter((customer) => customer.email?.toLowerCase() === lower)
}

/** How often a customer of one address can be made with other details within a day. */
const VARIANTS = 20

/**
 * Creates the customer of an address once, even when two instances do it at the same moment: both use the same
 * idempotency key, so Stripe answers both with one customer. The gateway checks that a replayed one still exists.
 * @param email the address in lower case
 */
export const createOnce = async (
  params: Stripe.CustomerCreateParams,
  email: string,
  stripe: Stripe
): Promise<Stripe.Customer> => {
  const key = `bp-customer-${sha256(email, 'hex').slice(0, 32)}`
  for (let variant = 1; variant < VARIANTS; variant++) {
    try {
      return await stripe.customers.create(params, { idempotencyKey: `${key}.${variant}` })
    } catch (error) {
      if (!wasMadeDifferently(error)) throw error
      // Another call made it with another name or address: that is the customer, unless it was deleted since.
      const { data } = await stripe.customers.list({ email, limit: 1 })
      if (data[0]) return data[0]
    }
  }
  return stripe.customers.create(params)
}

/** Stripe's answer to a key that was used with other parameters. @see docs.stripe.com/api/idempotent_requests */
const wasMadeDifferently = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'rawType' in error && error.rawType === 'idempotency_error'
