import type Stripe from 'stripe'
import { renderPaymentPage, renderSuccessPage } from '../pages'
import { currentSession, recoverSession } from '../payments/build-session'
import { applyCode, needsCard, paySession } from '../payments/checkout'
import { openLink } from '../payments/open-link'
import type { PageProblem, Payment } from '../payments/page'
import { extraFieldsOf } from '../payments/page-fields'
import { readBody } from '../protocol/answer'
import { allWith, idOf } from '../protocol/find'
import type { Sandbox, Scene } from '../sandbox'
import { is } from '../store'
import type { LineItem, PaymentLink, PromotionCode, Session } from '../wire'
import { readPayment } from './read-payment'
import { environmentOf, environments, html, redirect, sceneOf, unavailable } from './respond'

const linesOf = (items: readonly LineItem[]) =>
  items.map(({ description, quantity, price, amount_subtotal, adjustable_quantity: adjustable }) => ({
    ...{
      name: description ?? '',
      quantity: quantity ?? 1,
      unitAmount: price?.unit_amount ?? 0,
      amount: amount_subtotal,
    },
    ...(price?.recurring && {
      recurring: { interval: price.recurring.interval, intervalCount: price.recurring.interval_count },
    }),
    ...(adjustable?.enabled && { adjustable: { minimum: adjustable.minimum ?? 0, maximum: adjustable.maximum ?? 99 } }),
  }))

const modeOf = ({ mode }: Session) =>
  mode === 'subscription' || mode === 'setup' ? (mode as 'subscription' | 'setup') : ('payment' as const)

/** Seconds of a day. */
const DAY = 86_400

/** How long nothing is charged. */
const trialDaysOf = ({ env, sandbox }: Scene, { id }: Session): number | undefined => {
  const { trialDays, trialEnd } = env.plans.get(id)?.subscription ?? {}
  return trialEnd === undefined ? trialDays : Math.ceil((trialEnd - sandbox.clock.now() / 1000) / DAY)
}

/** Whether a promotion code may be entered, and the one that counts. */
const promotionOf = ({ env }: Scene, { allow_promotion_codes: allowed, discounts }: Session) => {
  if (!allowed) return undefined
  const code = env.store.get(idOf(discounts?.[0]?.promotion_code) ?? '')
  return is<Stripe.PromotionCode>(code, 'promotion_code') ? { code: (code as PromotionCode).code } : {}
}

const pageOf = (
  scene: Scene,
  session: Session,
  more: { problem?: PageProblem | undefined; payment?: Payment; email?: string }
): Response => {
  const { sandbox, env } = scene
  const trialDays = trialDaysOf(scene, session)
  const promotion = promotionOf(scene, session)
  const extras = extraFieldsOf(scene, session)
  const email = session.customer_email ?? more.email
  return html(
    renderPaymentPage({
      ...{
        action: `/c/pay/${session.id}`,
        business: sandbox.businessName,
        mode: modeOf(session),
        livemode: env.livemode,
      },
      ...{ lines: linesOf(env.lineItems.get(session.id) ?? []), total: session.amount_total ?? 0 },
      currency: session.currency ?? 'usd',
      ...(trialDays && { trialDays }),
      ...(email && { email, emailLocked: session.customer_email !== null }),
      takesDebits: !env.livemode && session.mode === 'payment' && session.currency === 'usd',
      ...(promotion && { promotion }),
      ...(extras.length > 0 && { extras }),
      ...{
        discount: session.total_details?.amount_discount ?? 0,
        shipping: session.total_details?.amount_shipping ?? 0,
      },
      isFree: !needsCard(session),
      ...(more.problem && { error: more.problem }),
      ...(session.cancel_url && { cancelUrl: session.cancel_url }),
      ...(more.payment && {
        values: { email: more.payment.email, name: more.payment.name, extras: more.payment.extras },
      }),
    })
  )
}

/** Where a paid session leads: the seller's page, or ours. */
const afterPayment = (scene: Scene, session: Session): Response => {
  const link = scene.env.store.get(idOf(session.payment_link) ?? '')
  const after = is<Stripe.PaymentLink>(link, 'payment_link') ? link.after_completion : undefined
  const target = session.success_url ?? (after?.type === 'redirect' ? after.redirect?.url : undefined)
  if (target) return redirect(target.replaceAll('{CHECKOUT_SESSION_ID}', session.id))
  const { sandbox, env } = scene
  const trialDays = trialDaysOf(scene, session)
  const message = after?.hosted_confirmation?.custom_message
  return html(
    renderSuccessPage({
      ...{ business: sandbox.businessName, total: session.amount_total ?? 0, currency: session.currency ?? 'usd' },
      ...{ mode: modeOf(session), lines: linesOf(env.lineItems.get(session.id) ?? []) },
      ...(message && { message }),
      ...(trialDays && { trialDays }),
    })
  )
}

/** Opens a payment link: each visitor has a session of their own. */
export const showLink = (sandbox: Sandbox, url: URL): Response => {
  const address = `${sandbox.publicUrl}${url.pathname.replace(/\/+$/, '')}`
  for (const env of environments(sandbox)) {
    const [link] = allWith<Stripe.PaymentLink>(env, 'payment_link', 'url', address)
    if (!is<Stripe.PaymentLink>(link, 'payment_link')) continue
    if (!link.active)
      return unavailable(
        'This link is no longer active',
        link.inactive_message ?? 'Please contact the seller for a new one.',
        410
      )
    const session = openLink(sceneOf(sandbox, env), link as PaymentLink, url.searchParams)
    const email = url.searchParams.get('prefilled_email')
    return redirect(`/c/pay/${session.id}${email ? `?prefilled_email=${encodeURIComponent(email)}` : ''}`)
  }
  return unavailable('Page not found', 'There is no payment page at this address.')
}

/** The page on which a session is paid. */
export const showSession = async (sandbox: Sandbox, request: Request, url: URL, id: string): Promise<Response> => {
  const env = environmentOf(sandbox, 'checkout.session', id)
  if (!env) return unavailable('Page not found', 'There is no payment page at this address.')
  const scene = sceneOf(sandbox, env)
  const session = currentSession(scene, id)
  if (session.status === 'expired')
    return unavailable('This page has expired', 'Please ask the seller for a new one.', 410)
  if (session.status === 'complete') return afterPayment(scene, session)
  if (request.method !== 'POST') {
    const email = url.searchParams.get('prefilled_email')
    return pageOf(scene, session, { ...(email && { email }) })
  }
  const text = await readBody(request)
  const code = new URLSearchParams(text).get('promotion_code')
  if (code !== null && session.allow_promotion_codes) {
    const { session: priced, problem } = applyCode(scene, session, code.trim())
    return problem ? pageOf(scene, priced, { problem }) : redirect(url.pathname)
  }
  const typed = readPayment(text, session.mode === 'payment')
  const payment = { ...typed, email: session.customer_email ?? typed.email }
  const { session: after, problem } = paySession(scene, session, payment)
  // A page that was paid is fetched anew, so that going back and forth in the browser pays nothing twice.
  return problem ? pageOf(scene, after, { problem, payment }) : redirect(url.pathname)
}

/** Opens a session that expired once more. */
export const showRecovery = (sandbox: Sandbox, id: string): Response => {
  const gone = unavailable('This page has expired', 'Please ask the seller for a new one.', 410)
  const env = environmentOf(sandbox, 'checkout.session', id)
  if (!env) return gone
  const session = recoverSession(sceneOf(sandbox, env), env.store.get(id) as Session)
  return session ? redirect(`/c/pay/${session.id}`) : gone
}
