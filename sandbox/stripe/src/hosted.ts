import type Stripe from 'stripe'
import { renderPaymentPage, renderSuccessPage, renderUnavailablePage } from './pages'
import { openLink, paySession } from './payments/checkout'
import { type PageProblem, type Payment, payHostedInvoice } from './payments/page'
import { readBody } from './protocol/answer'
import { allWith, idOf } from './protocol/find'
import { currentSession, recoverSession } from './resources/checkout-sessions'
import type { Environment, Sandbox, Scene } from './sandbox'
import { is, type StoredObject } from './store'
import type { Invoice, LineItem, PaymentLink, Session } from './wire'

const html = (body: string, status = 200): Response =>
  new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    },
  })

const unavailable = (title: string, message: string, status = 404): Response =>
  html(renderUnavailablePage({ title, message }), status)

const redirect = (location: string): Response => new Response(null, { status: 303, headers: { location } })

const sceneOf = (sandbox: Sandbox, env: Environment): Scene => ({
  ...{ sandbox, env, requestId: sandbox.ids.make('req'), idempotencyKey: undefined },
})

const linesOf = (items: readonly LineItem[]) =>
  items.map(({ description, quantity, price, amount_total, adjustable_quantity: adjustable }) => ({
    ...{ name: description ?? '', quantity: quantity ?? 1, unitAmount: price?.unit_amount ?? 0, amount: amount_total },
    ...(price?.recurring && {
      recurring: { interval: price.recurring.interval, intervalCount: price.recurring.interval_count },
    }),
    ...(adjustable?.enabled && { adjustable: { minimum: adjustable.minimum ?? 0, maximum: adjustable.maximum ?? 99 } }),
  }))

const modeOf = ({ mode }: Session) => (mode === 'subscription' ? ('subscription' as const) : ('payment' as const))

const pageOf = (
  scene: Scene,
  session: Session,
  more: { problem?: PageProblem | undefined; payment?: Payment; email?: string }
): Response => {
  const { sandbox, env } = scene
  const trialDays = env.plans.get(session.id)?.subscription?.trialDays
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
      ...(more.problem && { error: more.problem }),
      ...(session.cancel_url && { cancelUrl: session.cancel_url }),
      ...(more.payment && { values: { email: more.payment.email, name: more.payment.name } }),
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
  const trialDays = env.plans.get(session.id)?.subscription?.trialDays
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

const environments = ({ environments: { test, live } }: Sandbox): Environment[] => [test, live]

const showLink = (sandbox: Sandbox, url: URL): Response => {
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

const readPayment = (text: string, takesDebits: boolean): Payment => {
  const form = new URLSearchParams(text)
  const field = (name: string) => (form.get(name) ?? '').slice(0, 512).trim()
  const quantities = Object.fromEntries(
    [...form].flatMap(([name, value]) => {
      const index = /^quantity_(\d{1,2})$/.exec(name)?.[1]
      return index === undefined ? [] : [[Number(index), Number(value)]]
    })
  )
  return {
    ...{ email: field('email'), name: field('name'), number: field('number').replace(/[\s-]/g, '') },
    ...{ account: takesDebits ? field('account') : '', cvc: field('cvc'), expiry: field('expiry'), quantities },
  }
}

const showSession = async (sandbox: Sandbox, request: Request, url: URL, id: string): Promise<Response> => {
  const env = environments(sandbox).find(({ store }) => store.get(id)?.object === 'checkout.session')
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
  const typed = readPayment(await readBody(request), session.mode === 'payment')
  const payment = { ...typed, email: session.customer_email ?? typed.email }
  const { session: after, problem } = paySession(scene, session, payment)
  // A page that was paid is fetched anew, so that going back and forth in the browser pays nothing twice.
  return problem ? pageOf(scene, after, { problem, payment }) : redirect(url.pathname)
}

const invoiceLines = ({ lines }: Invoice) =>
  lines.data.map(({ description, quantity, amount }) => {
    const count = quantity ?? 1
    return { name: description ?? 'Item', quantity: count, unitAmount: Math.round(amount / count), amount }
  })

/** The page on which a customer pays an invoice. */
const showInvoice = async (sandbox: Sandbox, request: Request, url: URL): Promise<Response> => {
  const address = `${sandbox.publicUrl}${url.pathname}`
  const isShown = (object: StoredObject) => 'hosted_invoice_url' in object && object.hosted_invoice_url === address
  const env = environments(sandbox).find(({ store }) => store.all('invoice').some(isShown))
  const invoice = env?.store.all('invoice').find(isShown) as Invoice | undefined
  if (!env || !invoice) return unavailable('Page not found', 'There is no invoice at this address.')
  if (['void', 'uncollectible'].includes(invoice.status ?? '')) {
    return unavailable('This invoice is not to be paid', 'Please ask the seller about it.', 410)
  }
  const view = {
    ...{ business: sandbox.businessName, currency: invoice.currency, mode: 'payment' as const },
    ...{ lines: invoiceLines(invoice), total: invoice.total },
  }
  if (invoice.status === 'paid') return html(renderSuccessPage(view))
  const email = invoice.customer_email
  const show = (problem?: PageProblem): Response =>
    html(
      renderPaymentPage({
        ...{ ...view, action: url.pathname, livemode: env.livemode },
        ...(email && { email, emailLocked: true }),
        ...(problem && { error: problem }),
      })
    )
  if (request.method !== 'POST') return show()
  const typed = readPayment(await readBody(request), false)
  const problem = payHostedInvoice(sceneOf(sandbox, env), invoice, { ...typed, email: email ?? typed.email })
  return problem ? show(problem) : redirect(url.pathname)
}

const showRecovery = (sandbox: Sandbox, id: string): Response => {
  const gone = unavailable('This page has expired', 'Please ask the seller for a new one.', 410)
  const env = environments(sandbox).find(({ store }) => store.get(id)?.object === 'checkout.session')
  if (!env) return gone
  const session = recoverSession(sceneOf(sandbox, env), env.store.get(id) as Session)
  return session ? redirect(`/c/pay/${session.id}`) : gone
}

/** Answers a request for a hosted page, or undefined for another path. */
export const answerPage = async (request: Request, sandbox: Sandbox): Promise<Response | undefined> => {
  const url = new URL(request.url)
  if (!['GET', 'POST', 'HEAD'].includes(request.method)) return undefined
  if (/^\/b\/[A-Za-z0-9_]+\/*$/.test(url.pathname)) return showLink(sandbox, url)
  const session = /^\/c\/pay\/(cs_[A-Za-z0-9_]+)$/.exec(url.pathname)?.[1]
  if (session) return showSession(sandbox, request, url, session)
  const recovered = /^\/r\/(cs_[A-Za-z0-9_]+)$/.exec(url.pathname)?.[1]
  if (recovered) return showRecovery(sandbox, recovered)
  if (/^\/i\/acct_[A-Za-z0-9]+\/(test|live)_[A-Za-z0-9]+$/.test(url.pathname)) return showInvoice(sandbox, request, url)
  return undefined
}
