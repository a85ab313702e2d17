import { createPaymentMethod } from '../resources/payment-methods'
import type { Scene } from '../sandbox'
import type { Invoice, PaymentIntent, PaymentMethod } from '../wire'
import { collectInvoice, intentOf } from './collect-invoice'
import { bankAccountByNumber } from './test-accounts'
import { cardByNumber, type Decline, passesLuhn, type TestCard } from './test-cards'

/** What a customer typed on a payment page. */
export interface Payment {
  email: string
  name: string
  number: string
  /** A bank account instead of a card, when not empty. */
  account: string
  cvc: string
  expiry: string
  /** By the index of the line. */
  quantities: Record<number, number>
  /** What else the page asks, by the field's name. */
  extras: Record<string, string>
}

/** Who pays, and what else the page learned of them. */
export type Payer = Pick<Payment, 'email' | 'name' | 'extras'>

/** A problem to show on the page, at a field if it is one's. */
export interface PageProblem {
  message: string
  field?: string
}

const EXPIRY = /^\s*(\d{1,2})\s*\/\s*(\d{2}|\d{4})\s*$/

/** What the page itself refuses before anything is charged. */
export const problemWith = (payment: Payment, now: number, needsCard = true): PageProblem | undefined => {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(payment.email))
    return { message: 'Enter a valid email address.', field: 'email' }
  if (!needsCard) return undefined
  if (payment.account) {
    if (bankAccountByNumber(payment.account)) return undefined
    return { message: 'Your account number is invalid.', field: 'account' }
  }
  if (!passesLuhn(payment.number)) return { message: 'Your card number is invalid.', field: 'number' }
  const [, month = '', year = ''] = EXPIRY.exec(payment.expiry) ?? []
  const date = new Date(now)
  const fullYear = Number(year.length === 2 ? `20${year}` : year)
  const past = fullYear * 12 + Number(month) - 1 < date.getUTCFullYear() * 12 + date.getUTCMonth()
  if (!month || Number(month) < 1 || Number(month) > 12)
    return { message: "Your card's expiration date is invalid.", field: 'expiry' }
  if (past) return { message: "Your card's expiration date is in the past.", field: 'expiry' }
  const digits = /^3[47]/.test(payment.number) ? 4 : 3
  if (!new RegExp(`^\\d{${digits}}$`).test(payment.cvc))
    return { message: "Your card's security code is incomplete.", field: 'cvc' }
  return undefined
}

const REAL_CARD: TestCard = {
  ...{ brand: 'visa', last4: '0000', attachable: false },
  decline: {
    ...{ code: 'card_declined', declineCode: 'test_mode_live_card' },
    message:
      'Your card was declined. Your request was in test mode, but used a card that is not one of the test cards.',
  },
}

export const fieldOf = ({ code }: Decline): PageProblem['field'] =>
  code === 'incorrect_cvc' ? 'cvc' : code === 'expired_card' ? 'expiry' : 'number'

export const cardOnPage = ({ number, account }: Payment): TestCard =>
  (account ? bankAccountByNumber(account) : cardByNumber(number)) ?? REAL_CARD

/** The payment method that was typed on a page. The bank's confirmation is given there. */
export const methodOnPage = (scene: Scene, payment: Payment): PaymentMethod => {
  const { authentication: _, ...confirmed } = cardOnPage(payment)
  return createPaymentMethod(scene, confirmed, { email: payment.email, name: payment.name || null })
}

/** Once the customer has left, a card that always asks for confirmation asks again. */
export const leavePage = (scene: Scene, payment: Payment, method: PaymentMethod): void => {
  const card = cardOnPage(payment)
  if (card.authentication === 'always') scene.env.cards.set(method.id, card)
}

/** What the page says to a payment that was declined. */
export const declinedProblem = (scene: Scene, intent: PaymentIntent, method: PaymentMethod): PageProblem => {
  const decline = scene.env.cards.get(method.id)?.decline
  return {
    message: intent.last_payment_error?.message ?? 'Your card was declined.',
    ...(decline && { field: fieldOf(decline) }),
  }
}

/** Pays an invoice with what was typed on its page. @returns what the page has to say, when it is not paid */
export const payHostedInvoice = (scene: Scene, invoice: Invoice, payment: Payment): PageProblem | undefined => {
  const problem = problemWith(payment, scene.sandbox.clock.now())
  if (problem) return problem
  const method = methodOnPage(scene, payment)
  if (collectInvoice(scene, invoice, method).status === 'paid') return undefined
  const intent = intentOf(scene, invoice)
  if (intent?.status === 'processing') return undefined
  return intent ? declinedProblem(scene, intent, method) : { message: 'Your card was declined.', field: 'number' }
}
