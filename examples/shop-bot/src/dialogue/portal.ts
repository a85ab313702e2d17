import { link } from '../say'
import { texts } from '../texts'
import type { Step } from './step'

/** Stripe's page where customers look after what they pay for. */
export const portal: Step = {
  name: 'portal',
  words: ['portal', 'manage', 'manage my subscription', 'billing', 'my subscription', 'subscription', 'unsubscribe'],
  async begin(turn) {
    await turn.rest()
    const { url } = await turn.stripe('createBillingPortalSession', { userId: turn.userId })
    await turn.say(link(texts.portal.title, texts.portal.subtitle, texts.buttons.openPortal, url))
  },
}
