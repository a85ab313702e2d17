import type Stripe from 'stripe'
import { type ChallengePageView, renderChallengePage } from '../pages'
import type { PageProblem, Payment } from '../payments/page'
import { cardByNumber } from '../payments/test-cards'
import { find, idOf } from '../protocol/find'
import { createPaymentMethod } from '../resources/payment-methods'
import type { Scene } from '../sandbox'
import { is } from '../store'
import { emit } from '../webhooks/events'
import type { PaymentIntent, PaymentMethod, SetupIntent } from '../wire'
import { labelOf } from './method-label'
import { html } from './respond'

/** The field by which a page says that it can show the bank's, and by which that one answers. */
const FIELD = 'three_d_secure'

/** What Stripe says of a customer who did not confirm. @see docs.stripe.com/error-codes */
const MESSAGE =
  'We are unable to authenticate your payment method. Please choose a different payment method and try again.'

export const UNCONFIRMED: PageProblem = { message: MESSAGE, field: 'number' }

/** The card whose bank asks before it agrees, where the page can show the question. */
export const askingMethod = (scene: Scene, form: URLSearchParams, payment: Payment): PaymentMethod | undefined => {
  const card = form.get(FIELD) === 'ask' && !payment.account ? cardByNumber(payment.number) : undefined
  return card?.authentication
    ? createPaymentMethod(scene, card, { email: payment.email, name: payment.name || null })
    : undefined
}

/** The bank's page. What was typed besides the card is handed on by it, so that nothing has to be remembered. */
export const askCustomer = (
  { sandbox, env }: Scene,
  method: PaymentMethod,
  view: Pick<ChallengePageView, 'action' | 'amount' | 'hidden'>
): Response =>
  html(
    renderChallengePage({
      ...{ ...view, business: sandbox.businessName, livemode: env.livemode, card: labelOf(method) },
      hidden: { ...view.hidden, payment_method: method.id },
    })
  )

/** What a customer answered on the bank's page. */
export interface Answer {
  says: 'complete' | 'fail'
  /** Undefined when it was answered before, as by a second click. */
  method?: PaymentMethod
}

/** The answer in a form, if it is one. */
export const answerOf = ({ env }: Scene, form: URLSearchParams): Answer | undefined => {
  const says = form.get(FIELD)
  if (says !== 'complete' && says !== 'fail') return undefined
  const method = env.store.get(form.get('payment_method') ?? '')
  if (!is<Stripe.PaymentMethod>(method, 'payment_method') || method.customer !== null) return { says }
  return env.cards.get(method.id)?.authentication ? { says, method } : { says }
}

/** Does what was waiting for the confirmation. A card that always asks, asks again once the customer has left. */
export const whenConfirmed = <T>({ env }: Scene, { id }: PaymentMethod, work: () => T): T => {
  const card = env.cards.get(id)
  if (!card) return work()
  const { authentication, ...confirmed } = card
  env.cards.set(id, confirmed)
  try {
    return work()
  } finally {
    if (authentication === 'always') env.cards.set(id, card)
  }
}

/** A question that has been answered is over: the card cannot be confirmed any more. */
const forget = ({ env }: Scene, { id }: PaymentMethod): void => {
  const { authentication: _, ...card } = env.cards.get(id) ?? { brand: 'visa', last4: '', attachable: false }
  env.cards.set(id, card)
}

const waiting = { next_action: null, payment_method: null, status: 'requires_payment_method' as const }

/** A payment that its customer did not confirm: no charge was tried. */
export const failPayment = (scene: Scene, method: PaymentMethod, intent: PaymentIntent): void => {
  forget(scene, method)
  const error = { type: 'invalid_request_error', code: 'payment_intent_authentication_failure', message: MESSAGE }
  const failed = scene.env.store.replace({
    ...{ ...intent, ...waiting },
    last_payment_error: { ...error, payment_method: method } as PaymentIntent['last_payment_error'],
  })
  emit(scene, 'payment_intent.payment_failed', failed)
}

/** A card that is not kept, since its customer did not confirm. */
export const failSetup = (scene: Scene, method: PaymentMethod, setupIntent: string | undefined): void => {
  forget(scene, method)
  if (!setupIntent) return
  const intent = find<SetupIntent>(scene.env, 'setup_intent', setupIntent)
  const error = { type: 'invalid_request_error', code: 'setup_intent_authentication_failure', message: MESSAGE }
  const failed = scene.env.store.replace({
    ...{ ...intent, ...waiting },
    last_setup_error: { ...error, payment_method: method } as SetupIntent['last_setup_error'],
  })
  emit(scene, 'setup_intent.setup_failed', failed)
}

/** The intent in a field that may hold its ID, the intent itself or nothing. */
export const intentById = ({ env }: Scene, intent: unknown): PaymentIntent | undefined => {
  const id = idOf(intent)
  return id ? find<PaymentIntent>(env, 'payment_intent', id) : undefined
}
