import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { cursorAfter, pageOutput, readPage, shortPageInput } from '../define/page'
import { paymentIdInput } from '../define/payment-id'
import { ownerInput } from '../identity/index'
import { checkLocale, localeInput, moneySchema, toMoney } from '../money/input'
import { paymentFilter } from '../payments'

const dispute = z.object({
  id: z.string().describe('The ID of the dispute (du_…)'),
  status: z.string().describe('needs_response, under_review, won, lost, warning_needs_response and others'),
  reason: z.string().describe("Why, as the customer's bank puts it: fraudulent, product_not_received and others"),
  total: moneySchema.describe('What is disputed'),
  paymentId: z.string().optional().describe('The payment (pi_…)'),
  created: z.number().describe('When it was opened, in seconds since 1970'),
  answerBy: z.number().optional().describe('Until when the shop can answer it, in seconds since 1970'),
})

const toDispute = (one: Stripe.Dispute, locale: string): z.input<typeof dispute> => {
  const { id, status, reason, amount, currency, created, payment_intent: intent, evidence_details: evidence } = one
  const paymentId = typeof intent === 'object' ? intent?.id : intent
  return {
    ...{ id, status, reason, created, total: toMoney({ amount, currency }, locale) },
    ...(paymentId && { paymentId }),
    ...(evidence?.due_by && { answerBy: evidence.due_by }),
  }
}

export const listDisputes = defineAction({
  title: 'List disputes',
  description:
    'Lists payments that customers dispute at their bank, the newest first. For a chat user: of one payment of theirs. For a bot of the shop’s staff: all of them. Disputes are answered in the Stripe Dashboard.',
  input: z.object({ paymentId: paymentIdInput.optional(), ...ownerInput, ...localeInput, ...shortPageInput }),
  output: z.object({
    disputes: z.array(dispute).title('Disputes').describe('The disputes, the newest first'),
    ...pageOutput,
  }),
  examples: [{ title: 'Of one payment', input: { paymentId: 'pi_1ExampleOfAPayment', userId: 'user_of_the_chat' } }],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const owner = await identity.ownerOf(input)
    const filter = await paymentFilter(input.paymentId, owner, stripe)
    const page = await readPage('listDisputes', filter, input, async ({ limit, cursor }) => {
      const list = await stripe.disputes.list({ ...filter, limit, starting_after: cursor })
      return { items: list.data, next: cursorAfter(list) }
    })
    return { disputes: page.items.map((one) => toDispute(one, locale)), nextToken: page.nextToken }
  },
})
