import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { cursorAfter, pageOutput, readPage, shortPageInput } from '../define/page'
import { ownerOrCustomerInput } from '../identity/index'
import { subscriptionSchema, toSubscription } from '../models/subscription'
import { checkLocale, localeInput } from '../money/input'

export const listSubscriptions = defineAction({
  title: 'List subscriptions',
  description:
    "Lists a customer's subscriptions, the newest first. Use it when the customer asks what they are subscribed to, and before an action that needs the ID of a subscription. A chat user without any gets an empty list.",
  input: z.object({
    status: z
      .enum(['active', 'trialing', 'past_due', 'unpaid', 'paused', 'canceled', 'ended', 'all'])
      .optional()
      .title('Status')
      .describe('Only those in this state; all: canceled ones too. Default: all that have not ended'),
    ...ownerOrCustomerInput,
    ...localeInput,
    ...shortPageInput,
  }),
  output: z.object({
    subscriptions: z.array(subscriptionSchema).title('Subscriptions').describe('The subscriptions, the newest first'),
    ...pageOutput,
  }),
  examples: [{ title: 'What a chat user is subscribed to', input: { userId: 'user_of_the_chat' } }],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const { customerId: customer, isAnyone } = await identity.ownerOf(input)
    // Without a customer, Stripe would list everybody's.
    if (customer === undefined && !isAnyone) return { subscriptions: [] }
    const { status } = input
    const filters = { customer, status }
    const page = await readPage('listSubscriptions', filters, input, async ({ limit, cursor }) => {
      const list = await stripe.subscriptions.list({ customer, status, limit, starting_after: cursor })
      return { items: list.data, next: cursorAfter(list) }
    })
    return { subscriptions: page.items.map((one) => toSubscription(one, locale)), nextToken: page.nextToken }
  },
})
