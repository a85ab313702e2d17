import { StripeApiError } from '../protocol/errors'
import { find, idOf } from '../protocol/find'
import { createSession, type SessionPlan } from '../resources/checkout-sessions'
import { createCustomer } from '../resources/customers'
import { createInvoicePayment } from '../resources/invoice-payments'
import { attach } from '../resources/payment-methods'
import { type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, Invoice, PaymentIntent, PaymentLink, PaymentMethod, Price, Session } from '../wire'
import { draftInvoice, finalizeInvoice } from './build-invoice'
import { settleInvoice, settleInvoicePayment } from './collect-invoice'
import { totalOf, withQuantity } from './line-items'
import {
  cardOnPage,
  declinedProblem,
  fieldOf,
  leavePage,
  methodOnPage,
  type PageProblem,
  type Payment,
  problemWith,
} from './page'
import { createIntent, payIntent } from './pay-intent'
import { startSubscription } from './start-subscription'

/** Opens a session for whoever follows a payment link. */
export const openLink = (scene: Scene, link: PaymentLink, query: URLSearchParams): Session => {
  const recurring = link.subscription_data !== null
  const plan: SessionPlan = recurring
    ? {
        subscription: {
          ...{ metadata: link.subscription_data?.metadata, description: link.subscription_data?.description ?? null },
          trialDays: link.subscription_data?.trial_period_days ?? undefined,
        },
      }
    : {
        intent: {
          ...{
            metadata: link.payment_intent_data?.metadata,
            description: link.payment_intent_data?.description ?? null,
          },
          captureMethod: link.payment_intent_data?.capture_method ?? ('automatic_async' as const),
        },
      }
  const reference = query.get('client_reference_id')
  return createSession(scene, {
    ...{ mode: recurring ? 'subscription' : 'payment', items: scene.env.lineItems.get(link.id) ?? [], plan },
    ...{ metadata: link.metadata, paymentLink: link.id, customerCreation: link.customer_creation },
    ...(link.invoice_creation?.enabled && {
      invoiceCreation: { metadata: link.invoice_creation.invoice_data?.metadata ?? undefined },
    }),
    ...{ customerEmail: query.get('locked_prefilled_email') ?? undefined },
    // Values that Stripe would drop silently are dropped. @see docs.stripe.com/payment-links/url-parameters
    ...(reference !== null && /^[A-Za-z0-9_-]{1,200}$/.test(reference) && { clientReferenceId: reference }),
  })
}

/** Applies the quantities the customer chose, within what the seller allows. */
const withQuantities = (scene: Scene, session: Session, quantities: Payment['quantities']): Session => {
  const items = (scene.env.lineItems.get(session.id) ?? []).map((item, index) => {
    const { enabled, minimum = 0, maximum = 99 } = item.adjustable_quantity ?? { enabled: false }
    const wanted = quantities[index]
    if (!enabled || wanted === undefined || !Number.isInteger(wanted)) return item
    return withQuantity(item, Math.min(maximum ?? 99, Math.max(Math.max(1, minimum ?? 0), wanted)))
  })
  scene.env.lineItems.set(session.id, items)
  const trial = Boolean(scene.env.plans.get(session.id)?.subscription?.trialDays)
  const total = trial ? 0 : totalOf(items)
  return scene.env.store.replace({ ...session, amount_subtotal: total, amount_total: total })
}

/**
 * Pays an open session with what was typed on its page. A decline leaves the session open, and paying again may succeed.
 * Of the card, only brand, last digits and the outcome of the test card are kept.
 */
export const paySession = (
  scene: Scene,
  open: Session,
  payment: Payment
): { session: Session; problem?: PageProblem } => {
  const problem = problemWith(payment, scene.sandbox.clock.now())
  if (problem) return { session: open, problem }
  const session = withQuantities(scene, open, payment.quantities)
  const method = methodOnPage(scene, payment)
  try {
    return session.mode === 'subscription'
      ? subscribe(scene, session, payment, method)
      : payOnce(scene, session, payment, method)
  } catch (error) {
    if (error instanceof StripeApiError) return { session, problem: { message: error.body.message, field: 'number' } }
    throw error
  }
}

const payOnce = (scene: Scene, session: Session, payment: Payment, method: PaymentMethod) => {
  const { env } = scene
  const plan = env.plans.get(session.id)?.intent ?? {}
  const isInvoiced = session.invoice_creation?.enabled === true
  const isKnown = session.customer_creation === 'always' || isInvoiced
  const customer = idOf(session.customer) ?? (isKnown ? newCustomer(scene, payment).id : undefined)
  const known = idOf(session.payment_intent)
  const amount = session.amount_total ?? 0
  const begun = known
    ? env.store.replace({ ...find<PaymentIntent>(env, 'payment_intent', known), amount })
    : createIntent(scene, {
        ...{ amount, currency: session.currency ?? 'usd', customer: customer ?? null, metadata: plan.metadata },
        ...{ description: plan.description ?? null, capture_method: plan.captureMethod },
      })
  const started = env.store.replace({ ...session, payment_intent: begun.id, ...(customer && { customer }) })
  const intent = payIntent(scene, begun, method)
  if (intent.status === 'requires_payment_method')
    return { session: started, problem: declinedProblem(scene, intent, method) }
  const isCaptured = intent.status === 'succeeded'
  const invoice = isInvoiced && isCaptured && customer ? invoicePayment(scene, started, customer, intent).id : null
  return {
    session: complete(scene, started, payment, { invoice, payment_status: isCaptured ? 'paid' : 'unpaid' }),
  }
}

/** The invoice of a payment that was made. @see docs.stripe.com/payments/checkout/receipts#paid-invoices */
const invoicePayment = (scene: Scene, session: Session, customerId: string, intent: PaymentIntent): Invoice => {
  const { env } = scene
  const now = seconds(scene)
  const lines = (env.lineItems.get(session.id) ?? []).map(
    ({ amount_total: amount, currency, description, quantity, price }) => ({
      ...{ amount, currency, description, quantity: quantity ?? 1, price: price ?? undefined },
      ...{ period: { start: now, end: now }, parent: null },
    })
  )
  const customer = find<Customer>(env, 'customer', customerId)
  const metadata = session.invoice_creation?.invoice_data.metadata ?? undefined
  const params = { customer, currency: intent.currency, reason: 'manual' as const, metadata }
  const invoice = finalizeInvoice(scene, draftInvoice(scene, params, lines))
  createInvoicePayment(scene, invoice, intent)
  const paid = settleInvoice(scene, invoice, true)
  settleInvoicePayment(scene, paid)
  return paid
}

const newCustomer = (scene: Scene, { email, name }: Payment): Customer =>
  createCustomer(scene, { email, ...(name && { name }) })

/**
 * Since 2025-03-31 the subscription is made after its first payment has succeeded: a decline leaves neither a
 * subscription nor an invoice, and its intent carries none of the link's metadata.
 * @see docs.stripe.com/changelog/basil/2025-03-31/checkout-legacy-subscription-upgrade
 */
const subscribe = (scene: Scene, session: Session, payment: Payment, method: PaymentMethod) => {
  const { env } = scene
  const card = cardOnPage(payment)
  const plan = env.plans.get(session.id)?.subscription ?? {}
  if (card.decline && (!plan.trialDays || !card.attachable))
    return declineSubscription(scene, session, method, plan.trialDays)
  const customer = idOf(session.customer) ?? newCustomer(scene, payment).id
  const attached = attach(scene, method, customer)
  const items = (env.lineItems.get(session.id) ?? []).filter(({ price }) => price?.recurring)
  const subscription = startSubscription(scene, {
    ...{ customer, items: items.map(({ price, quantity }) => ({ price: price as Price, quantity: quantity ?? 1 })) },
    ...{ metadata: plan.metadata, description: plan.description ?? null, trialDays: plan.trialDays, method: attached },
  })
  leavePage(scene, payment, attached)
  return {
    session: complete(scene, session, payment, {
      ...{ customer, subscription: subscription.id, invoice: idOf(subscription.latest_invoice) ?? null },
      payment_status: plan.trialDays ? 'no_payment_required' : 'paid',
    }),
  }
}

const declineSubscription = (scene: Scene, session: Session, method: PaymentMethod, trialDays: number | undefined) => {
  const decline = scene.env.cards.get(method.id)?.decline
  if (trialDays) {
    return {
      session,
      problem: { message: decline?.message ?? 'Your card was declined.', ...(decline && { field: fieldOf(decline) }) },
    }
  }
  const intent = payIntent(
    scene,
    createIntent(scene, {
      ...{ amount: session.amount_total ?? 0, currency: session.currency ?? 'usd' },
      customer: idOf(session.customer) ?? null,
    }),
    method
  )
  return { session, problem: declinedProblem(scene, intent, method) }
}

const complete = (scene: Scene, session: Session, { email, name }: Payment, patch: Partial<Session>): Session => {
  const done = scene.env.store.replace({
    ...session,
    ...patch,
    ...{ status: 'complete' as const, url: null },
    customer_details: {
      ...{ address: { city: null, country: 'US', line1: null, line2: null, postal_code: null, state: null } },
      ...{
        business_name: null,
        email,
        individual_name: null,
        name: name || null,
        phone: null,
        tax_exempt: 'none',
        tax_ids: [],
      },
    } as Session['customer_details'],
  })
  emit(scene, 'checkout.session.completed', done)
  countCompletion(scene, idOf(session.payment_link))
  return done
}

/** A link that may be used a limited number of times is switched off by its last use. */
const countCompletion = (scene: Scene, linkId: string | undefined): void => {
  if (!linkId) return
  const link = find<PaymentLink>(scene.env, 'payment_link', linkId)
  if (!link.restrictions) return
  const { count, limit } = link.restrictions.completed_sessions
  const restrictions = { completed_sessions: { count: count + 1, limit } }
  change(scene, link, { restrictions, active: link.active && count + 1 < limit }, 'payment_link.updated')
}
