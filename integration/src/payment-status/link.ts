import type Stripe from 'stripe'
import { type Found, sumOf } from './status'

const isMade = ({ status }: Found): boolean => status === 'paid' || status === 'refunded'

/** All payments of a link together; IDs, receipt and time are those of the newest. */
const together = (payments: Found[], newest: Found): Found => ({
  ...newest,
  status: payments.every(({ status }) => status === 'refunded') ? 'refunded' : 'paid',
  ...{ amount: sumOf(payments.map(({ amount }) => amount)) ?? 0, payments: payments.length },
  amountRefunded: sumOf(payments.map(({ amountRefunded }) => amountRefunded)),
})

/**
 * What the sessions of a link tell, each looked at by itself, the newest first: a link opens one for everybody who looks
 * at it. Undefined when nobody tried to pay, or whoever did has left.
 */
export const ofSessions = (sessions: readonly Found[]): Found | undefined => {
  const made = sessions.filter(isMade)
  const paid = made[0] && together(made, made[0])
  if (paid?.status === 'paid') return paid
  const waiting = sessions.find(({ status }) => status === 'processing')
  return waiting ?? paid ?? sessions.find(({ status }) => status === 'failed')
}

const amountOf = ({ line_items: items }: Stripe.PaymentLink): number | undefined =>
  items && !items.has_more ? sumOf(items.data.map(({ amount_total }) => amount_total)) : undefined

/**
 * A link that nobody has paid. @param failed the last try, when its page cannot be used again
 * @param link with its line items
 */
export const ofUnpaidLink = (link: Stripe.PaymentLink, failed?: Found): Found => {
  const known = { amount: amountOf(link), currency: link.currency }
  if (!link.active) return failed ?? { status: 'expired', nextStep: 'start_over', ...known }
  return { status: 'unpaid', ...known, ...failed, url: link.url, nextStep: failed && 'other_payment_method' }
}
