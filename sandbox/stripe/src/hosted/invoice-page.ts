import { type Order, renderPaymentPage, renderSuccessPage } from '../pages'
import { formatDay } from '../pages/dates'
import { formatMoney } from '../pages/money'
import { collectInvoice, intentOf } from '../payments/collect-invoice'
import { type PageProblem, type Payment, payHostedInvoice, problemWith } from '../payments/page'
import { all, find, idOf } from '../protocol/find'
import { readBody } from '../protocol/incoming'
import type { Sandbox, Scene } from '../sandbox'
import type { StoredObject } from '../store'
import type { Invoice, InvoicePayment } from '../wire'
import { answerOf, askCustomer, askingMethod, failPayment, intentById, UNCONFIRMED, whenConfirmed } from './challenge'
import { labelOfId } from './method-label'
import { readPayment } from './read-payment'
import { environments, html, redirect, sceneOf, unavailable } from './respond'

const linesOf = ({ lines }: Invoice) =>
  lines.data.map(({ description, quantity, amount }) => {
    const count = quantity ?? 1
    return { name: description ?? 'Item', quantity: count, unitAmount: Math.round(amount / count), amount }
  })

const sum = (amounts: ReadonlyArray<{ amount: number }> | null): number =>
  (amounts ?? []).reduce((total, { amount }) => total + amount, 0)

const orderOf = ({ sandbox, env }: Scene, invoice: Invoice): Order => {
  const to = [invoice.customer_name, invoice.customer_email].filter(Boolean).join(', ')
  return {
    ...{ business: sandbox.businessName, livemode: env.livemode, currency: invoice.currency, mode: 'payment' },
    ...{ lines: linesOf(invoice), total: invoice.status === 'paid' ? invoice.amount_paid : invoice.amount_remaining },
    ...{ discount: sum(invoice.total_discount_amounts), tax: sum(invoice.total_taxes) },
    invoice: {
      ...(invoice.number && { number: invoice.number }),
      ...(to && { to }),
      issued: formatDay(invoice.status_transitions.finalized_at ?? invoice.created),
      ...(invoice.due_date && { due: formatDay(invoice.due_date) }),
      ...(invoice.description && { memo: invoice.description }),
    },
  }
}

const paidPage = (scene: Scene, invoice: Invoice): Response => {
  const paid = all<InvoicePayment>(scene.env, 'invoice_payment').find(
    (entry) => idOf(entry.invoice) === invoice.id && entry.status === 'paid'
  )
  const paidWith = labelOfId(scene, intentById(scene, paid?.payment.payment_intent)?.payment_method)
  return html(renderSuccessPage({ ...orderOf(scene, invoice), ...(paidWith && { paidWith }) }))
}

/** Pays, or shows the bank's page first. @returns what the page has to say, or where it leads */
const takeForm = (scene: Scene, invoice: Invoice, text: string, path: string): PageProblem | Response => {
  const form = new URLSearchParams(text)
  const typed = readPayment(text, false)
  const payment: Payment = { ...typed, email: invoice.customer_email ?? typed.email }
  const answer = answerOf(scene, form)
  const { method } = answer ?? {}
  if (answer && !method) return redirect(path)
  if (answer?.says === 'fail' && method) {
    const intent = intentOf(scene, invoice)
    if (intent) failPayment(scene, method, intent)
    return UNCONFIRMED
  }
  if (method) {
    whenConfirmed(scene, method, () => collectInvoice(scene, invoice, method))
    return redirect(path)
  }
  const asking = problemWith(payment, scene.sandbox.clock.now()) ? undefined : askingMethod(scene, form, payment)
  if (!asking) return payHostedInvoice(scene, invoice, payment) ?? redirect(path)
  collectInvoice(scene, invoice, asking)
  const amount = formatMoney(invoice.amount_remaining, invoice.currency)
  return askCustomer(scene, asking, { action: path, amount, hidden: { email: payment.email, name: payment.name } })
}

/** The page on which a customer pays an invoice. */
export const showInvoice = async (sandbox: Sandbox, request: Request, url: URL): Promise<Response> => {
  const { businessName: business, publicUrl } = sandbox
  const address = `${publicUrl}${url.pathname}`
  const text = request.method === 'POST' ? await readBody(request) : undefined
  const isShown = (object: StoredObject) => 'hosted_invoice_url' in object && object.hosted_invoice_url === address
  const env = environments(sandbox).find(({ store }) => store.all('invoice').some(isShown))
  const id = env?.store.all('invoice').find(isShown)?.id
  if (!env || !id) {
    return unavailable({ business, title: 'Page not found', message: 'There is no invoice at this address.' }, 404)
  }
  const scene = sceneOf(sandbox, env)
  const invoice = find<Invoice>(env, 'invoice', id)
  if (invoice.status === 'void' || invoice.status === 'uncollectible') {
    const title = invoice.status === 'void' ? 'This invoice was voided' : 'This invoice cannot be paid here any more'
    const message = `${invoice.number ?? 'It'} is not to be paid. Please ask the seller about it.`
    return unavailable({ business, title, message }, 410)
  }
  if (invoice.status === 'paid') return paidPage(scene, invoice)
  const result = text === undefined ? undefined : takeForm(scene, invoice, text, url.pathname)
  if (result instanceof Response) return result
  const email = invoice.customer_email
  const view = { ...orderOf(scene, find<Invoice>(env, 'invoice', id)), action: url.pathname, livemode: env.livemode }
  return html(
    renderPaymentPage({ ...view, ...(email && { email, emailLocked: true }), ...(result && { error: result }) })
  )
}
