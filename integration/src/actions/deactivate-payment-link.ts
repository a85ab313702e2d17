import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { linkOutput } from '../define/link'

export const deactivatePaymentLink = defineAction({
  title: 'Deactivate payment link',
  description: 'Makes a payment link unusable: customers who open it see that it is no longer active.',
  input: z.object({
    id: idInput(
      'Payment link ID',
      'plink_',
      'The ID of the payment link, as createPaymentLink, listPaymentLinks or findPaymentLink return it'
    ),
  }),
  output: z.object({
    ...linkOutput,
    active: z.boolean().title('Active').describe('Whether the link can still be used: false'),
  }),
  examples: [{ title: 'Switch a link off', input: { id: 'plink_1ExampleOfALink' } }],
  async handler(input, { stripe }) {
    const { id, url, active } = await stripe.paymentLinks.update(input.id, { active: false })
    return { id, url, active }
  },
})
