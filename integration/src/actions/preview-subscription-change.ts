import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { withPrices } from '../catalogue/index'
import { defineAction } from '../define/action'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { invalidInput } from '../errors'
import { isProration, nothingDue, previewFields, toPreview } from '../models/preview'
import { checkLocale, moneySchema, toMoney } from '../money/input'
import {
  beginsAnew,
  changeInput,
  costAfter,
  itemsOf,
  type PlannedChange,
  PRORATION,
  planChange,
} from '../subscriptions/change'
import { explaining } from '../subscriptions/refusals'

export const previewSubscriptionChange = defineAction({
  title: 'Preview subscription change',
  description:
    'Tells what a change of plan or quantity would cost, now and at the next renewal, line by line. It changes nothing. Use it before changeSubscription, show the customer what it says, and pass its prorationDate on when they agree: it is good for an hour.',
  input: z.object({ ...changeInput, ...rawInput }),
  output: z.object({
    dueNow: moneySchema.title('Due now').describe('What is charged at once when the change is made; often nothing'),
    dueAtRenewal: moneySchema
      .optional()
      .title('Due at renewal')
      .describe('What the next regular invoice comes to, with what the change adds to it; absent when it is not known'),
    perPeriod: moneySchema
      .optional()
      .title('Per period')
      .describe('What each period costs after the change, before discounts and taxes; absent for tiers'),
    prorationDate: z
      .number()
      .title('Proration date')
      .describe('For changeSubscription, so that exactly this is charged. In seconds since 1970'),
    ...previewFields,
    ...rawOutput,
  }),
  examples: [
    {
      title: 'To another plan, charged at once',
      input: {
        ...{ subscriptionId: 'sub_1ExampleOfAPlan', newPriceId: 'price_1ExampleOfAPlan', proration: 'charge_now' },
        userId: 'user_of_the_chat',
      },
    },
  ],
  async handler(input, tools) {
    const locale = checkLocale(input.locale)
    const prorationDate = Math.floor(tools.clock.now() / 1000)
    const planned = await planChange(input, tools, true)
    const { subscription, plan, isSame } = planned
    if (isSame) throw invalidInput(input.newPriceId ? 'newPriceId' : 'quantity', 'is what it is already.')
    const preview = (price: string | undefined) =>
      tools.stripe.invoices.createPreview({
        subscription: subscription.id,
        subscription_details: {
          items: itemsOf(planned, price),
          proration_behavior: PRORATION[input.proration],
          ...(input.proration !== 'none' && { proration_date: prorationDate }),
        },
      })
    const work = plan === undefined ? preview(undefined) : withPrices([plan], tools, ([price]) => preview(price))
    const field = plan === undefined ? 'quantity' : 'newPriceId'
    const invoice = await work.catch(orNone).catch(explaining({ 'subscription_details[items]': field }, ''))
    const { currency } = subscription
    const isNow = invoice !== undefined && isDueNow(invoice, planned, input.proration)
    const cost = costAfter(planned)
    return {
      dueNow: toMoney({ amount: isNow ? invoice.amount_due : 0, currency }, locale),
      ...(!isNow && { dueAtRenewal: toMoney({ amount: invoice?.amount_due ?? 0, currency }, locale) }),
      ...(cost && { perPeriod: toMoney(cost, locale) }),
      ...{ prorationDate, ...(invoice ? toPreview(invoice, locale) : nothingDue(currency, locale)) },
      ...(invoice && rawOf(input, invoice)),
    }
  },
})

/** Stripe's answer where no invoice follows, for example when the subscription is about to end. */
const orNone = (error: unknown): undefined => {
  if (error instanceof Error && 'code' in error && error.code === 'invoice_upcoming_none') return undefined
  throw error
}

/** Stripe shows the invoice that comes first: that of the change, or the next regular one, which is for a time to come. */
const isDueNow = ({ lines }: Stripe.Invoice, planned: PlannedChange, proration: keyof typeof PRORATION): boolean => {
  const end = planned.item.current_period_end
  const isRenewal = lines.data.some((line) => !isProration(line) && line.period.start >= end)
  return !isRenewal && (proration === 'charge_now' || beginsAnew(planned))
}
