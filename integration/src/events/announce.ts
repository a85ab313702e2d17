import { fromMetadata } from '../binding'
import type { SettledName } from './settled'

/** The object of a Stripe event, in whichever version it is rendered. */
type StripeObject = Readonly<Record<string, unknown>>

/** One of Stripe's events that may tell of a payment. */
interface Announcement {
  stripe: string
  /** When it is this event that tells. */
  when(object: StripeObject): boolean
  tells: SettledName
}

const markerOf = (object: StripeObject) => fromMetadata(object.metadata)
/** The payment intent tells of this payment by itself: its capture is manual, or no session led to it. */
const isByIntent = (object: StripeObject): boolean => markerOf(object).announces === 'intent'
/** Sold by this integration: our metadata is on the session and on the payment intent alike. */
const isOurs = (object: StripeObject): boolean => markerOf(object).botId !== undefined

const makesInvoice = ({ invoice_creation: creation }: StripeObject): boolean =>
  typeof creation === 'object' && creation !== null && 'enabled' in creation && creation.enabled === true

const isPaymentSession = (object: StripeObject): boolean =>
  object.mode === 'payment' && !makesInvoice(object) && !isByIntent(object)

const isSettled = ({ payment_status: status }: StripeObject): boolean =>
  status === 'paid' || status === 'no_payment_required'

const isPositive = (amount: unknown): boolean => typeof amount === 'number' && amount > 0

/**
 * WHO ANNOUNCES. Stripe tells of one payment by several events, none of which names all the others: an invoice names no
 * payment intent, and an intent names neither invoice nor session. No memory can merge them, so exactly one of them is
 * chosen here, by what it says itself. Every other event goes out under its own name only.
 */
export const announcements: readonly Announcement[] = [
  {
    stripe: 'checkout.session.completed',
    when: (session) => isPaymentSession(session) && isSettled(session),
    tells: 'paymentSucceeded',
  },
  { stripe: 'checkout.session.async_payment_succeeded', when: isPaymentSession, tells: 'paymentSucceeded' },
  // Every invoice, those of subscriptions and of sessions included. One of 0 is a trial's.
  { stripe: 'invoice.paid', when: ({ amount_paid: paid }) => isPositive(paid), tells: 'paymentSucceeded' },
  { stripe: 'payment_intent.succeeded', when: isByIntent, tells: 'paymentSucceeded' },
  {
    stripe: 'checkout.session.completed',
    when: (session) => session.payment_status === 'unpaid' && !isByIntent(session),
    tells: 'paymentPending',
  },
  { stripe: 'invoice.payment_failed', when: () => true, tells: 'paymentFailed' },
  // Each declined try on a page we sold by. Intents of subscriptions and of other sellers carry nothing of ours.
  { stripe: 'payment_intent.payment_failed', when: (intent) => isOurs(intent), tells: 'paymentFailed' },
  {
    stripe: 'checkout.session.async_payment_failed',
    when: (session) => session.mode === 'payment' && !isOurs(session),
    tells: 'paymentFailed',
  },
  { stripe: 'charge.refunded', when: () => true, tells: 'paymentRefunded' },
  {
    stripe: 'checkout.session.expired',
    // A link opens a session for everybody who looks at it: those that expire mean nothing. Nor is a card to save a payment.
    when: ({ payment_link: link, mode }) => (link === null || link === undefined) && mode !== 'setup',
    tells: 'paymentExpired',
  },
  { stripe: 'invoice.payment_action_required', when: () => true, tells: 'paymentActionRequired' },
  { stripe: 'payment_intent.requires_action', when: isByIntent, tells: 'paymentActionRequired' },
]

/** What an event of Stripe's tells of a payment, if it is the one that does. */
export const announcedBy = (type: string, object: StripeObject): SettledName | undefined =>
  announcements.find((announcement) => announcement.stripe === type && announcement.when(object))?.tells

/** The types of Stripe's that may tell of this. */
export const sourcesOf = (name: SettledName): string[] =>
  announcements.filter(({ tells }) => tells === name).map(({ stripe }) => stripe)
