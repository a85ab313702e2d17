import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { changedOutput } from '../define/changed'
import { idInput } from '../define/id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { ownerOrCustomerInput } from '../identity/index'
import { SUBSCRIPTION_EXPAND, subscriptionFields, toSubscription } from '../models/subscription'
import { checkLocale, localeInput } from '../money/input'
import { checkGoesOn } from '../subscriptions/items'

export const resumeSubscription = defineAction({
  title: 'Resume subscription',
  description:
    'Lets a subscription go on: takes a planned cancellation back, ends a pause, starts one again that stopped when its trial ended without a card. It finds out which of these applies. Tell the customer that they will be charged again. One that has ended cannot be resumed: use createSubscription.',
  input: z.object({
    subscriptionId: idInput('Subscription ID', 'sub_', 'The subscription, as listSubscriptions returns it'),
    ...ownerOrCustomerInput,
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({
    ...subscriptionFields,
    ended: z
      .array(z.enum(['cancellation', 'pause']))
      .title('Ended')
      .describe('What was taken back: the planned cancellation, the pause, both, or nothing'),
    ...changedOutput,
    ...rawOutput,
  }),
  examples: [
    { title: 'The customer stays', input: { subscriptionId: 'sub_1ExampleOfAPlan', userId: 'user_of_the_chat' } },
  ],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const owner = await identity.ownerOf(input)
    const { subscriptionId: id } = input
    const before = await stripe.subscriptions.retrieve(id, { expand: SUBSCRIPTION_EXPAND })
    owner.check(before, 'subscriptionId')
    checkGoesOn(before)
    const ended = endedBy(before)
    const expand = SUBSCRIPTION_EXPAND
    const changes = { ...uncancelled(before), ...(before.pause_collection && { pause_collection: '' as const }) }
    const hasChanges = Object.keys(changes).length > 0
    const updated = hasChanges ? await stripe.subscriptions.update(id, { ...changes, expand }) : before
    const after = before.status === 'paused' ? await stripe.subscriptions.resume(id, { expand }) : updated
    return { ...toSubscription(after, locale), ended, changed: ended.length > 0, ...rawOf(input, after) }
  },
})

/** A planned cancellation is undone in the terms in which it was planned. */
const uncancelled = ({ cancel_at_period_end: atEnd, cancel_at: moment }: Stripe.Subscription) => {
  if (atEnd) return { cancel_at_period_end: false }
  return moment === null ? {} : { cancel_at: '' as const }
}

const endedBy = (before: Stripe.Subscription): Array<'cancellation' | 'pause'> => [
  ...(before.cancel_at_period_end || before.cancel_at !== null ? ['cancellation' as const] : []),
  ...(before.pause_collection || before.status === 'paused' ? ['pause' as const] : []),
]
