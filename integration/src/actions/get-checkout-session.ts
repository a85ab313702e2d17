import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { ownerInput } from '../identity/index'
import { checkoutSessionFields, SESSION_EXPAND, toCheckoutSession } from '../models/checkout-session'
import { checkLocale, localeInput } from '../money/input'

export const getCheckoutSession = defineAction({
  title: 'Get checkout session',
  description:
    'Returns a payment page: what it sells and costs, whether it was paid, its address while it is open. Use it to show the customer what they are about to pay, or to find what a page led to: the payment, the subscription, the saved card. Whether and why a payment failed is told by getPaymentStatus.',
  input: z.object({
    sessionId: idInput(
      'Session ID',
      'cs_',
      'The checkout session, as createCheckoutSession and the payment events give it'
    ),
    ...ownerInput,
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({ ...checkoutSessionFields, ...rawOutput }),
  examples: [
    { title: 'For the chat user', input: { sessionId: 'cs_test_ExampleOfASession', userId: 'user_of_the_chat' } },
  ],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const owner = await identity.ownerOf(input)
    const session = await stripe.checkout.sessions.retrieve(input.sessionId, { expand: SESSION_EXPAND })
    owner.check(session, 'sessionId')
    return { ...toCheckoutSession(session, await linesOf(session, stripe), locale), ...rawOf(input, session) }
  },
})

/** Stripe's longest page: more than a session can sell. */
const PAGE = 100

/** What is expanded is only the first page of a long list: then a second call. */
const linesOf = async ({ id, line_items: lines }: Stripe.Checkout.Session, stripe: Stripe) => {
  if (!lines?.has_more) return lines?.data ?? []
  return (await stripe.checkout.sessions.listLineItems(id, { limit: PAGE })).data
}
