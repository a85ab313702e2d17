/**
 * Parameters of which Stripe takes one at most. Its types do not say so, only its reference does.
 * @see docs.stripe.com/api, at each operation
 */
type Alternatives = readonly (readonly [string, string])[]

const PRICED: Alternatives = [['price', 'price_data']]
const PRICE: Alternatives = [
  ['unit_amount', 'unit_amount_decimal'],
  ['product', 'product_data'],
]
const END: Alternatives = [['cancel_at', 'cancel_at_period_end']]

/** By the route of an operation. */
export const ofRoute: Readonly<Record<string, Alternatives>> = {
  'GET /v1/events': [['type', 'types']],
  'POST /v1/checkout/sessions': [
    ['customer', 'customer_email'],
    ['customer', 'customer_creation'],
    ['allow_promotion_codes', 'discounts'],
  ],
  'POST /v1/invoices': [['days_until_due', 'due_date']],
  'POST /v1/prices': PRICE,
  'POST /v1/refunds': [['charge', 'payment_intent']],
  'POST /v1/subscription_schedules': [['from_subscription', 'phases']],
  'POST /v1/subscriptions': [['trial_end', 'trial_period_days'], ...END],
  'POST /v1/subscriptions/{id}': END,
}

/** By the name of what they are part of, wherever that is. */
export const ofPart: Readonly<Record<string, Alternatives>> = {
  ...{ add_invoice_items: PRICED, items: PRICED, line_items: PRICED },
  price_data: PRICE,
}

/** Those of which both are given. */
export const bothOf = (
  alternatives: Alternatives | undefined,
  given: Readonly<Record<string, unknown>>
): readonly [string, string] | undefined =>
  alternatives?.find((names) => names.every((name) => Object.hasOwn(given, name)))
