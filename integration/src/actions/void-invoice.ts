import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { changedOutput } from '../define/changed'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { invalidInput } from '../errors'
import { ownerOrCustomerInput } from '../identity/index'
import { deleteDraft } from '../invoices/issue'
import { invoiceIdInput, ownInvoice } from '../invoices/own'
import { invoiceFields, toInvoice } from '../models/invoice'
import { checkLocale, localeInput } from '../money/input'

export const voidInvoice = defineAction({
  title: 'Void invoice',
  description:
    "For the shop's staff: declares an unpaid invoice void, so that nothing is owed by it any more, or deletes a draft. It cannot be undone: confirm the number and the amount first. For an invoice that was paid, use refundPayment. Voiding again changes nothing.",
  input: z.object({ invoiceId: invoiceIdInput, ...ownerOrCustomerInput, ...localeInput, ...rawInput }),
  output: z.object({ ...invoiceFields, ...changedOutput, ...rawOutput }),
  examples: [{ title: 'One invoice', input: { invoiceId: 'in_1ExampleOfAnInvoice' } }],
  async handler(input, tools) {
    const { stripe, guardrails } = tools
    const locale = checkLocale(input.locale)
    guardrails.checkStaff()
    const before = await ownInvoice(input, tools)
    if (before.status === 'paid') {
      throw invalidInput('invoiceId', 'was paid, so it cannot be void. To pay it back, use refundPayment.')
    }
    const changed = before.status !== 'void'
    const invoice = changed ? await closed(before, stripe) : before
    const { status, ...rest } = toInvoice(invoice, locale)
    // What was deleted is no longer there to be asked for its state.
    const isDeleted = before.status === 'draft'
    return {
      ...{ ...rest, status: isDeleted ? 'deleted' : status, changed },
      ...(isDeleted && { amountDue: toInvoice({ ...before, status: 'void' }, locale).amountDue }),
      ...rawOf(input, invoice),
    }
  },
})

/** A draft is deleted: nobody has seen it, so it needs no trace. */
const closed = async (invoice: Stripe.Invoice, stripe: Stripe): Promise<Stripe.Invoice> => {
  if (invoice.status !== 'draft') return stripe.invoices.voidInvoice(invoice.id)
  await deleteDraft(invoice.id, stripe)
  return invoice
}
