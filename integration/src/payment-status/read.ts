import type Stripe from 'stripe'
import { invalidInput } from '../errors'
import { isOpen, ofIntent, progressOf } from './intent'
import { ofInvoice } from './invoice'
import { ofSessions, ofUnpaidLink } from './link'
import { invoiceToAsk, ofSession } from './session'
import { expanded, type Found } from './status'

/** Stripe's longest page of a list. */
const PAGE = 100

/** As deep as Stripe expands: four levels, the `data` of a list among them. @see docs.stripe.com/api/expanding_objects */
const OF_SESSION = ['payment_intent.latest_charge', 'invoice']
const OF_PAYMENT = ['data.payment.payment_intent.latest_charge', 'data.invoice']

const paymentsOf = (invoice: string, stripe: Stripe) =>
  stripe.invoicePayments.list({ invoice, limit: PAGE, expand: OF_PAYMENT })

/** One call; a second one for the first payment of a subscription, which may have been refunded since. */
const readSession = async (id: string, stripe: Stripe): Promise<Found> => {
  const session = await stripe.checkout.sessions.retrieve(id, { expand: OF_SESSION })
  const invoice = invoiceToAsk(session)
  return ofSession(session, invoice ? (await paymentsOf(invoice, stripe)).data : [])
}

/** What the sessions of a link tell. A second call for the payments of a link that many people have looked at. */
const sessionsOf = async (id: string, stripe: Stripe) => {
  const params = { payment_link: id, limit: PAGE, expand: OF_SESSION.map((path) => `data.${path}`) }
  const { data, has_more: isLong } = await stripe.checkout.sessions.list(params)
  if (!isLong) return { sessions: data, isLong }
  const { data: complete } = await stripe.checkout.sessions.list({ ...params, status: 'complete' })
  return { sessions: [...complete, ...data.filter(({ status }) => status !== 'complete')], isLong }
}

/**
 * One call for a link that was paid or whose last try failed. A second one for a subscription's, which may have been
 * refunded since; or for one that was not paid: whether it still can be, and where.
 */
const readLink = async (id: string, stripe: Stripe): Promise<Found> => {
  const { sessions, isLong } = await sessionsOf(id, stripe)
  const found = ofSessions(sessions.map((session) => ofSession(session)))
  const named = (status: Found): Found => ({ ...status, kind: 'link', id, paymentLinkId: id })
  if (isLong) return named(found ?? { status: 'unpaid' })
  if (!found || (found.status === 'failed' && !found.url)) {
    const link = await stripe.paymentLinks.retrieve(id, { expand: ['line_items'] })
    return named(ofUnpaidLink(link, found))
  }
  const paid = sessions.find((session) => session.id === found.sessionId)
  const invoice = paid && found.payments === 1 ? invoiceToAsk(paid) : undefined
  if (!paid || !invoice) return named(found)
  const payments = (await paymentsOf(invoice, stripe)).data
  return named({ ...ofSession(paid, payments), payments: 1 })
}

/** One call; a second one for the page to pay on, while it is open. */
const readIntent = async (id: string, stripe: Stripe): Promise<Found> => {
  const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })
  if (!isOpen(progressOf(intent))) return ofIntent(intent)
  const [page] = (await stripe.checkout.sessions.list({ payment_intent: id, limit: 1 })).data
  return page ? { ...ofSession({ ...page, payment_intent: intent }), kind: 'intent', id } : ofIntent(intent)
}

/** One call; a second one for an invoice that has no payments: a draft, for example, or one paid outside of Stripe. */
const readInvoice = async (id: string, stripe: Stripe): Promise<Found> => {
  const { data } = await paymentsOf(id, stripe)
  const invoice = expanded(data[0]?.invoice)
  return invoice && !('deleted' in invoice && invoice.deleted)
    ? ofInvoice(invoice, data)
    : ofInvoice(await stripe.invoices.retrieve(id), data)
}

/** What is read, by how its ID begins. */
const READERS = [
  ['plink_', readLink],
  ['cs_', readSession],
  ['pi_', readIntent],
  ['in_', readInvoice],
] as const

/**
 * Finds out what became of something that was sold. Reads what Stripe shows at once, never its search: a payment of the
 * last second counts. Two calls at most.
 * @throws {IntegrationError} invalid_input for an ID of another kind
 */
export const readStatus = (id: string, stripe: Stripe): Promise<Found> => {
  const [, read] = READERS.find(([prefix]) => id.startsWith(prefix)) ?? []
  if (read) return read(id, stripe)
  throw invalidInput(
    'id',
    'is not one whose payment can be looked at. Give the ID of a payment link (plink_…), a checkout session (cs_…), a payment intent (pi_…) or an invoice (in_…).'
  )
}
