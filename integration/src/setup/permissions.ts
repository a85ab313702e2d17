import type Stripe from 'stripe'
import type { ApiKey } from './key'

/** What a feature of this integration needs. */
export interface Permission {
  feature: string
  /** As the Dashboard names it. */
  permission: string
  ok: boolean
}

/** What is needed for what, and a list that may be read with it. Writing cannot be tried without writing. */
const NEEDED: ReadonlyArray<[feature: string, permission: string, path: string]> = [
  ['Events arrive in the bot', 'Webhook Endpoints: Write', 'webhook_endpoints'],
  ['Missed events are caught up', 'Events: Read', 'events'],
  ['Payment links and subscription links', 'Payment Links: Write', 'payment_links'],
  ['Payment pages', 'Checkout Sessions: Write', 'checkout/sessions'],
  ['Products', 'Products: Write', 'products'],
  ['Prices', 'Prices: Write', 'prices'],
  ['Customers', 'Customers: Write', 'customers'],
  ['Receipts, and the conversation of a dispute or refund', 'Charges: Read', 'charges'],
  ['Why an invoice was not paid, and the conversation of its payment', 'Invoices: Read', 'invoice_payments'],
]

export const isRestricted = ({ value }: ApiKey): boolean => value.startsWith('rk_')

/**
 * What the key may do. A secret key may do everything; what a restricted one may read is tried, at one call for each
 * feature.
 * @throws Stripe's errors of another kind
 */
export const permissionsOf = async (key: ApiKey, stripe: Stripe): Promise<Permission[]> =>
  Promise.all(
    NEEDED.map(async ([feature, permission, path]) => ({
      ...{ feature, permission },
      ok: !isRestricted(key) || (await mayRead(path, stripe)),
    }))
  )

const mayRead = async (path: string, stripe: Stripe): Promise<boolean> => {
  try {
    await stripe.rawRequest('GET', `/v1/${path}?limit=1`)
    return true
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'StripePermissionError') return false
    throw error
  }
}
