import { z } from '@botpress/sdk'
import { bindingInput } from '../binding'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { invalidInput } from '../errors'
import { formatMoney } from '../money/money'
import { readStatus } from '../payment-status/read'
import { type Found, statusOutput } from '../payment-status/status'

export const getPaymentStatus = defineAction({
  title: 'Get payment status',
  description:
    'Says what became of a payment, as it is at this moment: of what was last sold in a conversation, or of one link, page, payment or invoice by its ID. Use it instead of waiting for an event, for example when a customer says that they have paid, or before reminding them. Nothing sold in the conversation is the status nothing_sold, not an error.',
  input: z.object({
    conversationId: bindingInput.conversationId.describe(
      'The Botpress conversation, to look at what was last sold in it. Either this or an ID'
    ),
    id: idInput(
      'ID',
      'cs_',
      'The ID of a payment link (plink_…), a checkout session (cs_…), a payment intent (pi_…) or an invoice (in_…). Either this or a conversation ID'
    ).optional(),
  }),
  output: z.object(statusOutput),
  examples: [
    { title: 'Of a payment page', input: { id: 'cs_test_ExampleOfASession' } },
    { title: 'Of a payment link', input: { id: 'plink_1ExampleOfALink' } },
  ],
  async handler({ conversationId, id }, { stripe, sales }) {
    if (conversationId && id) {
      throw invalidInput('id', 'cannot be given together with conversationId. Leave one of them out.')
    }
    if (id) return say(await readStatus(id, stripe))
    if (!conversationId) throw invalidInput('conversationId', 'is required, unless id is given.')
    const sold = await sales.of(conversationId)
    const [last] = sold
    return {
      ...(last ? say(await readStatus(last.id, stripe)) : { status: 'nothing_sold' as const }),
      sales: sold.map(({ kind, id, at }) => ({ kind, id, soldAt: Math.floor(at / 1000) })),
    }
  },
})

const say = (found: Found) => {
  const { amount, currency } = found
  const isKnown = amount !== undefined && currency !== undefined
  return { ...found, formattedAmount: isKnown ? formatMoney({ amount, currency }) : undefined }
}
