import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { fromMetadata } from '../binding'
import { defineAction } from '../define/action'
import { idempotencyInput } from '../define/idempotency'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { invalidInput } from '../errors'
import { ownerOrCustomerInput } from '../identity/index'
import { sendDraft } from '../invoices/issue'
import { checkDraft, invoiceIdInput, ownInvoice } from '../invoices/own'
import { invoiceFields, toInvoice } from '../models/invoice'
import { checkLocale, localeInput } from '../money/input'

export const sendInvoice = defineAction({
  title: 'Send invoice',
  description:
    'Sends an invoice by e-mail once more, or makes a draft final and sends it: from then on it is owed. Use it when the customer cannot find the e-mail, or agreed to a draft. In a chat the page of the invoice (hostedUrl) is often enough. Each call sends an e-mail: do not repeat it.',
  input: z.object({
    invoiceId: invoiceIdInput,
    ...ownerOrCustomerInput,
    ...localeInput,
    ...rawInput,
    ...idempotencyInput,
  }),
  output: z.object({ ...invoiceFields, ...rawOutput }),
  examples: [{ title: 'Once more', input: { invoiceId: 'in_1ExampleOfAnInvoice', userId: 'user_of_the_chat' } }],
  async handler(input, tools) {
    const { stripe, guardrails, sales, botId } = tools
    const locale = checkLocale(input.locale)
    const before = await ownInvoice(input, tools)
    checkSendable(before)
    checkDraft(before, tools)
    const isDraft = before.status === 'draft'
    if (isDraft) guardrails.checkSum({ amount: before.total, currency: before.currency }, 'invoiceId')
    const invoice = isDraft ? await sendDraft(before.id, stripe) : await stripe.invoices.sendInvoice(before.id)
    const bound = fromMetadata(before.metadata)
    // A draft was not sold when it was made.
    if (isDraft && bound.botId === botId) await sales.remember(bound, { kind: 'invoice', id: invoice.id })
    return { ...toInvoice(invoice, locale), ...rawOf(input, invoice) }
  },
})

/** @throws {IntegrationError} invalid_input for what Stripe does not send */
const checkSendable = ({ status, collection_method: method }: Stripe.Invoice): void => {
  if (status === 'void') throw invalidInput('invoiceId', 'is void: there is nothing to pay. Make a new one.')
  if (method === 'send_invoice') return
  throw invalidInput(
    'invoiceId',
    'is charged to a payment method and not sent. Give the customer its page (hostedUrl of getInvoice), or charge it with payInvoice.'
  )
}
