import { StripeApiError } from '../protocol/errors'
import { all, find, idOf } from '../protocol/find'
import { createInvoicePayment } from '../resources/invoice-payments'
import { attach, cardBehind } from '../resources/payment-methods'
import { keepCard } from '../resources/setup-intents'
import { type Scene, seconds } from '../sandbox'
import type {
  Customer,
  Invoice,
  PaymentIntent,
  PaymentMethod,
  Price,
  PromotionCode,
  Session,
  SetupIntent,
} from '../wire'
import { draftInvoice, finalizeInvoice } from './build-invoice'
import { settleInvoice, settleInvoicePayment } from './collect-invoice'
import { completeSession, customerOf } from './complete-session'
import { redeem, reductionByCode } from './discounts'
import { withQuantity } from './line-items'
import {
  declinedProblem,
  fieldOf,
  leavePage,
  methodOnPage,
  type PageProblem,
  type Payer,
  type Payment,
  problemWith,
} from './page'
import { detailsOf, problemWithExtras } from './page-fields'
import { createIntent, payIntent } from './pay-intent'
import { reductionsOfSession, shippingCost, withAmounts } from './session-amounts'
import { startSubscription } from './start-subscription'

/** What became of a payment on a page: the session as it is, and what the page has to say when it is not paid. */
interface Outcome {
  session: Session
  problem?: PageProblem
}

/** Applies the quantities the customer chose, within what the seller allows, and the way it is sent. */
export const withChoices = (scene: Scene, session: Session, { quantities, extras }: Payment): Session => {
  const items = (scene.env.lineItems.get(session.id) ?? []).map((item, index) => {
    const { enabled, minimum = 0, maximum = 99 } = item.adjustable_quantity ?? { enabled: false }
    const wanted = quantities[index]
    if (!enabled || wanted === undefined || !Number.isInteger(wanted)) return item
    return withQuantity(item, Math.min(maximum ?? 99, Math.max(Math.max(1, minimum ?? 0), wanted)))
  })
  scene.env.lineItems.set(session.id, items)
  const rate = extras.shipping_rate
  return withAmounts(scene, { ...session, ...(rate && { shipping_cost: shippingCost(scene, rate) }) })
}

/** Whether anything has to be charged, or kept to be charged later. */
export const needsCard = ({ mode, amount_total: total }: Session): boolean => mode !== 'payment' || (total ?? 0) > 0

/** Applies the code that a customer typed; an empty one takes it away. */
export const applyCode = (scene: Scene, session: Session, code: string): Outcome => {
  if (code === '') return { session: withAmounts(scene, { ...session, discounts: [] }) }
  const field = 'promotion_code'
  const known = all<PromotionCode>(scene.env, 'promotion_code').find(
    (entry) => entry.active && entry.code.toLowerCase() === code.toLowerCase()
  )
  if (!known) return { session, problem: { message: 'This code is invalid.', field } }
  const items = scene.env.lineItems.get(session.id) ?? []
  const amount = items.reduce((sum, item) => sum + item.amount_subtotal, 0)
  const purchase = { customer: idOf(session.customer), currency: session.currency ?? 'usd', amount }
  try {
    reductionByCode(scene, known, purchase, field)
  } catch (error) {
    if (error instanceof StripeApiError) return { session, problem: { message: error.body.message, field } }
    throw error
  }
  const discounts = [{ coupon: idOf(known.promotion.coupon) ?? null, promotion_code: known.id }]
  return { session: withAmounts(scene, { ...session, discounts }) }
}

/**
 * Pays an open session with what was typed on its page. A decline leaves the session open, and paying again may succeed.
 * Of the card, only brand, last digits and the outcome of the test card are kept.
 */
export const paySession = (scene: Scene, open: Session, payment: Payment): Outcome => {
  const problem =
    problemWith(payment, scene.sandbox.clock.now(), needsCard(open)) ?? problemWithExtras(scene, open, payment.extras)
  if (problem) return { session: open, problem }
  const session = withChoices(scene, open, payment)
  if (!needsCard(session)) return payNothing(scene, session, payment)
  const method = methodOnPage(scene, payment)
  try {
    const paid = payBy(scene, session, payment, method)
    if (session.mode !== 'payment' && !paid.problem) leavePage(scene, payment, method)
    return paid
  } catch (error) {
    if (error instanceof StripeApiError) return { session, problem: { message: error.body.message, field: 'number' } }
    throw error
  }
}

/**
 * Pays an open session by a payment method. A decline leaves the session open, and so does a bank that asks the customer
 * to confirm.
 */
export const payBy = (scene: Scene, session: Session, payer: Payer, method: PaymentMethod): Outcome => {
  if (!needsCard(session)) return payNothing(scene, session, payer)
  if (session.mode === 'setup') return setUp(scene, session, payer, method)
  return session.mode === 'subscription'
    ? subscribe(scene, session, payer, method)
    : payOnce(scene, session, payer, method)
}

/** Counts the codes of a session that was paid. */
const redeemAll = (scene: Scene, session: Session, customer: string | null): string[] =>
  reductionsOfSession(scene, session).map(
    (reduction) => redeem(scene, reduction, { customer, checkout_session: session.id }).id
  )

/** Whether a payment is to have a customer although none was given. */
const wantsCustomer = (scene: Scene, session: Session): boolean =>
  session.customer_creation === 'always' ||
  session.invoice_creation?.enabled === true ||
  Boolean(scene.env.plans.get(session.id)?.intent?.setup_future_usage)

const customerFor = (scene: Scene, session: Session, payer: Payer): string | undefined =>
  session.customer || wantsCustomer(scene, session) ? customerOf(scene, session, payer).id : undefined

const payNothing = (scene: Scene, session: Session, payer: Payer): Outcome => {
  const customer = customerFor(scene, session, payer)
  redeemAll(scene, session, customer ?? null)
  const patch = { ...(customer && { customer }), payment_status: 'no_payment_required' as const }
  return { session: completeSession(scene, session, payer, patch) }
}

const payOnce = (scene: Scene, session: Session, payer: Payer, method: PaymentMethod): Outcome => {
  const { env } = scene
  const plan = env.plans.get(session.id)?.intent ?? {}
  const customer = customerFor(scene, session, payer)
  const known = idOf(session.payment_intent)
  const amount = session.amount_total ?? 0
  const sent = detailsOf(session, payer).collected_information?.shipping_details
  const begun = known
    ? env.store.replace({ ...find<PaymentIntent>(env, 'payment_intent', known), amount })
    : createIntent(scene, {
        ...{ ...plan, amount, currency: session.currency ?? 'usd', customer: customer ?? null },
        ...(sent && { shipping: sent as PaymentIntent['shipping'] }),
      })
  const started = env.store.replace({ ...session, payment_intent: begun.id, ...(customer && { customer }) })
  const intent = payIntent(scene, begun, method)
  if (intent.status === 'requires_payment_method')
    return { session: started, problem: declinedProblem(scene, intent, method) }
  if (intent.status === 'requires_action') return { session: started }
  const discounts = redeemAll(scene, started, customer ?? null)
  const isCaptured = intent.status === 'succeeded'
  const isInvoiced = session.invoice_creation?.enabled && isCaptured
  const invoice = isInvoiced && customer ? invoicePayment(scene, started, customer, intent, discounts).id : null
  const patch = { invoice, payment_status: isCaptured ? ('paid' as const) : ('unpaid' as const) }
  return { session: completeSession(scene, started, payer, patch) }
}

/** The invoice of a payment that was made. @see docs.stripe.com/payments/checkout/receipts#paid-invoices */
const invoicePayment = (
  scene: Scene,
  session: Session,
  customerId: string,
  intent: PaymentIntent,
  discounts: readonly string[]
): Invoice => {
  const { env } = scene
  const now = seconds(scene)
  const period = { start: now, end: now }
  const sold = (env.lineItems.get(session.id) ?? []).map(
    ({ amount_subtotal, currency, description, quantity, price }) => ({
      ...{ amount: amount_subtotal, currency, description, quantity: quantity ?? 1, price: price ?? undefined },
      ...{ period, parent: null },
    })
  )
  const shipping = session.shipping_cost?.amount_total ?? 0
  const sent = {
    amount: shipping,
    currency: intent.currency,
    description: 'Shipping',
    quantity: 1,
    period,
    parent: null,
  }
  const lines = shipping > 0 ? [...sold, { ...sent, discountable: false }] : sold
  const customer = find<Customer>(env, 'customer', customerId)
  const data = session.invoice_creation?.invoice_data
  const params = {
    ...{ customer, currency: intent.currency, reason: 'manual' as const, metadata: data?.metadata ?? undefined },
    ...{ description: data?.description, footer: data?.footer, customFields: data?.custom_fields ?? null, discounts },
  }
  const invoice = finalizeInvoice(scene, draftInvoice(scene, params, lines))
  createInvoicePayment(scene, invoice, intent)
  const paid = settleInvoice(scene, invoice, true)
  settleInvoicePayment(scene, paid)
  return paid
}

/** Keeps a card without charging it. The bank's confirmation is given on the page. */
const setUp = (scene: Scene, session: Session, payer: Payer, method: PaymentMethod): Outcome => {
  const intent = find<SetupIntent>(scene.env, 'setup_intent', idOf(session.setup_intent) ?? '')
  const isKnown = session.customer !== null || session.customer_creation === 'always'
  const customer = isKnown ? customerOf(scene, session, payer).id : null
  const kept = keepCard(scene, { ...intent, customer }, method)
  if (kept.status === 'requires_action') return { session }
  if (kept.status !== 'succeeded') {
    const decline = scene.env.cards.get(method.id)?.decline
    const message = decline?.message ?? 'Your card was declined.'
    return { session, problem: { message, ...(decline && { field: fieldOf(decline) }) } }
  }
  return { session: completeSession(scene, session, payer, { customer }) }
}

/**
 * Since 2025-03-31 the subscription is made after its first payment has succeeded: a decline leaves neither a
 * subscription nor an invoice, and its intent carries none of the link's metadata.
 * @see docs.stripe.com/changelog/basil/2025-03-31/checkout-legacy-subscription-upgrade
 */
const subscribe = (scene: Scene, session: Session, payer: Payer, method: PaymentMethod): Outcome => {
  const card = cardBehind(scene, method.id)
  const plan = scene.env.plans.get(session.id)?.subscription ?? {}
  const isFree = (session.amount_total ?? 0) === 0
  if (card?.decline && (!isFree || !card.attachable)) return declineSubscription(scene, session, method, isFree)
  const customer = customerOf(scene, session, payer).id
  const attached = attach(scene, method, customer)
  const items = (scene.env.lineItems.get(session.id) ?? []).map(({ price, quantity }) => ({
    ...{ price: price as Price, quantity: quantity ?? 1 },
  }))
  const subscription = startSubscription(scene, {
    ...{ ...plan, customer, method: attached, session: session.id, reductions: reductionsOfSession(scene, session) },
    items: items.filter(({ price }) => price.recurring),
    once: items.filter(({ price }) => !price.recurring),
  })
  return {
    session: completeSession(scene, session, payer, {
      ...{ customer, subscription: subscription.id, invoice: idOf(subscription.latest_invoice) ?? null },
      payment_status: isFree ? 'no_payment_required' : 'paid',
    }),
  }
}

const declineSubscription = (scene: Scene, session: Session, method: PaymentMethod, isFree: boolean): Outcome => {
  const decline = scene.env.cards.get(method.id)?.decline
  if (isFree) {
    const message = decline?.message ?? 'Your card was declined.'
    return { session, problem: { message, ...(decline && { field: fieldOf(decline) }) } }
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
