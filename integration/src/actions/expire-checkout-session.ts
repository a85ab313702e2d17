import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { sessionOutput, toSession } from '../define/session'

export const expireCheckoutSession = defineAction({
  title: 'Expire checkout session',
  description:
    'Makes a payment page that has not been paid unusable, for example when the customer changed their mind.',
  input: z.object({
    id: idInput('Session ID', 'cs_', 'The ID of the checkout session, as createCheckoutSession returns it'),
  }),
  output: z.object(sessionOutput),
  examples: [{ title: 'Close a payment page', input: { id: 'cs_test_ExampleOfASession' } }],
  async handler({ id }, { stripe }) {
    const session = await stripe.checkout.sessions.retrieve(id)
    // Expired is what was asked for. A paid one cannot be: Stripe says so.
    return toSession(session.status === 'expired' ? session : await stripe.checkout.sessions.expire(id))
  },
})
