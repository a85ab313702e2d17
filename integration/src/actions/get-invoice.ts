import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { ownerOrCustomerInput } from '../identity/index'
import { invoiceIdInput, ownInvoice } from '../invoices/own'
import { invoiceFields, toInvoice } from '../models/invoice'
import { checkLocale, localeInput } from '../money/input'

export const getInvoice = defineAction({
  title: 'Get invoice',
  description:
    'Tells of one invoice: what it is for, what is still to be paid and until when, the page to pay it on, the PDF. Use it when the customer asks about an invoice. To find its ID, use listInvoices first; for what will be billed next, getUpcomingInvoice.',
  input: z.object({ invoiceId: invoiceIdInput, ...ownerOrCustomerInput, ...localeInput, ...rawInput }),
  output: z.object({ ...invoiceFields, ...rawOutput }),
  examples: [{ title: 'One invoice', input: { invoiceId: 'in_1ExampleOfAnInvoice', userId: 'user_of_the_chat' } }],
  async handler(input, tools) {
    const locale = checkLocale(input.locale)
    const invoice = await ownInvoice(input, tools)
    return { ...toInvoice(invoice, locale), ...rawOf(input, invoice) }
  },
})
