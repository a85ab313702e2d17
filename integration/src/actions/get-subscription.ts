import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { ownerOrCustomerInput } from '../identity/index'
import { SUBSCRIPTION_EXPAND, subscriptionFields, toSubscription } from '../models/subscription'
import { checkLocale, localeInput } from '../money/input'

export const getSubscription = defineAction({
  title: 'Get subscription',
  description:
    'Tells what a subscription costs, when it is charged next and whether it ends. Use it when the customer asks about one subscription. To find its ID, use listSubscriptions first.',
  input: z.object({
    subscriptionId: idInput('Subscription ID', 'sub_', 'The subscription, as listSubscriptions returns it'),
    ...ownerOrCustomerInput,
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({ ...subscriptionFields, ...rawOutput }),
  examples: [
    { title: 'One subscription', input: { subscriptionId: 'sub_1ExampleOfAPlan', userId: 'user_of_the_chat' } },
  ],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const owner = await identity.ownerOf(input)
    const subscription = await stripe.subscriptions.retrieve(input.subscriptionId, { expand: SUBSCRIPTION_EXPAND })
    owner.check(subscription, 'subscriptionId')
    return { ...toSubscription(subscription, locale), ...rawOf(input, subscription) }
  },
})
