import type Stripe from 'stripe'
import { declineOf } from '../decline'
import type { SettledName, SettledPayload } from '../events/settled'
import { formatMoney } from '../money/money'
import type { Bound } from './bind'
import type { StripeEvent } from './event'
import { at, idAt, numberAt, type StripeObject, subscriptionOf, textAt } from './read'
import { orNothing } from './stripe'

/** What differs between the payments that are told of. */
type Details = Partial<SettledPayload> & Pick<SettledPayload, 'amount' | 'mode'>

interface Situation {
  name: SettledName
  event: StripeEvent
  object: StripeObject
  /** One call to Stripe at most is made in it. */
  withStripe<T>(work: (stripe: Stripe) => Promise<T>): Promise<T>
}

const itemsOf = (lines: unknown): SettledPayload['items'] => {
  const data = at(lines, 'data')
  if (!Array.isArray(data) || data.length === 0) return undefined
  return data.map((line) => ({
    description: textAt(line, 'description') ?? '',
    quantity: numberAt(line, 'quantity') ?? 1,
    amount: numberAt(line, 'amount_total') ?? numberAt(line, 'amount') ?? 0,
  }))
}

/** The code of a decline in an error as Stripe sends it. */
const codeOf = (error: unknown): string | undefined => textAt(error, 'decline_code') ?? textAt(error, 'code')

const ofSession = async ({ name, object, withStripe }: Situation): Promise<Details> => {
  const id = textAt(object, 'id') ?? ''
  const base: Details = {
    amount: numberAt(object, 'amount_total') ?? 0,
    mode: object.mode === 'subscription' ? 'subscription' : 'payment',
    sessionId: id,
    ...part('paymentLinkId', idAt(object, 'payment_link')),
    ...part('paymentIntentId', idAt(object, 'payment_intent')),
    ...part('subscriptionId', idAt(object, 'subscription')),
    ...part('invoiceId', idAt(object, 'invoice')),
  }
  if (name === 'paymentExpired') {
    return { ...base, nextStep: 'start_over', ...part('url', textAt(object, 'after_expiration', 'recovery', 'url')) }
  }
  if (name === 'paymentPending') return base
  const expand = ['line_items', 'payment_intent.latest_charge']
  const session = await withStripe((stripe) => orNothing(stripe.checkout.sessions.retrieve(id, { expand })))
  const items = itemsOf(at(session, 'line_items'))
  const sold = { ...base, ...(items && { items }) }
  return name === 'paymentFailed'
    ? { ...sold, ...declineOf(codeOf(at(session, 'payment_intent', 'last_payment_error'))), nextStep: 'start_over' }
    : { ...sold, ...part('url', textAt(session, 'payment_intent', 'latest_charge', 'receipt_url')) }
}

const ofInvoice = async ({ name, object, withStripe }: Situation): Promise<Details> => {
  const id = textAt(object, 'id') ?? ''
  const subscription = subscriptionOf(object).id
  const items = itemsOf(object.lines)
  const base: Details = {
    amount: numberAt(object, name === 'paymentSucceeded' ? 'amount_paid' : 'amount_remaining') ?? 0,
    mode: subscription ? 'subscription' : 'invoice',
    invoiceId: id,
    ...part('subscriptionId', subscription),
    ...part('url', textAt(object, 'hosted_invoice_url')),
    ...(items && { items }),
  }
  if (name === 'paymentSucceeded') return base
  if (name === 'paymentActionRequired') return { ...base, nextStep: 'confirm' }
  const payments = await withStripe((stripe) =>
    orNothing(stripe.invoicePayments.list({ invoice: id, expand: ['data.payment.payment_intent'], limit: 10 }))
  )
  const errors = payments?.data.map((payment) => at(payment, 'payment', 'payment_intent', 'last_payment_error'))
  return { ...base, ...declineOf(codeOf(errors?.find((error) => error !== null && error !== undefined))) }
}

const ofIntent = async ({ name, object, withStripe }: Situation): Promise<Details> => {
  const id = textAt(object, 'id') ?? ''
  const received = numberAt(object, 'amount_received')
  const base: Details = {
    amount: name === 'paymentSucceeded' && received !== undefined ? received : (numberAt(object, 'amount') ?? 0),
    ...{ mode: 'payment', paymentIntentId: id },
  }
  if (name === 'paymentActionRequired') return { ...base, nextStep: 'confirm' }
  if (name === 'paymentSucceeded') {
    const charge = idAt(object, 'latest_charge')
    const made = charge && (await withStripe((stripe) => orNothing(stripe.charges.retrieve(charge))))
    return { ...base, ...part('url', textAt(made, 'receipt_url')) }
  }
  const sessions = await withStripe((stripe) =>
    orNothing(stripe.checkout.sessions.list({ payment_intent: id, limit: 1 }))
  )
  const session = sessions?.data[0]
  return {
    ...base,
    ...declineOf(codeOf(object.last_payment_error)),
    ...part('sessionId', idAt({ session }, 'session')),
    ...part('paymentLinkId', idAt(session, 'payment_link')),
    ...part('url', textAt(session, 'url')),
  }
}

/** The part that this refund gave back: what is refunded now, less what was before. */
const ofCharge = ({ event, object }: Situation): Details => {
  const before = numberAt(event.data.previous_attributes, 'amount_refunded') ?? 0
  return {
    ...{ amount: (numberAt(object, 'amount_refunded') ?? 0) - before, mode: 'payment' },
    ...part('chargeId', textAt(object, 'id')),
    ...part('paymentIntentId', idAt(object, 'payment_intent')),
    ...part('url', textAt(object, 'receipt_url')),
  }
}

const part = <Name extends keyof SettledPayload>(name: Name, value: string | undefined): { [N in Name]?: string } =>
  (value === undefined ? {} : { [name]: value }) as { [N in Name]?: string }

const detailsOf = (situation: Situation): Promise<Details> | Details => {
  switch (situation.object.object) {
    case 'checkout.session':
      return ofSession(situation)
    case 'invoice':
      return ofInvoice(situation)
    case 'payment_intent':
      return ofIntent(situation)
    default:
      return ofCharge(situation)
  }
}

/** The payload of the event that tells a bot of a payment. One call to Stripe at most. */
export const settle = async (
  name: SettledName,
  event: StripeEvent,
  bound: Bound,
  withStripe: Situation['withStripe']
): Promise<SettledPayload> => {
  const { object } = event.data
  const details = await detailsOf({ name, event, object, withStripe })
  const currency = textAt(object, 'currency') ?? 'usd'
  return {
    ...{ origin: 'stripe', eventId: event.id, created: event.created, livemode: event.livemode },
    ...part('userId', bound.userId),
    ...part('conversationId', bound.conversationId),
    ...part('messageId', bound.messageId),
    ...part('customerId', bound.customerId),
    ...{ currency, formattedAmount: formatMoney({ amount: details.amount, currency }), metadata: bound.metadata },
    ...details,
  }
}
