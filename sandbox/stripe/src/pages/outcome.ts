import { type Html, html, trusted } from './html'
import { renderDocument } from './layout'
import { formatMoney } from './money'
import { afterToday, lineNotes, shopName } from './parts'
import type { SuccessPageView, UnavailablePageView } from './views'

const icon = (path: string): Html =>
  trusted(
    `<svg width="28" height="28" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`
  )

const titleOf = ({ mode, title, trialDays }: SuccessPageView): string => {
  if (title !== undefined) return title
  if (mode === 'setup') return 'Your card is saved'
  if (mode === 'subscription') return trialDays ? 'Your trial has started' : 'You are subscribed'
  return 'Payment received'
}

const receipt = (view: SuccessPageView): Html => {
  const { lines, currency, total, mode } = view
  const rows = lines.map(
    (line) =>
      html`<li><strong>${line.name}</strong><span class="amount">${formatMoney(line.amount, currency)}</span>${lineNotes({ ...line, adjustable: undefined }, currency)}</li>`
  )
  const paid = mode === 'payment' ? 'Paid' : 'Paid today'
  return html`<ul class="lines">${rows}</ul>
<dl class="totals"><dt class="due">${paid}</dt><dd class="due">${formatMoney(total, currency)}</dd></dl>`
}

/** The page after a payment, a subscription or a saved card. */
export const renderSuccessPage = (view: SuccessPageView): string => {
  const then = afterToday(view)
  const body = html`<body><main class="center"><div class="sheet">${shopName(view.business)}
<div class="badge">${icon('M5 12.5l4.5 4.5L19 7.5')}</div>
<h1>${titleOf(view)}</h1>
<p class="label">${view.message || `Thank you. ${view.business} has been told; you can close this page.`}</p>
${then && html`<p class="then">${then}</p>`}
${view.mode !== 'setup' && view.lines.length > 0 && receipt(view)}
</div></main></body>`
  return renderDocument({ title: `${view.business} · ${titleOf(view)}`, body })
}

/** The page of a link that cannot be paid: deactivated, expired, used up or unknown. */
export const renderUnavailablePage = (view: UnavailablePageView): string => {
  const body = html`<body><main class="center"><div class="sheet">
<div class="badge bad">${icon('M12 7v6M12 17v.01')}</div>
<h1>${view.title}</h1>
<p class="label">${view.message}</p>
</div></main></body>`
  return renderDocument({ title: view.title, body })
}
