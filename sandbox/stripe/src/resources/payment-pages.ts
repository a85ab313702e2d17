import { currentSession } from '../payments/build-session'
import { payBy } from '../payments/checkout'
import { invalid } from '../protocol/errors'
import type { Call, Resource } from '../sandbox'
import type { Session } from '../wire'
import { cardBehind, cardError, paymentMethodFor } from './payment-methods'

/** What the page of a session knows, as far as Stripe's command-line tool is concerned. */
const pageOf = ({ id, amount_total: total, currency, livemode, mode, ...session }: Session) => ({
  ...{ id: `ppage_${id.replace(/^cs_(test|live)_/, '')}`, object: 'checkout.session', session_id: id },
  ...{ amount_total: total, currency, livemode, mode, payment_intent: session.payment_intent },
  ...{ payment_method_types: session.payment_method_types, payment_status: session.payment_status },
  ...{ status: session.status, subscription: session.subscription },
})

const confirm = (call: Call): Session => {
  const session = currentSession(call, call.id)
  const { payment_method: name, expected_amount: amount } = call.params
  if (session.status !== 'open') {
    throw invalid(`This Checkout Session can no longer be paid: its status is ${session.status}.`)
  }
  if (amount !== session.amount_total) {
    throw invalid(`The amount is not what was expected: it is ${session.amount_total}.`, 'expected_amount')
  }
  const method = paymentMethodFor(call, String(name))
  const allowed = session.allowed_payment_method_types
  if (allowed && !allowed.includes(method.type)) {
    throw invalid(`This Checkout Session cannot be paid by ${method.type}.`, 'payment_method')
  }
  const { email, name: payer } = method.billing_details
  const to = session.customer_email ?? email
  if (!to) throw invalid('An email address is needed to pay this Checkout Session.', 'payment_method')
  const { session: after, problem } = payBy(call, session, { email: to, name: payer ?? '', extras: {} }, method)
  const decline = cardBehind(call, method.id)?.decline
  if (problem) throw cardError(decline ?? { code: 'card_declined', declineCode: '', message: problem.message })
  return after
}

/** The hosted page of a checkout session, as programs pay on it. Not in Stripe's reference. */
export const paymentPages: Resource = {
  routes: {
    'GET /v1/payment_pages/{id}': (call) => pageOf(currentSession(call, call.id)),
    'POST /v1/payment_pages/{id}/confirm': (call) => pageOf(confirm(call)),
  },
}
