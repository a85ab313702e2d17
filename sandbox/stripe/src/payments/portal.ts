import type Stripe from 'stripe'
import { invalid, StripeApiError } from '../protocol/errors'
import { all, find, idOf } from '../protocol/find'
import { attach } from '../resources/payment-methods'
import { configurationOf } from '../resources/portal-sessions'
import type { Scene } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, PaymentMethod, PortalSession, Price, Subscription } from '../wire'
import { cancelSubscription } from './cancel-subscription'
import { changeSubscription } from './change-subscription'
import { methodOnPage, type PageProblem, type Payment, problemWith } from './page'

const LIVE = ['active', 'trialing', 'past_due', 'paused']

/** The subscriptions that a portal shows. */
export const subscriptionsOf = ({ env }: Scene, { customer }: PortalSession): Subscription[] =>
  all<Subscription>(env, 'subscription').filter((entry) => entry.customer === customer && LIVE.includes(entry.status))

export const methodsOf = ({ env }: Scene, { customer }: PortalSession): PaymentMethod[] =>
  all<PaymentMethod>(env, 'payment_method').filter((method) => method.customer === customer)

/** The prices to which a subscription may be changed: what the configuration says, else all that are sold alike. */
export const plansOf = (scene: Scene, session: PortalSession, subscription: Subscription): Price[] => {
  const { enabled, products } = configurationOf(scene, session).features.subscription_update
  const [item] = subscription.items.data
  if (!enabled || subscription.items.data.length !== 1 || !item) return []
  const offered = products?.flatMap(({ prices }) => prices)
  return all<Price>(scene.env, 'price').filter(
    ({ active, currency, id, recurring }) =>
      active && recurring && currency === subscription.currency && (!offered?.length || offered.includes(id))
  )
}

type Form = URLSearchParams

const mine = (scene: Scene, session: PortalSession, form: Form): Subscription => {
  const wanted = form.get('subscription')
  const subscription = subscriptionsOf(scene, session).find(({ id }) => id === wanted)
  if (!subscription) throw invalid('This subscription has ended.')
  return subscription
}

const cancel = (scene: Scene, session: PortalSession, form: Form): void => {
  const { enabled, mode, proration_behavior: behavior } = configurationOf(scene, session).features.subscription_cancel
  if (!enabled) throw invalid('Subscriptions cannot be cancelled here.')
  const [feedback, comment] = [form.get('feedback'), form.get('comment')?.slice(0, 500)]
  const said = {
    ...(feedback && { feedback: feedback as Stripe.SubscriptionCancelParams.CancellationDetails.Feedback }),
    ...(comment && { comment }),
  }
  const subscription = mine(scene, session, form)
  if (mode === 'at_period_end') {
    changeSubscription(scene, subscription, { cancel_at_period_end: true, cancellation_details: said })
    return
  }
  const now = { prorate: behavior !== 'none', invoice_now: behavior === 'always_invoice' }
  cancelSubscription(scene, subscription, { ...now, cancellation_details: said })
}

const changePlan = (scene: Scene, session: PortalSession, form: Form): void => {
  const { proration_behavior: behavior } = configurationOf(scene, session).features.subscription_update
  const confirmed = session.flow?.subscription_update_confirm
  const subscription = mine(scene, session, form)
  const [item] = subscription.items.data
  const price = confirmed?.items[0]?.price ?? form.get('price') ?? item?.price.id ?? ''
  if (!confirmed && !plansOf(scene, session, subscription).some(({ id }) => id === price)) {
    throw invalid('This plan is not offered.')
  }
  const quantity = confirmed?.items[0]?.quantity ?? (Number(form.get('quantity')) || item?.quantity || 1)
  changeSubscription(scene, subscription, {
    ...{ items: [{ id: item?.id ?? '', price, quantity }], proration_behavior: behavior },
    ...(confirmed?.discounts?.length && { discounts: confirmed.discounts.map(named) }),
  })
}

const named = ({ coupon, promotion_code: code }: { coupon: string | null; promotion_code: string | null }) => ({
  ...(coupon !== null && { coupon }),
  ...(code !== null && { promotion_code: code }),
})

/** What is charged from now on, for the customer and for each subscription that has a card of its own. */
const useMethod = (scene: Scene, session: PortalSession, method: string): void => {
  const customer = find<Customer>(scene.env, 'customer', session.customer)
  const settings = { ...customer.invoice_settings, default_payment_method: method }
  change(scene, customer, { invoice_settings: settings }, 'customer.updated')
  for (const subscription of subscriptionsOf(scene, session)) {
    if (subscription.default_payment_method === null) continue
    change(scene, subscription, { default_payment_method: method }, 'customer.subscription.updated')
  }
}

const addCard = (scene: Scene, session: PortalSession, payment: Payment): PageProblem | undefined => {
  const { email } = find<Customer>(scene.env, 'customer', session.customer)
  const typed = { ...payment, email: email ?? 'customer@example.com' }
  const problem = problemWith(typed, scene.sandbox.clock.now())
  if (problem) return problem
  useMethod(scene, session, attach(scene, methodOnPage(scene, typed), session.customer).id)
  return undefined
}

const removeCard = (scene: Scene, session: PortalSession, form: Form): void => {
  const method = methodsOf(scene, session).find(({ id }) => id === form.get('method'))
  if (!method) return
  const customer = find<Customer>(scene.env, 'customer', session.customer)
  if (idOf(customer.invoice_settings.default_payment_method) === method.id) {
    throw invalid('This is the card that is charged. Add another one first.')
  }
  const detached = scene.env.store.replace({ ...method, customer: null })
  scene.env.detached.set(method.id, true)
  emit(scene, 'payment_method.detached', detached, { customer: session.customer })
}

const changeDetails = (scene: Scene, session: PortalSession, form: Form): void => {
  const { allowed_updates: allowed } = configurationOf(scene, session).features.customer_update
  const customer = find<Customer>(scene.env, 'customer', session.customer)
  const fields = (['email', 'name', 'phone'] as const).filter((name) => allowed.includes(name) && form.has(name))
  const patch = Object.fromEntries(fields.map((name) => [name, form.get(name)?.slice(0, 200).trim() || null]))
  change(scene, customer, patch, 'customer.updated')
}

const ACTIONS: Readonly<Record<string, (scene: Scene, session: PortalSession, form: Form) => void>> = {
  cancel,
  keep: (scene, session, form) => {
    changeSubscription(scene, mine(scene, session, form), { cancel_at_period_end: false })
  },
  change: changePlan,
  use: (scene, session, form) => {
    const id = form.get('method') ?? ''
    if (methodsOf(scene, session).some((method) => method.id === id)) useMethod(scene, session, id)
  },
  remove: removeCard,
  details: changeDetails,
}

/** Does what a customer asked for on the portal. @returns what the page has to say, when it was not done */
export const actOnPortal = (
  scene: Scene,
  session: PortalSession,
  form: Form,
  payment: Payment
): PageProblem | undefined => {
  const action = form.get('action') ?? ''
  try {
    if (action === 'card') return addCard(scene, session, payment)
    if (!Object.hasOwn(ACTIONS, action)) return { message: 'Nothing was changed.' }
    ACTIONS[action]?.(scene, session, form)
    return undefined
  } catch (error) {
    if (error instanceof StripeApiError) return { message: error.body.message }
    throw error
  }
}
