import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { cursorAfter, pageOutput, readPage, shortPageInput } from '../define/page'
import { ownerOrCustomerInput } from '../identity/index'
import { invoiceSchema, toInvoice } from '../models/invoice'
import { checkLocale, localeInput } from '../money/input'

export const listInvoices = defineAction({
  title: 'List invoices',
  description:
    "Lists a customer's invoices, the newest first. Use it when the customer asks what they owe (status open) or for old invoices, and before an action that needs the ID of an invoice. A chat user without any gets an empty list.",
  input: z.object({
    status: z
      .enum(['draft', 'open', 'paid', 'uncollectible', 'void'])
      .optional()
      .title('Status')
      .describe('Only those in this state; open: those to be paid. Default: all'),
    subscriptionId: idInput('Subscription ID', 'sub_', 'Only those of this subscription').optional(),
    ...ownerOrCustomerInput,
    ...localeInput,
    ...shortPageInput,
  }),
  output: z.object({
    invoices: z.array(invoiceSchema).title('Invoices').describe('The invoices, the newest first'),
    ...pageOutput,
  }),
  examples: [{ title: 'What a chat user has to pay', input: { status: 'open', userId: 'user_of_the_chat' } }],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const { customerId: customer, isAnyone } = await identity.ownerOf(input)
    // Without a customer, Stripe would list everybody's.
    if (customer === undefined && !isAnyone) return { invoices: [] }
    const filters = { customer, status: input.status, subscription: input.subscriptionId }
    const page = await readPage('listInvoices', filters, input, async ({ limit, cursor }) => {
      const list = await stripe.invoices.list({ ...filters, limit, starting_after: cursor })
      return { items: list.data, next: cursorAfter(list) }
    })
    return { invoices: page.items.map((one) => toInvoice(one, locale)), nextToken: page.nextToken }
  },
})
