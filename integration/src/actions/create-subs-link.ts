import { z } from '@botpress/sdk'
import { INTERVALS } from '../catalogue/index'
import { sell } from '../checkout/sell'
import { defineAction } from '../define/action'
import { countInput } from '../define/count'
import { linkInput, linkItems, linkOutput, linkParams } from '../define/link'
import { LONGEST_TRIAL_DAYS } from '../guardrails/configuration'

export const createSubsLink = defineAction({
  title: 'Create subscription link',
  description:
    'Creates a link to a Stripe page where a customer starts a subscription, charged every day, week, month or year, with an optional free trial. Several things that are charged together can be given as items; prices that are paid once are charged with the first payment.',
  input: z.object({
    ...linkInput,
    chargingInterval: z
      .enum(INTERVALS)
      .optional()
      .default('month')
      .title('Charging interval')
      .describe('How often the customer is charged: day, week, month or year. Default month'),
    trial_period_days: countInput(LONGEST_TRIAL_DAYS)
      .title('Trial days')
      .describe(`Free days before the first charge, 1 to ${LONGEST_TRIAL_DAYS}`),
    description: z
      .string()
      .max(500)
      .optional()
      .title('Description')
      .describe('Shown to the customer on the subscription and its invoices'),
  }),
  output: z.object(linkOutput),
  examples: [
    { title: 'A monthly plan for 9.99 USD', input: { productName: 'Coffee club', unit_amount: 999 } },
    {
      title: 'A yearly plan for 99 EUR with a trial of two weeks',
      input: {
        productName: 'Coffee club yearly',
        unit_amount: 9900,
        currency: 'eur',
        chargingInterval: 'year',
        trial_period_days: 14,
        description: 'A bag of coffee every month',
      },
    },
  ],
  async handler(input, tools) {
    tools.guardrails.checkOfferedTrial(input.trial_period_days)
    const params = linkParams(input, tools.botId)
    const subscription = {
      // Metadata of the link does not reach the subscription.
      metadata: params.metadata,
      ...(input.description && { description: input.description }),
      ...(input.trial_period_days && { trial_period_days: input.trial_period_days }),
    }
    const { id, url } = await sell(linkItems(input, input.chargingInterval), tools, (lines) =>
      tools.stripe.paymentLinks.create({ line_items: lines, ...params, subscription_data: subscription })
    )
    await tools.sales.remember(input, { kind: 'link', id })
    await tools.links.remember({ id, url })
    return { id, url }
  },
})
