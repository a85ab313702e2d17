import type Stripe from 'stripe'
import type { Order, PageMode, PaymentPageView, SuccessPageView } from '../pages'
import { formatDay, formatMoment } from '../pages/dates'
import { formatMoney } from '../pages/money'
import { needsCard } from '../payments/checkout'
import type { PageProblem, Payment } from '../payments/page'
import { extraFieldsOf } from '../payments/page-fields'
import { reductionsOfSession } from '../payments/session-amounts'
import { idOf } from '../protocol/find'
import { type Scene, seconds } from '../sandbox'
import { is } from '../store'
import type { Coupon, LineItem, PaymentLink, Session } from '../wire'
import { intentById } from './challenge'
import { labelOfId } from './method-label'

/** Seconds of a day. */
const DAY = 86_400

const descriptionOf = ({ env }: Scene, { price }: LineItem): string | undefined => {
  const product = env.store.get(idOf(price?.product) ?? '')
  return is<Stripe.Product>(product, 'product') ? (product.description ?? undefined) : undefined
}

const linesOf = (scene: Scene, { id }: Session) =>
  (scene.env.lineItems.get(id) ?? []).map((item) => {
    const { description: name, quantity, price, amount_subtotal: amount, adjustable_quantity: adjustable } = item
    const description = descriptionOf(scene, item)
    return {
      ...{ name: name ?? '', quantity: quantity ?? 1, unitAmount: price?.unit_amount ?? 0, amount },
      ...(description && description !== name && { description }),
      ...(price?.recurring && {
        recurring: { interval: price.recurring.interval, intervalCount: price.recurring.interval_count },
      }),
      ...(adjustable?.enabled && {
        adjustable: { minimum: Math.max(1, adjustable.minimum ?? 1), maximum: adjustable.maximum ?? 99 },
      }),
    }
  })

const modeOf = ({ mode }: Session): PageMode => {
  if (mode === 'setup') return 'setup'
  return mode === 'subscription' ? 'subscription' : 'payment'
}

/** How long nothing is charged, and from when on something is. */
const trialOf = (scene: Scene, { id }: Session): Pick<Order, 'trialDays' | 'trialEnds'> => {
  const { trialDays, trialEnd } = scene.env.plans.get(id)?.subscription ?? {}
  const now = seconds(scene)
  if (trialEnd !== undefined) return { trialDays: Math.ceil((trialEnd - now) / DAY), trialEnds: formatDay(trialEnd) }
  return trialDays ? { trialDays, trialEnds: formatDay(now + trialDays * DAY) } : {}
}

const termsOf = ({ amount_off: amount, currency, percent_off: percent }: Coupon): string =>
  percent === null ? `${formatMoney(amount ?? 0, currency ?? 'usd')} off` : `${percent}% off`

/** "TEN, 10% off". */
const discountOf = (scene: Scene, session: Session): Pick<Order, 'discount' | 'discountLabel'> => {
  const [reduction] = reductionsOfSession(scene, session)
  const name = reduction?.promotionCode?.code ?? reduction?.coupon.name
  const label = reduction && [name, termsOf(reduction.coupon)].filter(Boolean).join(', ')
  return { discount: session.total_details?.amount_discount ?? 0, ...(label && { discountLabel: label }) }
}

const orderOf = (scene: Scene, session: Session): Order => ({
  ...{ business: scene.sandbox.businessName, mode: modeOf(session), livemode: scene.env.livemode },
  ...{ lines: linesOf(scene, session), total: session.amount_total ?? 0, currency: session.currency ?? 'usd' },
  ...{ ...trialOf(scene, session), ...discountOf(scene, session) },
  shipping: session.total_details?.amount_shipping ?? 0,
  tax: session.total_details?.amount_tax ?? 0,
})

/** Whether a promotion code may be entered, and the one that counts. */
const promotionOf = (scene: Scene, session: Session): { code?: string } | undefined => {
  if (!session.allow_promotion_codes) return undefined
  const [reduction] = reductionsOfSession(scene, session)
  return reduction?.promotionCode ? { code: reduction.promotionCode.code } : {}
}

const VERBS: Readonly<Record<string, NonNullable<PaymentPageView['verb']>>> = { book: 'Book', donate: 'Donate' }

/** What a page says besides the session: what went wrong, and what was typed. */
export interface Typed {
  problem?: PageProblem | undefined
  payment?: Payment
  email?: string
}

const knownEmail = ({ env }: Scene, { customer: id }: Session): string | undefined => {
  const customer = env.store.get(idOf(id) ?? '')
  return is<Stripe.Customer>(customer, 'customer') ? (customer.email ?? undefined) : undefined
}

/** The page on which a session is paid. */
export const paymentViewOf = (scene: Scene, session: Session, typed: Typed): PaymentPageView => {
  const { env } = scene
  const promotion = promotionOf(scene, session)
  const extras = extraFieldsOf(scene, session)
  const email = session.customer_email ?? typed.email ?? knownEmail(scene, session)
  const verb = VERBS[session.submit_type ?? '']
  const note = session.custom_text.submit?.message
  return {
    ...{ ...orderOf(scene, session), action: `/c/pay/${session.id}`, livemode: env.livemode },
    ...{ closes: formatMoment(session.expires_at), isFree: !needsCard(session) },
    ...(email && { email, emailLocked: session.customer_email !== null }),
    takesDebits: !env.livemode && session.mode === 'payment' && session.currency === 'usd',
    ...{ ...(promotion && { promotion }), ...(extras.length > 0 && { extras }) },
    ...{ ...(verb && { verb }), ...(note && { note }) },
    ...(typed.problem && { error: typed.problem }),
    ...(session.cancel_url && { cancelUrl: session.cancel_url }),
    ...(typed.payment && {
      values: { email: typed.payment.email, name: typed.payment.name, extras: typed.payment.extras },
    }),
  }
}

export const linkOf = ({ env }: Scene, session: Session): PaymentLink | undefined => {
  const link = env.store.get(idOf(session.payment_link) ?? '')
  return is<Stripe.PaymentLink>(link, 'payment_link') ? link : undefined
}

/** The page after a session was paid, unless the seller has one. */
export const successViewOf = (scene: Scene, session: Session): SuccessPageView => {
  const intent = intentById(scene, session.payment_intent)
  const message =
    linkOf(scene, session)?.after_completion.hosted_confirmation?.custom_message ??
    session.custom_text.after_submit?.message
  const paidWith = labelOfId(scene, intent?.payment_method)
  const email = session.customer_details?.email
  return {
    ...orderOf(scene, session),
    ...(intent?.status === 'requires_capture' && { title: 'Your order is placed' }),
    isPending: intent?.status === 'processing' || intent?.status === 'requires_capture',
    ...{ ...(paidWith && { paidWith }), ...(email && { email }) },
    ...(message && { message }),
  }
}
