import { html, safeUrl } from './html'
import { renderDocument, sheet, shopName } from './layout'
import { factList } from './order'
import type { ChallengePageView } from './views'

/** The bank's page of 3-D Secure, on which a customer confirms or does not. Needs no script. */
export const renderChallengePage = (view: ChallengePageView): string => {
  const title = view.amount === undefined ? 'Confirm your card' : 'Confirm your payment'
  const facts = [['Merchant', view.business] as const, ['Amount', view.amount] as const, ['Card', view.card] as const]
  const hidden = Object.entries(view.hidden)
  const body = sheet(html`${shopName('3-D Secure test bank')}
<h1>${title}</h1>
<p class="label">Your bank wants to know that it is you. This page stands for your bank's: choose what happens.</p>
${factList(facts)}
<form class="choice" method="post" action="${safeUrl(view.action) ?? ''}">${hidden.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`
  )}<button class="submit" type="submit" name="three_d_secure" value="complete">Complete authentication</button>
<button class="plain" type="submit" name="three_d_secure" value="fail">Fail authentication</button></form>`)
  return renderDocument({ title, livemode: view.livemode, body })
}
