import Stripe from 'stripe'

/** How far the time in a signature may be from now, either way, in seconds. @see docs.stripe.com/webhooks/signature */
const TOLERANCE_SECONDS = 300

/** Why a request is not from Stripe, or is not current. */
export type Refusal = 'no signature' | 'stale signature' | 'future signature' | 'wrong signature'

/** When a request was signed, in seconds since 1970. Each time Stripe sends an event again, it signs anew. */
export const signedAt = (header: string): number | undefined => {
  const time = /(?:^|,)\s*t=(\d{1,15})(?:,|$)/.exec(header)?.[1]
  return time === undefined ? undefined : Number(time)
}

/**
 * Checks Stripe's signature over the raw body, before anything is parsed. Each secret is tried: while one is being
 * replaced, two are right.
 * @param now milliseconds since 1970
 * @returns undefined when the request is authentic
 */
export const verify = (
  rawBody: string,
  header: string | undefined,
  secrets: readonly string[],
  now: number
): Refusal | undefined => {
  if (!header) return 'no signature'
  const time = signedAt(header)
  if (time === undefined) return 'wrong signature'
  const age = now / 1000 - time
  if (age > TOLERANCE_SECONDS) return 'stale signature'
  if (age < -TOLERANCE_SECONDS) return 'future signature'
  return secrets.some((secret) => isSignedWith(secret, rawBody, header, now)) ? undefined : 'wrong signature'
}

const isSignedWith = (secret: string, rawBody: string, header: string, now: number): boolean => {
  try {
    return Stripe.webhooks.signature?.verifyHeader(rawBody, header, secret, TOLERANCE_SECONDS, undefined, now) ?? false
  } catch {
    return false // The SDK throws for every signature it does not accept.
  }
}
