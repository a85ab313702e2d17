import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { invalidInput } from '../errors'

export const findPaymentLink = defineAction({
  title: 'Find payment link',
  description:
    'Finds the ID of a payment link by its address. A query string and a trailing slash make no difference. Finding nothing is an answer without an ID, not an error.',
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
  async handler({ url }, { stripe }) {
    const wanted = addressOf(url)
    if (!wanted) throw invalidInput('url', 'is not a web address. It should look like https://buy.stripe.com/….')
    // Stripe has no filter by address: newest first, until it is found.
    for await (const link of stripe.paymentLinks.list({ limit: 100 })) {
      if (addressOf(link.url) === wanted) return { id: link.id }
    }
    return {}
  },
})

/** What identifies a link: host and path, without query string, fragment and trailing slashes. */
const addressOf = (url: string): string | undefined => {
  const text = url.trim()
  if (!URL.canParse(text)) return undefined
  const { protocol, host, pathname } = new URL(text)
  return /^https?:$/.test(protocol) ? `${host}${pathname.replace(/\/+$/, '')}` : undefined
}
