import { z } from '@botpress/sdk'
import { NEXT_STEPS } from '../decline'
import { placeFields } from '../define/event'

/**
 * What a bot is told of a payment, so that it can act without knowing Stripe: one event for each payment, each failed
 * try, each refund. Which of Stripe's events tells of it is decided in `announce.ts`.
 */
const text = (title: string, description: string) => z.string().optional().title(title).describe(description)

const item = z.object({ description: z.string(), quantity: z.number(), amount: z.number() })

export const settledPayload = z.object({
  origin: z.literal('stripe').title('Origin').describe('Where the event comes from: always "stripe"'),
  eventId: z.string().title('Stripe event ID').describe('The ID of the Stripe event (evt_…) that told of it'),
  created: z.number().title('Created').describe('When it happened at Stripe, in seconds since 1970'),
  livemode: z.boolean().title('Live mode').describe('True for real money, false for test data'),
  userId: text('User ID', 'The Botpress user it was sold to, when known'),
  ...placeFields,
  amount: z.number().title('Amount').describe("The amount in the currency's smallest unit: 1999 is 19.99 USD"),
  currency: z.string().title('Currency').describe('Three-letter currency code in lower case'),
  formattedAmount: z.string().title('Formatted amount').describe('The amount as people read it, for example $19.99'),
  mode: z
    .enum(['payment', 'subscription', 'invoice'])
    .title('Mode')
    .describe('payment: paid once. subscription: the first or a later charge of one. invoice: a single invoice'),
  items: z
    .array(item)
    .optional()
    .title('Items')
    .describe('What was sold: description, quantity and amount of each, when known'),
  url: text(
    'URL',
    'For a success the receipt or invoice, for a failure or a confirmation the page to try again, for an expiry the page to start over'
  ),
  customerId: text('Customer ID', 'The Stripe customer (cus_…), when there is one'),
  subscriptionId: text('Subscription ID', 'The subscription (sub_…) that was charged'),
  invoiceId: text('Invoice ID', 'The invoice (in_…)'),
  sessionId: text('Session ID', 'The checkout session (cs_…)'),
  paymentLinkId: text('Payment link ID', 'The payment link (plink_…) that was paid'),
  paymentIntentId: text('Payment intent ID', 'The payment intent (pi_…)'),
  chargeId: text('Charge ID', 'The charge (ch_…) that was refunded'),
  customerMessage: text(
    'Customer message',
    'For a failure: a sentence to show to the customer, vague where fraud is suspected'
  ),
  declineCode: text('Decline code', "For a failure: Stripe's code, to word the sentence in another language"),
  nextStep: z.enum(NEXT_STEPS).optional().title('Next step').describe('What the customer can do now'),
  metadata: z.record(z.string()).title('Metadata').describe('The names and texts the bot gave when it sold this'),
})

export type SettledPayload = z.input<typeof settledPayload>

const settled = (title: string, description: string) => ({ title, description, payload: settledPayload })

export const settledEvents = {
  paymentSucceeded: settled(
    'Payment succeeded',
    'A payment has arrived: of a payment link, a payment page, a subscription or an invoice.'
  ),
  paymentPending: settled(
    'Payment pending',
    'A customer paid by a method that takes days. paymentSucceeded or paymentFailed follows.'
  ),
  paymentFailed: settled('Payment failed', 'A try to pay failed. The customer may try again.'),
  paymentRefunded: settled('Payment refunded', 'An amount was paid back. One event for each part.'),
  paymentExpired: settled('Payment expired', 'A payment page was not paid in time, or was closed.'),
  paymentActionRequired: settled('Payment action required', 'The bank asks the customer to confirm a payment.'),
}

export type SettledName = keyof typeof settledEvents
