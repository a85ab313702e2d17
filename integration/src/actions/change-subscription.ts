import { z } from '@botpress/sdk'
import { withPrices } from '../catalogue/index'
import { defineAction } from '../define/action'
import { changedOutput } from '../define/changed'
import { momentInput } from '../define/moment'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { invalidInput } from '../errors'
import { SUBSCRIPTION_EXPAND, subscriptionFields, toSubscription } from '../models/subscription'
import { checkLocale } from '../money/input'
import { changeInput, itemsOf, PRORATION, planChange } from '../subscriptions/change'
import { explaining } from '../subscriptions/refusals'

/** How long a customer may think about a preview: a moment of their choice would be a price of their choice. */
const PREVIEW_SECONDS = 3600
/** Clocks differ. */
const AHEAD_SECONDS = 60

export const changeSubscription = defineAction({
  title: 'Change subscription',
  description:
    'Changes what a subscription is for: another plan, another quantity. Use it only after the customer saw what it costs, which previewSubscriptionChange tells, and said yes; give it the prorationDate of that preview, so that they pay exactly what they saw. Not for cancelling (cancelSubscription). A declined charge changes nothing; changing to what it is already does nothing.',
  input: z.object({
    ...changeInput,
    prorationDate: momentInput
      .title('Proration date')
      .describe('The prorationDate that previewSubscriptionChange returned, at most an hour ago. Default: now'),
    ...rawInput,
  }),
  output: z.object({ ...subscriptionFields, ...changedOutput, ...rawOutput }),
  examples: [
    {
      title: 'To another plan, the difference charged now',
      input: {
        ...{ subscriptionId: 'sub_1ExampleOfAPlan', newPriceId: 'price_1ExampleOfAPlan', proration: 'charge_now' },
        userId: 'user_of_the_chat',
      },
    },
    {
      title: 'Five seats',
      input: { subscriptionId: 'sub_1ExampleOfAPlan', quantity: 5, userId: 'user_of_the_chat' },
    },
  ],
  async handler(input, tools) {
    const locale = checkLocale(input.locale)
    const planned = await planChange(input, tools, false)
    checkDate(input, Math.floor(tools.clock.now() / 1000))
    const { subscription: before, plan, isSame } = planned
    if (isSame) return { ...toSubscription(before, locale), changed: false, ...rawOf(input, before) }
    const update = (price: string | undefined) =>
      tools.stripe.subscriptions.update(before.id, {
        items: itemsOf(planned, price),
        proration_behavior: PRORATION[input.proration],
        ...(input.prorationDate !== undefined && { proration_date: input.prorationDate }),
        // What cannot be charged is not changed.
        ...(before.collection_method === 'charge_automatically' && { payment_behavior: 'error_if_incomplete' }),
        expand: SUBSCRIPTION_EXPAND,
      })
    const work = plan === undefined ? update(undefined) : withPrices([plan], tools, ([price]) => update(price))
    const fields = { items: plan === undefined ? 'quantity' : 'newPriceId', proration_date: 'prorationDate' }
    const after = await work.catch(
      explaining(fields, 'Use proration prorate, with which the difference comes with the next invoice.')
    )
    return { ...toSubscription(after, locale), changed: true, ...rawOf(input, after) }
  },
})

interface Dated {
  proration: keyof typeof PRORATION
  prorationDate?: number | undefined
}

/** @throws {IntegrationError} invalid_input for a moment that no preview of the last hour returned */
const checkDate = ({ proration, prorationDate: date }: Dated, now: number): void => {
  if (date === undefined) return
  if (proration === 'none') throw invalidInput('prorationDate', 'goes with proration prorate or charge_now only.')
  if (date >= now - PREVIEW_SECONDS && date <= now + AHEAD_SECONDS) return
  throw invalidInput(
    'prorationDate',
    'is not of a preview of the last hour. Call previewSubscriptionChange again, show what it costs now, and use its prorationDate.'
  )
}
