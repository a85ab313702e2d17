import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { linkOutput } from '../define/link'
import { cursorAfter, pageInput, pageOutput, readPage } from '../define/page'

export const listPaymentLinks = defineAction({
  title: 'List payment links',
  description: 'Lists the active payment links of the account, the newest first.',
  input: z.object(pageInput),
  output: z.object({
    paymentLinks: z
      .array(z.object(linkOutput))
      .title('Payment links')
      .describe('The ID and the address of each active payment link'),
    ...pageOutput,
  }),
  examples: [{ title: 'The ten newest links', input: { limit: 10 } }],
  async handler(input, { stripe }) {
    const page = await readPage('listPaymentLinks', {}, input, async ({ limit, cursor }) => {
      const links = await stripe.paymentLinks.list({ active: true, limit, starting_after: cursor })
      return { items: links.data.map(({ id, url }) => ({ id, url })), next: cursorAfter(links) }
    })
    return { paymentLinks: page.items, nextToken: page.nextToken }
  },
})
