import type { PortalPageView, PortalSubscription } from '../pages'
import { formatDay } from '../pages/dates'
import { formatInterval, formatMoney } from '../pages/money'
import type { PageProblem } from '../payments/page'
import { methodsOf, plansOf, subscriptionsOf } from '../payments/portal'
import { previewInvoice } from '../payments/preview-invoice'
import { all, find, idOf } from '../protocol/find'
import { configurationOf } from '../resources/portal-sessions'
import type { Scene } from '../sandbox'
import type { Customer, Invoice, PaymentMethod, PortalSession, Price, Product, Subscription } from '../wire'
import { labelOf } from './method-label'

const nameOf = ({ env }: Scene, { product }: Price): string => find<Product>(env, 'product', idOf(product) ?? '').name

const priceOf = ({ currency, recurring, unit_amount: amount }: Price, quantity = 1): string => {
  const { interval = 'month', interval_count: intervalCount = 1 } = recurring ?? {}
  return `${formatMoney((amount ?? 0) * quantity, currency)} ${formatInterval({ interval, intervalCount })}`
}

const stateOf = ({ cancel_at: end, items, status, trial_end: trial }: Subscription): string => {
  const next = items.data[0]?.current_period_end ?? 0
  if (end !== null) return `ends on ${formatDay(end)}`
  if (status === 'trialing') return `free until ${formatDay(trial ?? next)}`
  return status === 'active' ? `renews on ${formatDay(next)}` : status.replace('_', ' ')
}

const subscriptionView = (scene: Scene, session: PortalSession, subscription: Subscription): PortalSubscription => {
  const [item] = subscription.items.data
  const { enabled, mode } = configurationOf(scene, session).features.subscription_cancel
  const end = subscription.trial_end ?? item?.current_period_end ?? 0
  return {
    ...{ id: subscription.id, quantity: item?.quantity ?? 1, state: stateOf(subscription) },
    name: subscription.items.data.map(({ price }) => nameOf(scene, price)).join(', '),
    price: item ? priceOf(item.price, item.quantity) : '',
    ...{ isEnding: subscription.cancel_at !== null, canCancel: enabled && subscription.cancel_at === null },
    cancelNote:
      mode === 'immediately'
        ? 'It ends at once, and you are not charged again.'
        : `You can use it until ${formatDay(end)}, and are not charged again.`,
    plans: plansOf(scene, session, subscription).map((price) => ({
      ...{
        value: price.id,
        label: `${nameOf(scene, price)}, ${priceOf(price)}`,
        isCurrent: price.id === item?.price.id,
      },
    })),
  }
}

type Shown = NonNullable<PortalPageView['flow']>['shows']

const SHOWS: Readonly<Record<string, Shown>> = {
  ...{ subscription_cancel: 'cancel', subscription_update: 'change', subscription_update_confirm: 'change' },
  ...{ payment_method_update: 'card', customer_update: 'details' },
}
const TITLES = {
  cancel: 'Cancel your subscription',
  change: 'Change your plan',
  card: 'Change your card',
  details: 'Your details',
}

/** What a change that is only to be confirmed costs. */
const confirmOf = (scene: Scene, { flow, customer }: PortalSession): string | undefined => {
  const confirmed = flow?.subscription_update_confirm
  const [item] = confirmed?.items ?? []
  if (!confirmed || !item) return undefined
  const price = item.price ? find<Price>(scene.env, 'price', item.price) : undefined
  const details = {
    items: [
      {
        id: item.id ?? '',
        ...(item.price && { price: item.price }),
        ...(item.quantity && { quantity: item.quantity }),
      },
    ],
  }
  const next = previewInvoice(scene, { customer, subscription: confirmed.subscription, subscription_details: details })
  const what = price ? `${nameOf(scene, price)}, ${priceOf(price, item.quantity)}` : `Quantity ${item.quantity ?? 1}`
  return `${what}. The next invoice is ${formatMoney(next.amount_due, next.currency)}.`
}

const flowOf = (scene: Scene, session: PortalSession): PortalPageView['flow'] => {
  const shows = session.flow && SHOWS[session.flow.type]
  if (!shows) return undefined
  const confirm = confirmOf(scene, session)
  return { shows, ...(confirm !== undefined && { confirm }) }
}

const methodLabel = (method: PaymentMethod): string =>
  method.card ? `${labelOf(method)}, ${method.card.exp_month}/${method.card.exp_year}` : labelOf(method)

const methodViews = (scene: Scene, session: PortalSession, { invoice_settings: settings }: Customer) =>
  methodsOf(scene, session).map((method) => ({
    ...{ id: method.id, isDefault: idOf(settings.default_payment_method) === method.id },
    label: methodLabel(method),
  }))

const invoiceViews = ({ env }: Scene, { customer }: PortalSession) =>
  all<Invoice>(env, 'invoice')
    .filter((invoice) => invoice.customer === customer && invoice.status !== 'draft')
    .reverse()
    .slice(0, 12)
    .map(({ created, currency, hosted_invoice_url: url, number, status, total }) => ({
      ...{ number: number ?? '–', date: formatDay(created), amount: formatMoney(total, currency), state: status ?? '' },
      ...(url && { url }),
    }))

const asSentence = (value: string): string => {
  const text = value.replaceAll('_', ' ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

const LABELS = { email: 'E-mail', name: 'Name', phone: 'Phone' } as const

/** What the page says once a form did what it should. */
const NOTICES: Readonly<Record<string, string>> = {
  ...{
    cancel: 'Your subscription is cancelled.',
    keep: 'Your subscription goes on.',
    change: 'Your plan was changed.',
  },
  ...{ card: 'Your card is saved and will be charged from now on.', use: 'This card will be charged from now on.' },
  ...{ remove: 'The card was removed.', details: 'Your details are saved.' },
}

/** What the page says besides what there is: what went wrong, or what was done. */
interface Said {
  problem?: PageProblem | undefined
  done?: string | undefined
}

/** What a customer sees on the portal. */
export const portalViewOf = (scene: Scene, session: PortalSession, path: string, said: Said): PortalPageView => {
  const { problem, done = '' } = said
  const notice = Object.hasOwn(NOTICES, done) ? NOTICES[done] : undefined
  const { sandbox, env } = scene
  const { features } = configurationOf(scene, session)
  const customer = find<Customer>(env, 'customer', session.customer)
  const flow = flowOf(scene, session)
  const about = session.flow?.subscription_cancel ?? session.flow?.subscription_update
  const only = (about ?? session.flow?.subscription_update_confirm)?.subscription
  const { cancellation_reason: reason } = features.subscription_cancel
  const fields = (['email', 'name', 'phone'] as const).filter((name) =>
    features.customer_update.allowed_updates.includes(name)
  )
  return {
    ...{ action: path, business: sandbox.businessName, livemode: env.livemode },
    ...{ title: flow ? TITLES[flow.shows] : 'Your subscriptions and payments' },
    ...(session.return_url && { returnUrl: session.return_url }),
    subscriptions: subscriptionsOf(scene, session)
      .filter(({ id }) => only === undefined || id === only)
      .map((subscription) => subscriptionView(scene, session, subscription)),
    ...{ methods: methodViews(scene, session, customer), canChangeCard: features.payment_method_update.enabled },
    details: features.customer_update.enabled
      ? fields.map((name) => ({ name, label: LABELS[name], value: customer[name] ?? '' }))
      : [],
    invoices: features.invoice_history.enabled ? invoiceViews(scene, session) : [],
    ...(reason.enabled && {
      reasons: reason.options.map((value) => ({ value, label: asSentence(value) })),
    }),
    ...(problem && { error: problem }),
    ...(notice && { notice }),
    ...(flow && { flow }),
  }
}
