import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { DAY_SECONDS } from '../clock'
import { defineAction } from '../define/action'
import { changedOutput } from '../define/changed'
import { countInput } from '../define/count'
import { idInput } from '../define/id'
import { checkFuture, momentInput } from '../define/moment'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { invalidInput } from '../errors'
import { ownerOrCustomerInput } from '../identity/index'
import { SUBSCRIPTION_EXPAND, subscriptionFields, toSubscription } from '../models/subscription'
import { checkLocale, localeInput } from '../money/input'
import { checkGoesOn } from '../subscriptions/items'

const LONGEST_PAUSE_DAYS = 730

export const pauseSubscription = defineAction({
  title: 'Pause subscription',
  description:
    'Stops charging a subscription for a while without ending it: its state stays active, so the customer keeps access (hasAccess), and collectionPaused says so. Use it when the customer wants a break, and ask for how long. Nothing that was paid is paid back. resumeSubscription ends the pause sooner; pausing again as it is changes nothing.',
  input: z.object({
    subscriptionId: idInput('Subscription ID', 'sub_', 'The subscription, as listSubscriptions returns it'),
    days: countInput(LONGEST_PAUSE_DAYS)
      .title('Days')
      .describe('For how many days from now. Without days and resumesAt: until resumeSubscription'),
    resumesAt: momentInput
      .title('Resumes at')
      .describe('Instead of days: when charging begins again, in seconds since 1970'),
    invoices: z
      .enum(['void', 'keep_as_draft', 'mark_uncollectible'])
      .optional()
      .default('void')
      .title('Invoices')
      .describe(
        'What happens to the invoices of that time. void: they are not to be paid. keep_as_draft: the shop charges them later. mark_uncollectible: they count as a loss. Default void'
      ),
    ...ownerOrCustomerInput,
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({ ...subscriptionFields, ...changedOutput, ...rawOutput }),
  examples: [
    {
      title: 'A break of a month',
      input: { subscriptionId: 'sub_1ExampleOfAPlan', days: 30, userId: 'user_of_the_chat' },
    },
  ],
  async handler(input, { stripe, identity, clock }) {
    const locale = checkLocale(input.locale)
    const { subscriptionId: id, invoices: behavior } = input
    const resumesAt = resumption(input, Math.floor(clock.now() / 1000))
    const owner = await identity.ownerOf(input)
    const before = await stripe.subscriptions.retrieve(id, { expand: SUBSCRIPTION_EXPAND })
    owner.check(before, 'subscriptionId')
    checkGoesOn(before)
    if (isPausedSo(before, behavior, resumesAt)) {
      return { ...toSubscription(before, locale), changed: false, ...rawOf(input, before) }
    }
    const paused = await stripe.subscriptions.update(id, {
      pause_collection: { behavior, ...(resumesAt !== undefined && { resumes_at: resumesAt }) },
      expand: SUBSCRIPTION_EXPAND,
    })
    return { ...toSubscription(paused, locale), changed: true, ...rawOf(input, paused) }
  },
})

interface PauseInput {
  days?: number | undefined
  resumesAt?: number | undefined
}

/** @param now in seconds since 1970, like the result */
const resumption = ({ days, resumesAt }: PauseInput, now: number): number | undefined => {
  if (days === undefined) {
    checkFuture(resumesAt, 'resumesAt', now)
    return resumesAt
  }
  if (resumesAt !== undefined) throw invalidInput('resumesAt', 'cannot be given together with days.')
  return now + days * DAY_SECONDS
}

const isPausedSo = (
  { pause_collection: pause }: Stripe.Subscription,
  behavior: string,
  resumesAt: number | undefined
): boolean => pause?.behavior === behavior && (pause.resumes_at ?? undefined) === resumesAt
