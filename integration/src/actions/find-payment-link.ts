import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { invalidInput } from '../errors'
import { addressOf } from '../links/address'

export const findPaymentLink = defineAction({
  title: 'Find payment link',
  description:
    'Finds the ID of a payment link by its address. A query string and a trailing slash make no difference. Finding nothing is an answer without an ID, not an error. In an account with very many links that were made elsewhere it may answer stripe_busy: call it again, it goes on where it stopped.',
  input: z.object({
    url: z
      .string()
      .max(2000)
      .title('Payment link')
      .placeholder('https://buy.stripe.com/…')
      .describe('The address of the payment link'),
  }),
  output: z.object({
    id: z
      .string()
      .optional()
      .title('Payment link ID')
      .describe('The ID of the payment link (plink_…). Absent when there is no link with this address'),
  }),
  examples: [{ title: 'A link nobody made', input: { url: 'https://buy.stripe.com/test_example' } }],
  async handler({ url }, { links }) {
    const address = addressOf(url)
    if (!address) throw invalidInput('url', 'is not a web address. It should look like https://buy.stripe.com/….')
    return { id: await links.find(address) }
  },
})
