import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { cursorAfter, pageOutput, readPage, shortPageInput } from '../define/page'
import { paymentIdInput } from '../define/payment-id'
import { ownerInput } from '../identity/index'
import { refundSchema, toRefund } from '../models/refund'
import { checkLocale, localeInput } from '../money/input'
import { paymentFilter } from '../payments'

export const listRefunds = defineAction({
  title: 'List refunds',
  description:
    'Lists the refunds of a payment, the newest first. Use it when the customer asks where their refund is: one that is pending takes some days to arrive.',
  input: z.object({
    paymentId: paymentIdInput.optional(),
    ...ownerInput,
    ...localeInput,
    ...shortPageInput,
  }),
  output: z.object({
    refunds: z.array(refundSchema).title('Refunds').describe('The refunds, the newest first'),
    ...pageOutput,
  }),
  examples: [{ title: 'Of one payment', input: { paymentId: 'pi_1ExampleOfAPayment', userId: 'user_of_the_chat' } }],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const owner = await identity.ownerOf(input)
    const filter = await paymentFilter(input.paymentId, owner, stripe)
    const page = await readPage('listRefunds', filter, input, async ({ limit, cursor }) => {
      const list = await stripe.refunds.list({ ...filter, limit, starting_after: cursor })
      return { items: list.data, next: cursorAfter(list) }
    })
    return { refunds: page.items.map((refund) => toRefund(refund, locale)), nextToken: page.nextToken }
  },
})
