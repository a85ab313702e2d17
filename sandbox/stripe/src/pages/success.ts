import { type Html, html, safeUrl } from './html'
import { badge, renderDocument, sheet, shopName } from './layout'
import { formatMoney } from './money'
import { afterToday, factList, orderLines, orderTotals } from './order'
import type { SuccessPageView } from './views'

const titleOf = ({ mode, title, trialDays, isPending }: SuccessPageView): string => {
  if (title !== undefined) return title
  if (mode === 'setup') return 'Your card is saved'
  if (isPending) return 'Your payment is on its way'
  if (mode === 'subscription') return trialDays ? 'Your trial has started' : 'You are subscribed'
  return 'Payment received'
}

const messageOf = ({ business, message, isPending }: SuccessPageView): string => {
  if (message) return message
  return isPending
    ? `Thank you. ${business} is told as soon as your bank has decided; you can close this page.`
    : `Thank you. ${business} has been told; you can close this page.`
}

const receipt = (view: SuccessPageView): Html => {
  const due = view.isPending ? 'To be paid' : view.mode === 'payment' ? 'Paid' : 'Paid today'
  const lines = view.lines.map(({ adjustable: _, ...line }) => line)
  return html`${orderLines({ ...view, lines })}${orderTotals(view, due, (amount) => formatMoney(amount, view.currency))}`
}

/** The page after a payment, a subscription or a saved card. */
export const renderSuccessPage = (view: SuccessPageView): string => {
  const { business, invoice, link, livemode } = view
  const then = afterToday(view)
  const href = safeUrl(link?.href)
  const facts: Array<[string, string | undefined]> = [
    ['Invoice', invoice?.number],
    ['Billed to', invoice?.to],
    ['E-mail', view.email],
    ['Paid with', view.paidWith],
    ['First charge on', view.trialEnds],
  ]
  const body = sheet(html`${shopName(business)}${badge(view.isPending ? 'wait' : 'done')}
<h1>${titleOf(view)}</h1>
<p class="label">${messageOf(view)}</p>
${then && html`<p class="then">${then}</p>`}
${view.mode !== 'setup' && view.lines.length > 0 && receipt(view)}${facts.some(([, fact]) => fact) && factList(facts)}
${href && html`<p><a class="submit" href="${href}">${link?.label}</a></p>`}`)
  return renderDocument({ title: `${business} · ${titleOf(view)}`, livemode, body })
}
