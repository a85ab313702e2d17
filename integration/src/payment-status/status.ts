import { z } from '@botpress/sdk'
import { NEXT_STEPS } from '../decline'

/** What may have become of what was sold. */
const STATUSES = ['unpaid', 'processing', 'paid', 'failed', 'expired', 'refunded', 'nothing_sold'] as const

const text = (title: string, description: string) => z.string().optional().title(title).describe(description)
const whole = (title: string, description: string) => z.number().optional().title(title).describe(description)

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
  id: text('ID', 'What was looked at (plink_…, cs_…, pi_… or in_…)'),
  amount: whole('Amount', "What was paid or is to be paid, in the currency's smallest unit: 1999 is 19.99 USD"),
  currency: text('Currency', 'Three-letter currency code in lower case'),
  amountRefunded: whole('Amount refunded', 'How much of it was paid back, when anything was'),
  payments: whole(
    'Payments',
    'For a payment link that was paid: how often, 100 at most. Amounts are those of all of them together'
  ),
  paidAt: whole('Paid at', 'When the customer paid, in seconds since 1970'),
  url: text(
    'URL',
    'While unpaid or failed the page to pay or to try again, once paid the receipt or invoice, after an expiry the page to start over; when there is one'
  ),
  customerMessage: text(
    'Customer message',
    'After a failure: a sentence to show to the customer, vague where fraud is suspected'
  ),
  declineCode: text('Decline code', "After a failure: Stripe's code, to word the sentence in another language"),
  nextStep: z.enum(NEXT_STEPS).optional().title('Next step').describe('What the customer can do now'),
  paymentLinkId: text('Payment link ID', 'The payment link (plink_…)'),
  sessionId: text('Session ID', 'The checkout session (cs_…)'),
  paymentIntentId: text('Payment intent ID', 'The payment intent (pi_…)'),
  invoiceId: text('Invoice ID', 'The invoice (in_…)'),
  subscriptionId: text('Subscription ID', 'The subscription (sub_…) it is for'),
  customerId: text('Customer ID', 'The Stripe customer (cus_…), when there is one'),
}

const sale = z.object({ kind: z.enum(['link', 'session', 'invoice']), id: z.string(), soldAt: z.number() })

/** What the action returns. */
export const statusOutput = {
  ...found,
  formattedAmount: text('Formatted amount', 'The amount as people read it, for example $19.99'),
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
