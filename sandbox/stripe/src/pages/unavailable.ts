import { html, safeUrl } from './html'
import { badge, renderDocument, sheet, shopName } from './layout'
import type { UnavailablePageView } from './views'

/** The page of what cannot be paid: deactivated, expired, used up, voided or unknown. */
export const renderUnavailablePage = ({ title, message, business, link }: UnavailablePageView): string => {
  const href = safeUrl(link?.href)
  const body = sheet(html`${business && shopName(business)}${badge('over')}
<h1>${title}</h1>
<p class="label">${message}</p>
${href && html`<p><a class="submit" href="${href}">${link?.label}</a></p>`}`)
  return renderDocument({ title: business ? `${business} · ${title}` : title, body })
}
