import type Stripe from 'stripe'
import type { ApiVersion } from '../versions'
import type { StripeEvent } from '../webhook/event'
import { idAt } from '../webhook/read'
import { orNothing } from '../webhook/stripe'

/** Where objects are found by their ID, by what they say they are. What is not here is shown as its event has it. */
const PATHS: Readonly<Record<string, string>> = {
  charge: 'charges',
  'checkout.session': 'checkout/sessions',
  coupon: 'coupons',
  credit_note: 'credit_notes',
  customer: 'customers',
  dispute: 'disputes',
  invoice: 'invoices',
  invoiceitem: 'invoiceitems',
  payment_intent: 'payment_intents',
  payment_link: 'payment_links',
  payment_method: 'payment_methods',
  payout: 'payouts',
  plan: 'plans',
  price: 'prices',
  product: 'products',
  promotion_code: 'promotion_codes',
  quote: 'quotes',
  refund: 'refunds',
  setup_intent: 'setup_intents',
  subscription: 'subscriptions',
  subscription_schedule: 'subscription_schedules',
}

/**
 * Shows events of Stripe's list as the webhook endpoint would have: the list has each in the version that the account had
 * then. Where that is another, the object is retrieved in the wanted one, as it is by now; one that is gone is shown as
 * the event has it. One call to Stripe at most.
 */
export const renderedIn =
  (version: ApiVersion, stripe: Stripe) =>
  async (event: StripeEvent): Promise<StripeEvent> => {
    const { object } = event.data
    const kind = String(object.object)
    const path = Object.hasOwn(PATHS, kind) ? PATHS[kind] : undefined
    const id = idAt(object, 'id')
    if (event.api_version === version || path === undefined || id === undefined) return event
    const address = `/v1/${path}/${encodeURIComponent(id)}`
    const now: StripeEvent['data']['object'] | undefined = await orNothing(
      stripe.rawRequest('GET', address, undefined, { apiVersion: version })
    )
    return now === undefined || now.deleted === true ? event : { ...event, data: { ...event.data, object: now } }
  }
