import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { fromMetadata } from '../binding'
import { declineSentence } from '../gateway/declines'
import { moneySchema, toMoney } from '../money/input'

/** A payment as the actions return it: a payment intent and what became of its charge. */
export const paymentFields = {
  id: z.string().title('Payment ID').describe('The ID of the payment intent (pi_…)'),
  status: z
    .string()
    .title('Status')
    .describe(
      'succeeded, processing, requires_payment_method (not paid, or declined), requires_action (the bank asks), requires_confirmation, requires_capture or canceled'
    ),
  total: moneySchema.title('Total').describe('What is to be paid, or was'),
  refunded: moneySchema.optional().title('Refunded').describe('What was paid back so far, when anything was'),
  capturable: moneySchema
    .optional()
    .title('Capturable')
    .describe('What is reserved on the card and can be captured, when anything is'),
  created: z.number().title('Created').describe('When it was begun, in seconds since 1970'),
  description: z.string().optional().title('Description').describe('What it was for, when the shop noted it'),
  customerId: z.string().optional().title('Customer ID').describe('The customer (cus_…), when there is one'),
  paymentMethod: z
    .string()
    .optional()
    .title('Payment method')
    .describe('How it was paid, in short: "visa ending in 4242"'),
  receiptUrl: z.string().optional().title('Receipt URL').describe("The address of Stripe's receipt, when it was paid"),
  isDisputed: z.boolean().optional().title('Disputed').describe('True when the customer disputes it at their bank'),
  declineCode: z.string().optional().title('Decline code').describe("Stripe's code, when the last try was declined"),
  customerMessage: z
    .string()
    .optional()
    .title('Customer message')
    .describe('A sentence to show to the customer, when the last try was declined'),
  metadata: z.record(z.string()).title('Metadata').describe('The names and texts the bot gave when it sold this'),
}

export const paymentSchema = z.object(paymentFields)

export type PaymentOutput = z.input<typeof paymentSchema>

/** What has to be expanded so that a payment is told in one call. */
export const PAYMENT_EXPAND = ['latest_charge']

/** A way to pay: of a charge, or as a customer has saved it. */
interface Method {
  type: string
  card?: { brand: string | null; last4: string | null } | null
  us_bank_account?: { last4: string | null } | null
  sepa_debit?: { last4: string | null } | null
}

/** A way to pay in words. Brand and last digits may be shown; no more of a card is ever known here. */
export const methodInWords = (details: Method | null | undefined): string | undefined => {
  if (!details) return undefined
  const { type, card, us_bank_account: bank, sepa_debit: sepa } = details
  const last4 = card?.last4 ?? bank?.last4 ?? sepa?.last4
  const name = card?.brand ?? type.replaceAll('_', ' ')
  return last4 ? `${name} ending in ${last4}` : name
}

/** The charge of a payment whose `latest_charge` was expanded. */
export const chargeOf = ({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.Charge | undefined =>
  typeof charge === 'object' && charge !== null ? charge : undefined

const ofCharge = (charge: Stripe.Charge | undefined, locale: string): Partial<PaymentOutput> => {
  if (!charge) return {}
  const { amount_refunded: amount, currency, receipt_url: receiptUrl } = charge
  const paymentMethod = methodInWords(charge.payment_method_details)
  return {
    ...(amount > 0 && { refunded: toMoney({ amount, currency }, locale) }),
    ...(paymentMethod && { paymentMethod }),
    ...(charge.paid && receiptUrl && { receiptUrl }),
    ...(charge.disputed && { isDisputed: true }),
  }
}

const ofError = ({ status, last_payment_error: error }: Stripe.PaymentIntent): Partial<PaymentOutput> => {
  if (!error || status === 'succeeded') return {}
  const code = error.decline_code ?? error.code
  return { ...(code && { declineCode: code }), customerMessage: declineSentence(code) }
}

/** @param intent with PAYMENT_EXPAND; `locale` as `checkLocale` returns it */
export const toPayment = (intent: Stripe.PaymentIntent, locale: string): PaymentOutput => {
  const { id, status, amount, amount_received: received, amount_capturable: capturable, currency, customer } = intent
  return {
    ...{ id, status, created: intent.created },
    total: toMoney({ amount: status === 'succeeded' ? received : amount, currency }, locale),
    ...(capturable > 0 && { capturable: toMoney({ amount: capturable, currency }, locale) }),
    ...(intent.description && { description: intent.description }),
    ...(customer && { customerId: typeof customer === 'string' ? customer : customer.id }),
    ...ofCharge(chargeOf(intent), locale),
    ...ofError(intent),
    metadata: fromMetadata(intent.metadata).metadata,
  }
}
