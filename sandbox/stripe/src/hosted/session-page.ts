import type Stripe from 'stripe'
import { renderPaymentPage, renderSuccessPage } from '../pages'
import { formatMoney } from '../pages/money'
import { currentSession, recoverSession } from '../payments/build-session'
import { applyCode, needsCard, payBy, paySession, withChoices } from '../payments/checkout'
import { openLink } from '../payments/open-link'
import { type Payment, problemWith } from '../payments/page'
import { extraFieldsOf, problemWithExtras } from '../payments/page-fields'
import { createIntent } from '../payments/pay-intent'
import { StripeApiError } from '../protocol/errors'
import { allWith, idOf } from '../protocol/find'
import { readBody } from '../protocol/incoming'
import type { Sandbox, Scene } from '../sandbox'
import { is } from '../store'
import type { PaymentLink, PaymentMethod, Session } from '../wire'
import {
  type Answer,
  answerOf,
  askCustomer,
  askingMethod,
  failPayment,
  failSetup,
  intentById,
  UNCONFIRMED,
  whenConfirmed,
} from './challenge'
import { readPayment } from './read-payment'
import { environmentOf, environments, html, redirect, sceneOf, unavailable } from './respond'
import { linkOf, paymentViewOf, successViewOf, type Typed } from './session-view'

const pathOf = ({ id }: Session): string => `/c/pay/${id}`

const pageOf = (scene: Scene, session: Session, typed: Typed): Response =>
  html(renderPaymentPage(paymentViewOf(scene, session, typed)))

/** Where a paid session leads: the seller's page, or ours. */
const afterPayment = (scene: Scene, session: Session): Response => {
  const target = session.success_url ?? linkOf(scene, session)?.after_completion.redirect?.url
  if (target) return redirect(target.replaceAll('{CHECKOUT_SESSION_ID}', session.id))
  return html(renderSuccessPage(successViewOf(scene, session)))
}

const notFound = ({ businessName: business }: Sandbox): Response =>
  unavailable({ business, title: 'Page not found', message: 'There is no payment page at this address.' }, 404)

/** What an expired session leads to: once more the same, back to the shop, or to the seller. */
const expiredPage = ({ businessName: business }: Sandbox, session?: Session): Response => {
  const again = session?.after_expiration?.recovery?.url
  const back = session?.cancel_url
  const link = again
    ? { href: again, label: 'Start again' }
    : back
      ? { href: back, label: 'Back to the shop' }
      : undefined
  const message = `Nothing was charged. ${again ? 'You can start again.' : 'Please ask the seller for a new one.'}`
  return unavailable({ business, title: 'This page has expired', message, ...(link && { link }) }, 410)
}

/** Opens a payment link: each visitor has a session of their own. */
export const showLink = (sandbox: Sandbox, url: URL): Response => {
  const address = `${sandbox.publicUrl}${url.pathname.replace(/\/+$/, '')}`
  for (const env of environments(sandbox)) {
    const [link] = allWith<Stripe.PaymentLink>(env, 'payment_link', 'url', address)
    if (!is<Stripe.PaymentLink>(link, 'payment_link')) continue
    if (!link.active) {
      const message = link.inactive_message ?? 'Please contact the seller for a new one.'
      const view = { business: sandbox.businessName, title: 'This link is no longer active', message }
      return unavailable(view, 410)
    }
    const session = openLink(sceneOf(sandbox, env), link as PaymentLink, url.searchParams)
    const email = url.searchParams.get('prefilled_email')
    return redirect(`${pathOf(session)}${email ? `?prefilled_email=${encodeURIComponent(email)}` : ''}`)
  }
  return notFound(sandbox)
}

/** The bank's page for a card whose bank asks; undefined where nobody has to be asked. */
const ask = (scene: Scene, session: Session, form: URLSearchParams, payment: Payment): Response | undefined => {
  const isWrong = problemWith(payment, scene.sandbox.clock.now()) ?? problemWithExtras(scene, session, payment.extras)
  const method = !isWrong && needsCard(session) ? askingMethod(scene, form, payment) : undefined
  if (!method) return undefined
  // A subscription's payment begins when the subscription does: after the confirmation.
  if (session.mode !== 'subscription') payBy(scene, session, payment, method)
  const extras = extraFieldsOf(scene, session).flatMap(({ name }) => {
    const value = payment.extras[name]
    return value ? [[name, value]] : []
  })
  const amount =
    session.mode === 'setup' ? undefined : formatMoney(session.amount_total ?? 0, session.currency ?? 'usd')
  return askCustomer(scene, method, {
    ...{ action: pathOf(session), ...(amount !== undefined && { amount }) },
    hidden: { email: payment.email, name: payment.name, ...Object.fromEntries(extras) },
  })
}

const fail = (scene: Scene, session: Session, method: PaymentMethod): void => {
  if (session.mode === 'setup') {
    failSetup(scene, method, idOf(session.setup_intent))
    return
  }
  const { amount_total: amount, currency } = session
  const params = { amount: amount ?? 0, currency: currency ?? 'usd', customer: idOf(session.customer) ?? null }
  failPayment(scene, method, intentById(scene, session.payment_intent) ?? createIntent(scene, params))
}

const confirm = (scene: Scene, session: Session, payment: Payment, method: PaymentMethod) => {
  try {
    return whenConfirmed(scene, method, () => payBy(scene, session, payment, method))
  } catch (error) {
    if (error instanceof StripeApiError) return { session, problem: { message: error.body.message } }
    throw error
  }
}

const takeAnswer = (scene: Scene, session: Session, payment: Payment, { says, method }: Answer): Response => {
  if (!method) return redirect(pathOf(session))
  if (says === 'fail') {
    fail(scene, session, method)
    return pageOf(scene, currentSession(scene, session.id), { problem: UNCONFIRMED, payment })
  }
  const { session: after, problem } = confirm(scene, session, payment, method)
  return problem ? pageOf(scene, after, { problem, payment }) : redirect(pathOf(session))
}

/** The session with the quantities and the way of sending that were chosen, so that the page shows what is paid. */
const choose = (scene: Scene, session: Session, payment: Payment): Session => {
  if (session.mode === 'setup') return session
  const { shipping_rate: rate } = payment.extras
  const isOffered = session.shipping_options.some((option) => idOf(option.shipping_rate) === rate)
  return withChoices(scene, session, isOffered ? payment : { ...payment, extras: {} })
}

/** What a form on the page asks for: a promotion code, a new total, the bank's answer, or to pay. */
const takeForm = (scene: Scene, session: Session, text: string): Response => {
  const form = new URLSearchParams(text)
  const code = form.get('promotion_code')
  if (code !== null && session.allow_promotion_codes) {
    const { session: priced, problem } = applyCode(scene, session, code.trim())
    return problem ? pageOf(scene, priced, { problem }) : redirect(pathOf(session))
  }
  const typed = readPayment(text, session.mode === 'payment')
  const payment = { ...typed, email: session.customer_email ?? typed.email }
  const answer = answerOf(scene, form)
  if (answer) return takeAnswer(scene, session, payment, answer)
  const chosen = choose(scene, session, payment)
  if (form.has('update')) return pageOf(scene, chosen, { payment })
  const asked = ask(scene, chosen, form, payment)
  if (asked) return asked
  const { session: after, problem } = paySession(scene, chosen, payment)
  // A page that was paid is fetched anew, so that going back and forth in the browser pays nothing twice.
  return problem ? pageOf(scene, after, { problem, payment }) : redirect(pathOf(session))
}

/** The page on which a session is paid. */
export const showSession = async (sandbox: Sandbox, request: Request, url: URL, id: string): Promise<Response> => {
  const env = environmentOf(sandbox, 'checkout.session', id)
  if (!env) return notFound(sandbox)
  const scene = sceneOf(sandbox, env)
  const text = request.method === 'POST' ? await readBody(request) : undefined
  // Read after the body, which takes a while: by then another request may have paid it.
  const session = currentSession(scene, id)
  if (session.status === 'expired') return expiredPage(sandbox, session)
  if (session.status === 'complete') return afterPayment(scene, session)
  if (text !== undefined) return takeForm(scene, session, text)
  const email = url.searchParams.get('prefilled_email')
  return pageOf(scene, session, { ...(email && { email }) })
}

/** Opens a session that expired once more. */
export const showRecovery = (sandbox: Sandbox, id: string): Response => {
  const env = environmentOf(sandbox, 'checkout.session', id)
  if (!env) return expiredPage(sandbox)
  const session = recoverSession(sceneOf(sandbox, env), env.store.get(id) as Session)
  return session ? redirect(pathOf(session)) : expiredPage(sandbox)
}
