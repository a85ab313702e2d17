import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { fromMetadata } from '../binding'
import { sessionOutput, toSession } from '../define/session'
import { moneySchema, toMoney } from '../money/input'

const item = z.object({
  description: z.string().optional().describe('The name of the product'),
  priceId: z.string().optional().describe('The ID of the price (price_…)'),
  quantity: z.number().describe('How many pieces'),
  total: moneySchema.describe('What all pieces cost, less discounts, with tax'),
})

/** A payment page as the actions return it. */
export const checkoutSessionFields = {
  ...sessionOutput,
  mode: z.string().title('Mode').describe('payment, subscription or setup'),
  paymentStatus: z
    .string()
    .title('Payment status')
    .describe('paid, unpaid (also while a bank transfer is on its way) or no_payment_required (a trial, or setup)'),
  total: moneySchema.optional().title('Total').describe('What is to be paid, or was. Absent for setup'),
  subtotal: moneySchema.optional().title('Subtotal').describe('Before discounts, shipping and tax'),
  discount: moneySchema.optional().title('Discount').describe('What is taken off, when anything is'),
  shipping: moneySchema.optional().title('Shipping').describe('What sending costs, when anything'),
  tax: moneySchema.optional().title('Tax').describe('The tax, when there is any'),
  items: z.array(item).title('Items').describe('What is sold'),
  customerId: z.string().optional().title('Customer ID').describe('The customer (cus_…), when there is one'),
  paymentId: z.string().optional().title('Payment ID').describe('The payment (pi_…), once somebody tried to pay'),
  subscriptionId: z.string().optional().title('Subscription ID').describe('The subscription (sub_…), once it was paid'),
  invoiceId: z.string().optional().title('Invoice ID').describe('The invoice (in_…), when there is one'),
  paymentMethodId: z
    .string()
    .optional()
    .title('Payment method ID')
    .describe('For setup: the card or other way to pay that was saved (pm_…)'),
  recoveryUrl: z
    .string()
    .optional()
    .title('Recovery URL')
    .describe('For a page that expired with recovery: the address to open it again, for 30 days'),
  metadata: z.record(z.string()).title('Metadata').describe('The names and texts the bot gave when it sold this'),
}

export type CheckoutSessionOutput = z.input<z.ZodObject<typeof checkoutSessionFields>>

/** What has to be expanded so that a session is told in one call. */
export const SESSION_EXPAND = ['line_items', 'setup_intent']

type Session = Stripe.Checkout.Session

const idOf = (value: string | { id: string } | null | undefined): string | undefined =>
  typeof value === 'object' ? value?.id : value

const amountsOf = (session: Session, locale: string): Partial<CheckoutSessionOutput> => {
  const { amount_total: total, amount_subtotal: subtotal, total_details: details } = session
  const currency = session.currency ?? 'usd'
  const money = (amount: number) => toMoney({ amount, currency }, locale)
  if (session.mode === 'setup' || total === null) return {}
  const { amount_discount: discount = 0, amount_shipping: shipping, amount_tax: tax = 0 } = details ?? {}
  return {
    total: money(total),
    ...(subtotal !== null && { subtotal: money(subtotal) }),
    ...(discount > 0 && { discount: money(discount) }),
    ...(shipping && { shipping: money(shipping) }),
    ...(tax > 0 && { tax: money(tax) }),
  }
}

const toItem = (locale: string) => (line: Stripe.LineItem) => ({
  ...(line.description && { description: line.description }),
  ...(line.price && { priceId: line.price.id }),
  quantity: line.quantity ?? 1,
  total: toMoney({ amount: line.amount_total, currency: line.currency }, locale),
})

const leadsTo = (session: Session): Partial<CheckoutSessionOutput> => {
  const [customerId, paymentId] = [idOf(session.customer), idOf(session.payment_intent)]
  const [subscriptionId, invoiceId] = [idOf(session.subscription), idOf(session.invoice)]
  const setup = typeof session.setup_intent === 'object' ? session.setup_intent : undefined
  const paymentMethodId = session.status === 'complete' ? idOf(setup?.payment_method) : undefined
  const recoveryUrl = session.after_expiration?.recovery?.url
  return {
    ...(customerId && { customerId }),
    ...(paymentId && { paymentId }),
    ...(subscriptionId && { subscriptionId }),
    ...(invoiceId && { invoiceId }),
    ...(paymentMethodId && { paymentMethodId }),
    ...(recoveryUrl && { recoveryUrl }),
  }
}

/** @param session with SESSION_EXPAND; `lines` all that it sells; `locale` as `checkLocale` returns it */
export const toCheckoutSession = (
  session: Session,
  lines: readonly Stripe.LineItem[],
  locale: string
): CheckoutSessionOutput => ({
  ...{ ...toSession(session), mode: session.mode, paymentStatus: session.payment_status },
  ...amountsOf(session, locale),
  items: lines.map(toItem(locale)),
  ...leadsTo(session),
  metadata: fromMetadata(session.metadata).metadata,
})
