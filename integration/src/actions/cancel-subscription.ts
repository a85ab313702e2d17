import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { changedOutput } from '../define/changed'
import { idInput } from '../define/id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { ownerOrCustomerInput } from '../identity/index'
import { SUBSCRIPTION_EXPAND, subscriptionFields, toSubscription } from '../models/subscription'
import { checkLocale, localeInput } from '../money/input'
import { hasEnded } from '../subscriptions/items'

/** Stripe's reasons of customers. @see docs.stripe.com/api/subscriptions/object (cancellation_details.feedback) */
const FEEDBACK = [
  ...['customer_service', 'low_quality', 'missing_features', 'other', 'switched_service', 'too_complex'],
  ...['too_expensive', 'unused'],
] as const

export const cancelSubscription = defineAction({
  title: 'Cancel subscription',
  description:
    'Ends a subscription: with the period that is paid, or now. Use it when the customer asks to cancel; ask first whether they are sure, and why. Nothing is paid back: for that see refundPayment. Until it has ended, resumeSubscription takes it back. Cancelling again changes nothing.',
  input: z.object({
    subscriptionId: idInput('Subscription ID', 'sub_', 'The subscription, as listSubscriptions returns it'),
    when: z
      .enum(['period_end', 'now'])
      .optional()
      .default('period_end')
      .title('When')
      .describe('period_end: it stays until the paid period is over. now: it ends at once. Default period_end'),
    feedback: z
      .enum(FEEDBACK)
      .optional()
      .title('Feedback')
      .describe(`Why the customer leaves, when they said: ${FEEDBACK.join(', ')}`),
    comment: z.string().max(500).optional().title('Comment').describe("The customer's reason in their own words"),
    ...ownerOrCustomerInput,
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({ ...subscriptionFields, ...changedOutput, ...rawOutput }),
  examples: [
    {
      title: 'With the end of the paid period',
      input: { subscriptionId: 'sub_1ExampleOfAPlan', feedback: 'too_expensive', userId: 'user_of_the_chat' },
    },
  ],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const owner = await identity.ownerOf(input)
    const { subscriptionId: id, when, feedback, comment } = input
    const before = await stripe.subscriptions.retrieve(id, { expand: SUBSCRIPTION_EXPAND })
    owner.check(before, 'subscriptionId')
    const output = (subscription: Stripe.Subscription, changed: boolean) => ({
      ...{ ...toSubscription(subscription, locale), changed, ...rawOf(input, subscription) },
    })
    if (hasEnded(before) || (when === 'period_end' && endsByThen(before))) return output(before, false)
    const details = (feedback || comment) && {
      cancellation_details: { ...(feedback && { feedback }), ...(comment && { comment }) },
    }
    const params = { ...details, expand: SUBSCRIPTION_EXPAND }
    if (when === 'period_end') {
      return output(await stripe.subscriptions.update(id, { cancel_at_period_end: true, ...params }), true)
    }
    return output(await stripe.subscriptions.cancel(id, params).catch(endedMeanwhile(id, stripe)), true)
  },
})

/** Whether it ends with its period, or sooner, as it is. */
const endsByThen = ({ cancel_at_period_end: atEnd, cancel_at: moment, items }: Stripe.Subscription): boolean =>
  atEnd || (moment !== null && moment <= (items.data[0]?.current_period_end ?? 0))

/** A cancellation whose answer was lost is unknown to Stripe when it is tried again. */
const endedMeanwhile =
  (id: string, stripe: Stripe) =>
  async (error: unknown): Promise<Stripe.Subscription> => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'resource_missing'
    const now = isMissing && (await stripe.subscriptions.retrieve(id, { expand: SUBSCRIPTION_EXPAND }))
    if (now && hasEnded(now)) return now
    throw error
  }
