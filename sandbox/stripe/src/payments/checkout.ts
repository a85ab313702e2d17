import { StripeApiError } from '../protocol/errors'
import { find, idOf } from '../protocol/find'
import { createSession, type SessionPlan } from '../resources/checkout-sessions'
import { createCustomer } from '../resources/customers'
import { createIntent, payIntent } from '../resources/payment-intents'
import { attach, createPaymentMethod } from '../resources/payment-methods'
import { startSubscription } from '../resources/subscriptions'
import type { Scene } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, Invoice, PaymentIntent, PaymentLink, PaymentMethod, Price, Session } from '../wire'
import { collectInvoice, intentOf } from './collect-invoice'
import { totalOf, withQuantity } from './line-items'
import { bankAccountByNumber, cardByNumber, type Decline, passesLuhn, type TestCard } from './test-cards'

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
}

/** A problem to show on the page, at a field if it is one's. */
export interface PageProblem {
  message: string
  field?: 'number' | 'expiry' | 'cvc' | 'email' | 'account'
}

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
    ...{ customerEmail: query.get('locked_prefilled_email') ?? undefined },
    // Values that Stripe would drop silently are dropped. @see docs.stripe.com/payment-links/url-parameters
    ...(reference !== null && /^[A-Za-z0-9_-]{1,200}$/.test(reference) && { clientReferenceId: reference }),
  })
}

const EXPIRY = /^\s*(\d{1,2})\s*\/\s*(\d{2}|\d{4})\s*$/

/** What the page itself refuses before anything is charged. */
export const problemWith = (payment: Payment, now: number): PageProblem | undefined => {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(payment.email))
    return { message: 'Enter a valid email address.', field: 'email' }
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

const fieldOf = ({ code }: Decline): PageProblem['field'] =>
  code === 'incorrect_cvc' ? 'cvc' : code === 'expired_card' ? 'expiry' : 'number'

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

const cardOnPage = ({ number, account }: Payment): TestCard =>
  (account ? bankAccountByNumber(account) : cardByNumber(number)) ?? REAL_CARD

/** The payment method that was typed on a page. The bank's confirmation is given there. */
export const methodOnPage = (scene: Scene, payment: Payment): PaymentMethod => {
  const { authentication: _, ...confirmed } = cardOnPage(payment)
  return createPaymentMethod(scene, confirmed, { email: payment.email, name: payment.name || null })
}

/** Once the customer has left, a card that always asks for confirmation asks again. */
const leavePage = (scene: Scene, payment: Payment, method: PaymentMethod): void => {
  const card = cardOnPage(payment)
  if (card.authentication === 'always') scene.env.cards.set(method.id, card)
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

const payOnce = (scene: Scene, session: Session, payment: Payment, method: PaymentMethod) => {
  const { env } = scene
  const plan = env.plans.get(session.id)?.intent ?? {}
  const customer =
    idOf(session.customer) ?? (session.customer_creation === 'always' ? newCustomer(scene, payment).id : undefined)
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
  const captured = intent.status === 'succeeded'
  return { session: complete(scene, started, payment, { payment_status: captured ? 'paid' : 'unpaid' }) }
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
    createIntent(scene, { amount: session.amount_total ?? 0, currency: session.currency ?? 'usd' }),
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
