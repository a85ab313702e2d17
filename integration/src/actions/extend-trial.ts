import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { NAMES } from '../binding'
import { DAY_SECONDS } from '../clock'
import { defineAction } from '../define/action'
import { countInput } from '../define/count'
import { idInput } from '../define/id'
import { idempotencyInput } from '../define/idempotency'
import { checkFuture, momentInput } from '../define/moment'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { repeatedOutput } from '../define/repeated'
import { invalidInput } from '../errors'
import { LONGEST_TRIAL_DAYS } from '../guardrails/configuration'
import { sha256 } from '../hash'
import { ownerOrCustomerInput } from '../identity/index'
import { SUBSCRIPTION_EXPAND, subscriptionFields, toSubscription } from '../models/subscription'
import { checkLocale, localeInput } from '../money/input'

export const extendTrial = defineAction({
  title: 'Extend trial',
  description:
    'Gives a subscription that is in its free trial more free days. Only as far as the configuration allows (Longest trial), counted from the start of the trial. Not for one that is charged already: see pauseSubscription. The same days asked for twice within a day are given once.',
  input: z.object({
    subscriptionId: idInput('Subscription ID', 'sub_', 'The subscription, as listSubscriptions returns it'),
    days: countInput(LONGEST_TRIAL_DAYS).title('Days').describe('How many more free days. Either this or until'),
    until: momentInput.title('Until').describe('Instead of days: when the trial is to end, in seconds since 1970'),
    ...ownerOrCustomerInput,
    ...localeInput,
    ...rawInput,
    ...idempotencyInput,
  }),
  output: z.object({ ...subscriptionFields, ...repeatedOutput, ...rawOutput }),
  examples: [
    {
      title: 'A week more',
      input: { subscriptionId: 'sub_1ExampleOfAPlan', days: 7, userId: 'user_of_the_chat' },
    },
  ],
  async handler(input, { stripe, identity, guardrails, clock, exclusive }) {
    const locale = checkLocale(input.locale)
    const { subscriptionId: id, days, until } = input
    const now = Math.floor(clock.now() / 1000)
    if ((days === undefined) === (until === undefined)) throw invalidInput('days', 'give either days or until.')
    checkFuture(until, 'until', now)
    const field = days === undefined ? 'until' : 'days'
    const owner = await identity.ownerOf(input)
    return exclusive(`trial:${id}`, async () => {
      const before = await stripe.subscriptions.retrieve(id, { expand: SUBSCRIPTION_EXPAND })
      owner.check(before, 'subscriptionId')
      const { start, end } = trialOf(before)
      if (until === end || wasExtended(before, input, now)) {
        return { ...toSubscription(before, locale), repeated: true, ...rawOf(input, before) }
      }
      const next = until ?? end + (days ?? 0) * DAY_SECONDS
      if (next < end) throw invalidInput('until', 'is before the trial ends now. It can only be extended.')
      guardrails.checkTrial((next - start) / DAY_SECONDS, field)
      const after = await stripe.subscriptions.update(id, {
        ...{ trial_end: next, proration_behavior: 'none', metadata: { [NAMES.trial]: `${now}:${markOf(input)}` } },
        expand: SUBSCRIPTION_EXPAND,
      })
      return { ...toSubscription(after, locale), repeated: false, ...rawOf(input, after) }
    })
  },
})

/** @throws {IntegrationError} invalid_input for a subscription that is in no trial */
const trialOf = ({ status, trial_start: start, trial_end: end }: Stripe.Subscription) => {
  if (status === 'trialing' && start !== null && end !== null) return { start, end }
  throw invalidInput('subscriptionId', `is in no trial (its state is ${status}), so there is none to extend.`)
}

interface Extension {
  days?: number | undefined
  idempotencyKey?: string | undefined
}

/** Names what was asked for: "a week more" said twice is meant once, unless another key says otherwise. */
const markOf = ({ days, idempotencyKey }: Extension): string =>
  sha256(JSON.stringify([days, idempotencyKey]), 'base64url').slice(0, 22)

/** Whether the same extension was made within a day. Stripe's keys do not tell: the end that is asked for differs. */
const wasExtended = ({ metadata }: Stripe.Subscription, input: Extension, now: number): boolean => {
  const [at = '', mark] = (metadata[NAMES.trial] ?? '').split(':')
  return input.days !== undefined && mark === markOf(input) && now - Number(at) < DAY_SECONDS
}
