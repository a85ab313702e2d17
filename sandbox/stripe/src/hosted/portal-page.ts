import { renderPortalPage, renderSuccessPage } from '../pages'
import { formatInterval, formatMoney } from '../pages/money'
import type { PortalPageView, PortalSubscription } from '../pages/portal-view'
import type { PageProblem } from '../payments/page'
import { actOnPortal, methodsOf, plansOf, subscriptionsOf } from '../payments/portal'
import { previewInvoice } from '../payments/preview-invoice'
import { readBody } from '../protocol/answer'
import { all, find, idOf } from '../protocol/find'
import { configurationOf } from '../resources/portal-sessions'
import type { Sandbox, Scene } from '../sandbox'
import type { Customer, Invoice, PortalSession, Price, Product, Subscription } from '../wire'
import { readPayment } from './read-payment'
import { environments, html, redirect, sceneOf, unavailable } from './respond'

/** How long a link to the portal is good for, in seconds. */
const LIFE = 86_400

const dayOf = (moment: number): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    moment * 1000
  )

const nameOf = ({ env }: Scene, { product }: Price): string => find<Product>(env, 'product', idOf(product) ?? '').name

const priceOf = ({ currency, recurring, unit_amount: amount }: Price, quantity = 1): string => {
  const { interval = 'month', interval_count: intervalCount = 1 } = recurring ?? {}
  return `${formatMoney((amount ?? 0) * quantity, currency)} ${formatInterval({ interval, intervalCount })}`
}

const stateOf = ({ cancel_at: end, items, status, trial_end: trial }: Subscription): string => {
  const next = items.data[0]?.current_period_end ?? 0
  if (end !== null) return `ends on ${dayOf(end)}`
  if (status === 'trialing') return `free until ${dayOf(trial ?? next)}`
  return status === 'active' ? `renews on ${dayOf(next)}` : status.replace('_', ' ')
}

const subscriptionView = (scene: Scene, session: PortalSession, subscription: Subscription): PortalSubscription => {
  const [item] = subscription.items.data
  const { enabled } = configurationOf(scene, session).features.subscription_cancel
  return {
    ...{ id: subscription.id, quantity: item?.quantity ?? 1, state: stateOf(subscription) },
    name: subscription.items.data.map(({ price }) => nameOf(scene, price)).join(', '),
    price: item ? priceOf(item.price, item.quantity) : '',
    ...{ isEnding: subscription.cancel_at !== null, canCancel: enabled && subscription.cancel_at === null },
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

const methodViews = (scene: Scene, session: PortalSession, { invoice_settings: settings }: Customer) =>
  methodsOf(scene, session).map(({ id, card, us_bank_account: account }) => ({
    ...{ id, isDefault: idOf(settings.default_payment_method) === id },
    label: card
      ? `${card.brand} •••• ${card.last4}, ${card.exp_month}/${card.exp_year}`
      : `Bank account •••• ${account?.last4}`,
  }))

const invoiceViews = ({ env }: Scene, { customer }: PortalSession) =>
  all<Invoice>(env, 'invoice')
    .filter((invoice) => invoice.customer === customer && invoice.status !== 'draft')
    .reverse()
    .slice(0, 12)
    .map(({ created, currency, hosted_invoice_url: url, number, status, total }) => ({
      ...{ number: number ?? '–', date: dayOf(created), amount: formatMoney(total, currency), state: status ?? '' },
      ...(url && { url }),
    }))

const LABELS = { email: 'E-mail', name: 'Name', phone: 'Phone' } as const

const viewOf = (scene: Scene, session: PortalSession, path: string, problem?: PageProblem): PortalPageView => {
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
      reasons: reason.options.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
    }),
    ...(problem && { error: problem }),
    ...(flow && { flow }),
  }
}

/** Where a customer goes when the one thing is done that the link was for. */
const afterFlow = (scene: Scene, session: PortalSession, path: string): Response => {
  const after = session.flow?.after_completion
  if (after?.type === 'redirect' && after.redirect) return redirect(after.redirect.return_url)
  const homepage = { ...session, flow: null }
  scene.env.store.replace(homepage)
  if (after?.type !== 'hosted_confirmation') return redirect(path)
  const { businessName: business } = scene.sandbox
  const message = after.hosted_confirmation?.custom_message ?? 'Your change was saved.'
  return html(
    renderSuccessPage({ business, total: 0, currency: 'usd', mode: 'setup', lines: [], message, title: 'Done' })
  )
}

/** The billing portal: what a customer may do, or the one thing that the link is for. */
export const showPortal = async (sandbox: Sandbox, request: Request, url: URL): Promise<Response> => {
  const address = `${sandbox.publicUrl}${url.pathname}`
  for (const env of environments(sandbox)) {
    const session = all<PortalSession>(env, 'billing_portal.session').find((entry) => entry.url === address)
    if (!session) continue
    const scene = sceneOf(sandbox, env)
    if (session.created + LIFE <= sandbox.clock.now() / 1000) break
    if (request.method !== 'POST') return html(renderPortalPage(viewOf(scene, session, url.pathname)))
    const text = await readBody(request)
    const problem = actOnPortal(scene, session, new URLSearchParams(text), readPayment(text, false))
    if (problem) return html(renderPortalPage(viewOf(scene, session, url.pathname, problem)))
    return session.flow ? afterFlow(scene, session, url.pathname) : redirect(url.pathname)
  }
  return unavailable('This page has expired', 'Please ask the seller for a new link.', 410)
}
