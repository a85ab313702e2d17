import { renderPortalPage, renderSuccessPage } from '../pages'
import { fieldOf, type PageProblem, type Payment, problemWith } from '../payments/page'
import { actOnPortal } from '../payments/portal'
import { cardByNumber } from '../payments/test-cards'
import { allWith, find } from '../protocol/find'
import { readBody } from '../protocol/incoming'
import { attach } from '../resources/payment-methods'
import type { Sandbox, Scene } from '../sandbox'
import type { Customer, PortalSession } from '../wire'
import { type Answer, answerOf, askCustomer, askingMethod, failSetup, UNCONFIRMED, whenConfirmed } from './challenge'
import { portalViewOf } from './portal-view'
import { readPayment } from './read-payment'
import { environments, html, redirect, sceneOf, unavailable } from './respond'

/** How long a link to the portal is good for, in seconds. */
const LIFE = 86_400

/** Where a customer goes when something was done: back to the portal, or where the link that was for one thing says. */
const afterwards = (scene: Scene, session: PortalSession, path: string, action: string): Response => {
  const after = session.flow?.after_completion
  if (after?.type === 'redirect' && after.redirect) return redirect(after.redirect.return_url)
  scene.env.store.replace({ ...session, flow: null })
  if (after?.type !== 'hosted_confirmation') return redirect(`${path}?done=${encodeURIComponent(action)}`)
  const { businessName: business } = scene.sandbox
  const view = { business, livemode: scene.env.livemode, total: 0, currency: 'usd', mode: 'setup' as const, lines: [] }
  const message = after.hosted_confirmation?.custom_message ?? 'Your change was saved.'
  const link = session.return_url ? { href: session.return_url, label: 'Back to the shop' } : undefined
  return html(renderSuccessPage({ ...view, message, title: 'Done', ...(link && { link }) }))
}

const takeAnswer = (scene: Scene, session: PortalSession, path: string, { says, method }: Answer): Response => {
  if (!method) return redirect(path)
  if (says === 'fail') {
    failSetup(scene, method, undefined)
    return html(renderPortalPage(portalViewOf(scene, session, path, { problem: UNCONFIRMED })))
  }
  const kept = whenConfirmed(scene, method, () => attach(scene, method, session.customer))
  const form = new URLSearchParams({ action: 'use', method: kept.id })
  actOnPortal(scene, session, form, readPayment('', false))
  return afterwards(scene, session, path, 'card')
}

/** The bank's page for a card whose bank asks; undefined where nobody has to be asked. */
const ask = (scene: Scene, session: PortalSession, path: string, form: URLSearchParams, payment: Payment) => {
  if (form.get('action') !== 'card') return undefined
  const { email } = find<Customer>(scene.env, 'customer', session.customer)
  const typed = { ...payment, email: email ?? 'customer@example.com' }
  if (problemWith(typed, scene.sandbox.clock.now())) return undefined
  const method = askingMethod(scene, form, typed)
  return method && askCustomer(scene, method, { action: path, hidden: {} })
}

/** What the bank says of a card belongs to the card's form, so that it is seen there. */
const atCard = (problem: PageProblem, form: URLSearchParams): PageProblem => {
  if (form.get('action') !== 'card' || problem.field) return problem
  const decline = cardByNumber(readPayment(form.toString(), false).number)?.decline
  return { ...problem, field: (decline && fieldOf(decline)) ?? 'number' }
}

const takeForm = (scene: Scene, session: PortalSession, path: string, text: string): Response => {
  const form = new URLSearchParams(text)
  const payment = readPayment(text, false)
  const answer = answerOf(scene, form)
  if (answer) return takeAnswer(scene, session, path, answer)
  const asked = ask(scene, session, path, form, payment)
  if (asked) return asked
  const problem = actOnPortal(scene, session, form, payment)
  if (problem) return html(renderPortalPage(portalViewOf(scene, session, path, { problem: atCard(problem, form) })))
  return afterwards(scene, session, path, form.get('action') ?? '')
}

/** The billing portal: what a customer may do, or the one thing that the link is for. */
export const showPortal = async (sandbox: Sandbox, request: Request, url: URL): Promise<Response> => {
  const { businessName: business, clock, publicUrl } = sandbox
  const text = request.method === 'POST' ? await readBody(request) : undefined
  for (const env of environments(sandbox)) {
    const [session] = allWith<PortalSession>(env, 'billing_portal.session', 'url', `${publicUrl}${url.pathname}`)
    if (!session) continue
    if (session.created + LIFE <= clock.now() / 1000) break
    const scene = sceneOf(sandbox, env)
    if (text !== undefined) return takeForm(scene, session, url.pathname, text)
    const done = url.searchParams.get('done') ?? undefined
    return html(renderPortalPage(portalViewOf(scene, session, url.pathname, { done })))
  }
  return unavailable(
    { business, title: 'This page has expired', message: 'Please ask the seller for a new link.' },
    410
  )
}
