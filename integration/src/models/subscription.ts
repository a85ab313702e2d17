import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { priceInShort, toPriceInShort } from './recurrence'

const item = z.object({
  itemId: z.string().describe('The ID of this line of the subscription (si_…)'),
  quantity: z.number().describe('How many pieces'),
  ...priceInShort,
})

/** A subscription as the actions return it. Moments are in seconds since 1970. */
export const subscriptionFields = {
  id: z.string().title('Subscription ID').describe('The ID of the subscription (sub_…)'),
  status: z
    .string()
    .title('Status')
    .describe('active, trialing, past_due, unpaid, paused, incomplete, incomplete_expired or canceled'),
  customerId: z.string().title('Customer ID').describe('The customer (cus_…)'),
  items: z.array(item).title('Items').describe('What is subscribed to, with the price of one piece'),
  currentPeriodEnd: z
    .number()
    .optional()
    .title('Current period end')
    .describe('When the period that is paid ends and the next charge comes, in seconds since 1970'),
  cancelAtPeriodEnd: z
    .boolean()
    .title('Cancel at period end')
    .describe('True when it ends with the current period instead of being renewed'),
  cancelAt: z
    .number()
    .optional()
    .title('Cancel at')
    .describe('When it will end, if that is planned, in seconds since 1970'),
  endedAt: z.number().optional().title('Ended at').describe('When it ended, in seconds since 1970'),
  trialEnd: z.number().optional().title('Trial end').describe('When its free trial ends, in seconds since 1970'),
  collectionPaused: z
    .boolean()
    .title('Collection paused')
    .describe('True while nothing is charged, although the subscription goes on'),
  pausedUntil: z
    .number()
    .optional()
    .title('Paused until')
    .describe('When charging begins again by itself, in seconds since 1970'),
}

export const subscriptionSchema = z.object(subscriptionFields)

export type SubscriptionOutput = z.input<typeof subscriptionSchema>

/** @param locale as `checkLocale` returns it */
export const toSubscription = (subscription: Stripe.Subscription, locale: string): SubscriptionOutput => {
  const { id, status, customer, items, pause_collection: pause } = subscription
  const { cancel_at: cancelAt, ended_at: endedAt, trial_end: trialEnd } = subscription
  const currentPeriodEnd = items.data[0]?.current_period_end
  return {
    ...{ id, status, customerId: typeof customer === 'string' ? customer : customer.id },
    items: items.data.map(({ id: itemId, quantity, price }) => ({
      ...{ itemId, quantity: quantity ?? 1 },
      ...toPriceInShort(price, locale),
    })),
    ...(currentPeriodEnd && { currentPeriodEnd }),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    ...(cancelAt && { cancelAt }),
    ...(endedAt && { endedAt }),
    ...(trialEnd && { trialEnd }),
    collectionPaused: pause !== null,
    ...(pause?.resumes_at && { pausedUntil: pause.resumes_at }),
  }
}

/** What `retrieve` and `update` expand, so that the names of products are there without another call. */
export const SUBSCRIPTION_EXPAND = ['items.data.price.product']
