import type Stripe from 'stripe'
import { idOf } from '../protocol/find'
import type { Scene } from '../sandbox'
import { is } from '../store'
import type { PaymentMethod } from '../wire'

const BRANDS: Readonly<Record<string, string>> = { amex: 'American Express', mastercard: 'Mastercard', visa: 'Visa' }

/** "Visa •••• 4242": as much of a payment method as may be shown. */
export const labelOf = ({ card, us_bank_account: account, sepa_debit: sepa }: PaymentMethod): string =>
  card
    ? `${BRANDS[card.brand] ?? card.brand} •••• ${card.last4}`
    : `Bank account •••• ${account?.last4 ?? sepa?.last4 ?? ''}`

/** The same by its ID or by what a field of another object holds. */
export const labelOfId = ({ env }: Scene, value: unknown): string | undefined => {
  const method = env.store.get(idOf(value) ?? '')
  return is<Stripe.PaymentMethod>(method, 'payment_method') ? labelOf(method) : undefined
}
