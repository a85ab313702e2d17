import { z } from '@botpress/sdk'
import { NEXT_STEPS } from '../decline'
import { placeFields } from '../define/event'

/**
 * What a bot is told of a payment, so that it can act without knowing Stripe: one event for each payment, each failed
 * try, each refund. Which of Stripe's events tells of it is decided in `announce.ts`.
 */
const text = z.string().optional()

const item = z.object({ description: z.string(), quantity: z.number(), amount: z.number() })

export const settledPayload = z.object({
  origin: z.literal('stripe').title('Origin').describe('Where the event comes from: always "stripe"'),
  eventId: z.string().title('Stripe event ID').describe('The ID of the Stripe event (evt_…) that told of it'),
  created: z.number().title('Created').describe('When it happened at Stripe, in seconds since 1970'),
  livemode: z.boolean().title('Live mode').describe('True for real money, false for test data'),
  userId: text.title('User ID').describe('The Botpress user it was sold to, when known'),
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
  url: text
    .title('URL')
    .describe(
      'For a success the receipt or invoice, for a failure or a confirmation the page to try again, for an expiry the page to start over'
    ),
  customerId: text.title('Customer ID').describe('The Stripe customer (cus_…), when there is one'),
  subscriptionId: text.title('Subscription ID').describe('The subscription (sub_…) that was charged'),
  invoiceId: text.title('Invoice ID').describe('The invoice (in_…)'),
  sessionId: text.title('Session ID').describe('The checkout session (cs_…)'),
  paymentLinkId: text.title('Payment link ID').describe('The payment link (plink_…) that was paid'),
  paymentIntentId: text.title('Payment intent ID').describe('The payment intent (pi_…)'),
  chargeId: text.title('Charge ID').describe('The charge (ch_…) that was refunded'),
  customerMessage: text
    .title('Customer message')
    .describe('For a failure: a sentence to show to the customer, vague where fraud is suspected'),
  declineCode: text
    .title('Decline code')
    .describe("For a failure: Stripe's code, to word the sentence in another language"),
  nextStep: z.enum(NEXT_STEPS).optional().title('Next step').describe('What the customer can do now'),
  metadata: z.record(z.string()).title('Metadata').describe('The names and texts the bot gave when it sold this'),
})

export type SettledPayload = z.input<typeof settledPayload>

const settled = (texts: { title: string; description: string }) => ({ ...texts, payload: settledPayload })

export const settledEvents = {
  paymentSucceeded: settled({
    title: 'Payment succeeded',
    description: 'A payment has arrived: of a payment link, a payment page, a subscription or an invoice.',
  }),
  paymentPending: settled({
    title: 'Payment pending',
    description: 'A customer paid by a method that takes days. paymentSucceeded or paymentFailed follows.',
  }),
  paymentFailed: settled({ title: 'Payment failed', description: 'A try to pay failed. The customer may try again.' }),
  paymentRefunded: settled({
    title: 'Payment refunded',
    description: 'An amount was paid back. One event for each part.',
  }),
  paymentExpired: settled({
    title: 'Payment expired',
    description: 'A payment page was not paid in time, or was closed.',
  }),
  paymentActionRequired: settled({
    title: 'Payment action required',
    description: 'The bank asks the customer to confirm a payment.',
  }),
}

export type SettledName = keyof typeof settledEvents
