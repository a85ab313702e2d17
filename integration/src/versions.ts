/**
 * The two API versions in which Stripe may render the objects of webhook events. Calls always use the pinned one.
 * @see docs.stripe.com/webhooks/versioning
 */
export const PINNED_API_VERSION = '2026-10-28.endive'

/** The default of Botpress' earlier Stripe integration: for bots that move over and read `data.object`. */
export const LEGACY_API_VERSION = '2023-10-16'

export const API_VERSIONS = [PINNED_API_VERSION, LEGACY_API_VERSION] as const
export type ApiVersion = (typeof API_VERSIONS)[number]
