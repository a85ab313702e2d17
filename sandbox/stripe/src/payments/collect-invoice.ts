import type Stripe from 'stripe'
import { all, find, idOf } from '../protocol/find'
import { createInvoicePayment } from '../resources/invoice-payments'
import { cardBehind, cardError } from '../resources/payment-methods'
import { type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, Invoice, PaymentIntent, PaymentMethod, Subscription } from '../wire'
import { createIntent, payIntent } from './pay-intent'

/** An invoice that is paid, by a payment method or out of band. */
export const settleInvoice = (scene: Scene, invoice: Invoice, isAttempted: boolean): Invoice => {
  const paid = scene.env.store.replace({
    ...invoice,
    ...{ amount_paid: invoice.amount_due, amount_remaining: 0, attempted: true, auto_advance: false },
    ...{ attempt_count: invoice.attempt_count + (isAttempted ? 1 : 0), next_payment_attempt: null },
    status: 'paid' as const,
    status_transitions: { ...invoice.status_transitions, paid_at: seconds(scene) },
  })
  emit(scene, 'invoice.paid', paid)
  emit(scene, 'invoice.payment_succeeded', paid)
  return paid
}

const openPayment = (scene: Scene, { id }: Invoice): Stripe.InvoicePayment | undefined =>
  all<Stripe.InvoicePayment>(scene.env, 'invoice_payment').find(
    ({ invoice, status }) => invoice === id && status === 'open'
  )

/** The intent by which an open invoice is paid, once somebody tried to. */
export const intentOf = (scene: Scene, invoice: Invoice): PaymentIntent | undefined => {
  const id = idOf(openPayment(scene, invoice)?.payment.payment_intent)
  return id ? find<PaymentIntent>(scene.env, 'payment_intent', id) : undefined
}

const REASONS: Partial<Record<NonNullable<Invoice['billing_reason']>, string>> = {
  subscription_create: 'Subscription creation',
  subscription_cycle: 'Subscription update',
  subscription_update: 'Subscription update',
}

/** An invoice's payment goes by an intent of its own, which carries neither its metadata nor the subscription's. */
export const makeIntent = (scene: Scene, invoice: Invoice): PaymentIntent => {
  const intent = createIntent(scene, {
    ...{ amount: invoice.amount_due, currency: invoice.currency, customer: idOf(invoice.customer) },
    description: REASONS[invoice.billing_reason ?? 'manual'] ?? `Payment for Invoice`,
  })
  createInvoicePayment(scene, invoice, intent)
  return intent
}

/** The payment that settled an invoice. */
export const settleInvoicePayment = (scene: Scene, invoice: Invoice): void => {
  const open = openPayment(scene, invoice)
  if (!open) return
  const paid = scene.env.store.replace({
    ...open,
    ...{ amount_paid: invoice.amount_due, status: 'paid' },
    status_transitions: { ...open.status_transitions, paid_at: seconds(scene) },
  })
  emit(scene, 'invoice_payment.paid', paid)
}

/** When a payment that failed is tried again: 3, 5 and 7 days after the try before. Undefined: no more. */
const RETRY_DAYS = [3, 5, 7]

const nextAttempt = (scene: Scene, invoice: Invoice): number | null => {
  const days = RETRY_DAYS[invoice.attempt_count]
  return invoice.collection_method === 'send_invoice' || days === undefined ? null : seconds(scene) + days * 86_400
}

/**
 * Tries to pay an open invoice. Success and failure are in its status; a declined one stays open, with the moment of the
 * next try in `next_payment_attempt`.
 */
export const payInvoice = (scene: Scene, invoice: Invoice, method: PaymentMethod | undefined): Invoice => {
  if (invoice.amount_due === 0) return settleInvoice(scene, invoice, false)
  const result = method && payIntent(scene, intentOf(scene, invoice) ?? makeIntent(scene, invoice), method)
  if (result?.status === 'succeeded') {
    const paid = settleInvoice(scene, invoice, true)
    settleInvoicePayment(scene, invoice)
    return paid
  }
  if (result?.status === 'processing') return scene.env.store.replace({ ...invoice, attempted: true })
  const failed = scene.env.store.replace({
    ...invoice,
    ...{ attempt_count: invoice.attempt_count + 1, attempted: true, next_payment_attempt: nextAttempt(scene, invoice) },
  })
  const isWaiting = result?.status === 'requires_action'
  emit(scene, isWaiting ? 'invoice.payment_action_required' : 'invoice.payment_failed', failed)
  return failed
}

/** The payment method an invoice is charged to: its own, the subscription's, else the customer's. */
export const defaultMethod = (
  scene: Scene,
  invoice: Invoice,
  subscription: Subscription | undefined
): PaymentMethod | undefined => {
  const { invoice_settings: settings } = find<Customer>(scene.env, 'customer', idOf(invoice.customer) ?? '')
  const chosen = [invoice, subscription, settings].map((source) => idOf(source?.default_payment_method))
  const id = chosen.find((candidate) => candidate !== undefined)
  return id ? find<PaymentMethod>(scene.env, 'payment_method', id) : undefined
}

/** The payment method that a subscription's next invoice would be charged to. */
export const methodFor = (
  scene: Scene,
  { customer, ...own }: Pick<Subscription, 'customer' | 'default_payment_method'>
) => {
  const { invoice_settings: settings } = find<Customer>(scene.env, 'customer', idOf(customer) ?? '')
  const id = idOf(own.default_payment_method) ?? idOf(settings.default_payment_method)
  return id ? find<PaymentMethod>(scene.env, 'payment_method', id) : undefined
}

/** Where the bank wants the customer's confirmation. @see docs.stripe.com/error-codes */
export const NEEDS_ACTION = {
  ...{ code: 'subscription_payment_intent_requires_action', declineCode: 'authentication_required' },
  message:
    'Payment for this subscription requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with `subscription.latest_invoice`.',
}

/** Refuses what must be paid at once when it would not be; nothing has been changed by then. */
export const requirePayment = (scene: Scene, method: PaymentMethod | undefined): void => {
  const card = method && cardBehind(scene, method.id)
  if (card && !card.decline && !card.authentication) return
  const unpaid = { code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' }
  throw cardError(card?.authentication ? NEEDS_ACTION : (card?.decline ?? unpaid))
}

/** The subscription whose period an invoice is for. */
export const subscriptionOf = (scene: Scene, invoice: Invoice): Subscription | undefined => {
  const id = idOf(invoice.parent?.subscription_details?.subscription)
  return id ? find<Subscription>(scene.env, 'subscription', id) : undefined
}

const OWING = ['incomplete', 'past_due', 'unpaid']

/** A subscription whose invoice was paid goes on. */
const settleSubscription = (scene: Scene, invoice: Invoice): void => {
  const subscription = subscriptionOf(scene, invoice)
  if (!subscription || !OWING.includes(subscription.status)) return
  change(scene, subscription, { status: 'active' }, 'customer.subscription.updated')
}

/** An invoice's intent that was paid by itself, by its client or days later. */
export const settleByIntent = (scene: Scene, intent: PaymentIntent): void => {
  const payment = all<Stripe.InvoicePayment>(scene.env, 'invoice_payment').find(
    ({ payment: { payment_intent: id }, status }) => id === intent.id && status === 'open'
  )
  const invoice = payment && find<Invoice>(scene.env, 'invoice', idOf(payment.invoice) ?? '')
  if (intent.status !== 'succeeded' || !invoice || invoice.status === 'paid') return
  settleInvoice(scene, invoice, true)
  settleInvoicePayment(scene, invoice)
  settleSubscription(scene, invoice)
}

/** Tries to pay an open invoice and lets its subscription know. @param method default: the one kept for it */
export const collectInvoice = (scene: Scene, invoice: Invoice, method?: PaymentMethod): Invoice => {
  const subscription = subscriptionOf(scene, invoice)
  const result = payInvoice(scene, invoice, method ?? defaultMethod(scene, invoice, subscription))
  if (result.status === 'paid') settleSubscription(scene, result)
  else if (subscription && result.collection_method === 'charge_automatically') owe(scene, subscription)
  return result
}

/** A subscription whose invoice is not paid when it should be. */
export const owe = (scene: Scene, subscription: Subscription): void => {
  if (!['active', 'trialing'].includes(subscription.status)) return
  change(scene, subscription, { status: 'past_due' }, 'customer.subscription.updated')
}
