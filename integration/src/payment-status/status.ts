import { z } from '@botpress/sdk'
import { NEXT_STEPS } from '../decline'

/** What may have become of what was sold. */
const STATUSES = ['unpaid', 'processing', 'paid', 'failed', 'expired', 'refunded', 'nothing_sold'] as const

const text = z.string().optional()
const whole = z.number().optional()

/** What can be told of a payment, however it was sold. */
const found = {
  status: z
    .enum(STATUSES)
    .title('Status')
    .describe(
      'unpaid: not paid yet. processing: the money is on its way, or reserved. paid. failed: the last try was declined. expired: can no longer be paid. refunded: all of it was paid back. nothing_sold: nothing was sold in this conversation'
    ),
  kind: z
    .enum(['link', 'session', 'intent', 'invoice'])
    .optional()
    .title('Kind')
    .describe('What the ID names: a payment link, a checkout session, a payment intent or an invoice'),
  id: text.title('ID').describe('What was looked at (plink_…, cs_…, pi_… or in_…)'),
  amount: whole
    .title('Amount')
    .describe("What was paid or is to be paid, in the currency's smallest unit: 1999 is 19.99 USD"),
  currency: text.title('Currency').describe('Three-letter currency code in lower case'),
  amountRefunded: whole.title('Amount refunded').describe('How much of it was paid back, when anything was'),
  payments: whole
    .title('Payments')
    .describe('For a payment link that was paid: how often, 100 at most. Amounts are those of all of them together'),
  paidAt: whole.title('Paid at').describe('When the customer paid, in seconds since 1970'),
  url: text
    .title('URL')
    .describe(
      'While unpaid or failed the page to pay or to try again, once paid the receipt or invoice, after an expiry the page to start over; when there is one'
    ),
  customerMessage: text
    .title('Customer message')
    .describe('After a failure: a sentence to show to the customer, vague where fraud is suspected'),
  declineCode: text
    .title('Decline code')
    .describe("After a failure: Stripe's code, to word the sentence in another language"),
  nextStep: z.enum(NEXT_STEPS).optional().title('Next step').describe('What the customer can do now'),
  paymentLinkId: text.title('Payment link ID').describe('The payment link (plink_…)'),
  sessionId: text.title('Session ID').describe('The checkout session (cs_…)'),
  paymentIntentId: text.title('Payment intent ID').describe('The payment intent (pi_…)'),
  invoiceId: text.title('Invoice ID').describe('The invoice (in_…)'),
  subscriptionId: text.title('Subscription ID').describe('The subscription (sub_…) it is for'),
  customerId: text.title('Customer ID').describe('The Stripe customer (cus_…), when there is one'),
}

const sale = z.object({ kind: z.enum(['link', 'session', 'invoice']), id: z.string(), soldAt: z.number() })

/** What the action returns. */
export const statusOutput = {
  ...found,
  formattedAmount: text.title('Formatted amount').describe('The amount as people read it, for example $19.99'),
  sales: z
    .array(sale)
    .optional()
    .title('Sales')
    .describe(
      'For a conversation: what was last sold in it, the newest first, by kind, id and soldAt (seconds since 1970). Ask again with an id to know about an older one'
    ),
}

const foundObject = z.object(found)

/** What was found out of Stripe's objects. */
export type Found = z.input<typeof foundObject>

/** The object in a field that was expanded. */
export const expanded = <T extends object>(value: string | T | null | undefined): T | undefined =>
  typeof value === 'object' && value !== null ? value : undefined

/** The sum of what is known; undefined when nothing is, or nothing but 0. */
export const sumOf = (amounts: ReadonlyArray<number | undefined>): number | undefined =>
  amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0) || undefined
