import { renderPaymentPage, renderSuccessPage } from '../pages'
import { type PageProblem, payHostedInvoice } from '../payments/page'
import { readBody } from '../protocol/answer'
import type { Sandbox } from '../sandbox'
import type { StoredObject } from '../store'
import type { Invoice } from '../wire'
import { readPayment } from './read-payment'
import { environments, html, redirect, sceneOf, unavailable } from './respond'

const linesOf = ({ lines }: Invoice) =>
  lines.data.map(({ description, quantity, amount }) => {
    const count = quantity ?? 1
    return { name: description ?? 'Item', quantity: count, unitAmount: Math.round(amount / count), amount }
  })

/** The page on which a customer pays an invoice. */
export const showInvoice = async (sandbox: Sandbox, request: Request, url: URL): Promise<Response> => {
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
    ...{ lines: linesOf(invoice), total: invoice.status === 'paid' ? invoice.amount_paid : invoice.amount_remaining },
    discount: (invoice.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0),
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
