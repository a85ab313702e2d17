import { z } from '@botpress/sdk'

/** A limit in one currency. */
const limit = z.object({
  currency: z.string().max(3).describe('Three-letter currency code, for example usd'),
  amount: z.string().max(30).describe('As people write it, for example 500.00'),
})

/** Stripe's longest trial. @see docs.stripe.com/billing/subscriptions/trials */
export const LONGEST_TRIAL_DAYS = 730

/** The defaults, where money leaves. */
export const DEFAULTS = {
  refunds: 'own',
  refundDays: 30,
  largestDiscountPercent: 50,
  largestTrialDays: 0,
  access: 'own',
} as const

/**
 * What a bot may do at most, whoever asks it: a language model's arguments are not trusted. Each is enforced here, on the
 * server, before anything is asked of Stripe that could change something.
 */
export const guardrailFields = {
  testModeOnly: z
    .boolean()
    .optional()
    .title('Test mode only')
    .describe('Refuses a live key, so that a bot that is being built cannot move real money.'),
  allowedCurrencies: z
    .array(z.string().max(3))
    .max(50)
    .optional()
    .title('Allowed currencies')
    .describe('Currencies the bot may sell and bill in, for example usd. Leave it empty for all.'),
  allowedProducts: z
    .array(z.string().max(255))
    .max(500)
    .optional()
    .title('Allowed products')
    .describe('Products the bot may sell, by ID (prod_…) or exact name. Leave both lists empty for all.'),
  allowedPrices: z
    .array(z.string().max(255))
    .max(500)
    .optional()
    .title('Allowed prices')
    .describe(
      'Prices the bot may sell, by ID (price_…). With this list or the one above, the bot cannot invent prices.'
    ),
  largestAmounts: z
    .array(limit)
    .max(50)
    .optional()
    .title('Largest amounts')
    .describe('The most that one sale or invoice may cost, by currency. A currency that is not listed has no limit.'),
  largestQuantity: z
    .number()
    .int()
    .min(1)
    .optional()
    .title('Largest quantity')
    .describe('The most pieces of one thing in one sale. Leave it empty for no limit.'),
  largestDiscountPercent: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .title('Largest discount')
    .describe(
      `The largest discount, in percent, of a coupon or code that the bot makes; 0 for none, 100 for any. Below 100, an amount off takes a promotion code with a minimum purchase that keeps it within. Default ${DEFAULTS.largestDiscountPercent}.`
    ),
  largestTrialDays: z
    .number()
    .int()
    .min(0)
    .max(LONGEST_TRIAL_DAYS)
    .optional()
    .title('Longest trial')
    .describe(
      `The longest free trial, in days from its start to its end, that the bot may offer, start or extend; 0 for none. Left empty, its links and pages may offer any, and the bot itself starts and extends none.`
    ),
  refunds: z
    .enum(['off', 'own', 'any'])
    .optional()
    .title('Refunds')
    .describe(
      `off: none. own: only payments of the chat user for whom the bot asks. any: every payment of the account. Default ${DEFAULTS.refunds}.`
    ),
  largestRefunds: z
    .array(limit)
    .max(50)
    .optional()
    .title('Largest refunds')
    .describe('The most that one refund may pay back, by currency. Without a limit: what was paid.'),
  refundDays: z
    .number()
    .int()
    .min(0)
    .optional()
    .title('Refund days')
    .describe(`How many days after a payment it can be refunded; 0 for ever. Default ${DEFAULTS.refundDays}.`),
  access: z
    .enum(['own', 'any'])
    .optional()
    .title('Whose data')
    .describe(
      `own: the bot sees and changes only what belongs to the chat user for whom it asks. any: of every customer, for a bot that the shop's staff uses. Default ${DEFAULTS.access}.`
    ),
  requireCustomerToken: z
    .boolean()
    .optional()
    .title('Require customer token')
    .describe(
      'Whether actions about a customer need the token that linkCustomer gave, in place of a user ID that anybody could name.'
    ),
  allowedRequests: z
    .array(z.string().max(200))
    .max(50)
    .optional()
    .title('Allowed requests')
    .describe(
      'For callStripe: the requests it may make, for example "GET /v1/balance_transactions" or "POST /v1/quotes/*". Leave it empty to switch callStripe off.'
    ),
}
