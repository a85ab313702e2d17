import { z } from '@botpress/sdk'
import type Stripe from 'stripe'

/** A saved way to pay, as the actions return it. Of a card, brand and last digits are all that is ever known here. */
export const paymentMethodSchema = z.object({
  id: z.string().describe('The ID of the payment method (pm_…)'),
  type: z.string().describe('card, us_bank_account, sepa_debit and others'),
  inWords: z.string().describe('What to call it: "visa ending in 4242, 12/2030"'),
  isDefault: z.boolean().describe('True for the one that is charged when nothing else is said'),
  expiresSoon: z.boolean().describe('True for a card that has expired or does within the next month'),
})

export type PaymentMethodOutput = z.input<typeof paymentMethodSchema>

const wordsOf = (method: Stripe.PaymentMethod): string => {
  const { type, card, us_bank_account: bank, sepa_debit: sepa } = method
  const last4 = card?.last4 ?? bank?.last4 ?? sepa?.last4
  const name = card?.brand ?? bank?.bank_name ?? type.replaceAll('_', ' ')
  const until = card ? `, ${String(card.exp_month).padStart(2, '0')}/${card.exp_year}` : ''
  return `${name}${last4 ? ` ending in ${last4}` : ''}${until}`
}

/** A card is good until the end of its month. @param now in milliseconds since 1970 */
const expiresSoon = ({ card }: Stripe.PaymentMethod, now: number): boolean =>
  card !== undefined && Date.UTC(card.exp_year, card.exp_month, 1) - now < 31 * 86_400_000

/** @param defaultId the customer's default, if any; `now` in milliseconds since 1970 */
export const toPaymentMethod = (
  method: Stripe.PaymentMethod,
  defaultId: string | undefined,
  now: number
): PaymentMethodOutput => ({
  ...{ id: method.id, type: method.type, inWords: wordsOf(method) },
  ...{ isDefault: method.id === defaultId, expiresSoon: expiresSoon(method, now) },
})

/** The payment method that a customer's invoices are charged to. */
export const defaultOf = (customer: Stripe.Customer | Stripe.DeletedCustomer): string | undefined => {
  const method = customer.deleted ? undefined : customer.invoice_settings.default_payment_method
  return (typeof method === 'object' ? method?.id : method) ?? undefined
}
