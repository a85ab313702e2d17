import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { fromMetadata } from '../binding'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { IntegrationError, invalidInput } from '../errors'
import { ownerOrCustomerInput } from '../identity/index'
import { chargedFields, chargeInvoice, chargeOutput } from '../invoices/charge'
import { checkDraft, invoiceIdInput, ownInvoice } from '../invoices/own'
import { invoiceFields, toInvoice } from '../models/invoice'
import { checkLocale, localeInput } from '../money/input'
import { idAt } from '../webhook/read'

export const payInvoice = defineAction({
  title: 'Pay invoice',
  description:
    'Charges an invoice to a payment method that the customer has saved. Use it only after the customer agreed to the amount and to the payment method (listPaymentMethods). Without a saved one, send the page of the invoice (hostedUrl). Paying again charges nothing. A declined card may be tried again, or another one.',
  input: z.object({
    invoiceId: invoiceIdInput,
    paymentMethodId: idInput(
      'Payment method ID',
      'pm_',
      'A saved payment method of the same customer, as listPaymentMethods returns it. Default: the one that invoices are charged to'
    ).optional(),
    ...ownerOrCustomerInput,
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({
    ...invoiceFields,
    alreadyPaid: z
      .boolean()
      .title('Already paid')
      .describe('True when it had been paid before: then nothing was charged now'),
    ...chargedFields,
    ...rawOutput,
  }),
  examples: [
    {
      title: 'By the default payment method',
      input: { invoiceId: 'in_1ExampleOfAnInvoice', userId: 'user_of_the_chat' },
    },
    {
      title: 'By another card',
      input: {
        ...{ invoiceId: 'in_1ExampleOfAnInvoice', paymentMethodId: 'pm_1ExampleOfACard' },
        userId: 'user_of_the_chat',
      },
    },
  ],
  async handler(input, tools) {
    const { stripe, guardrails, sales, botId } = tools
    const locale = checkLocale(input.locale)
    const before = await ownInvoice(input, tools)
    const say = (invoice: Stripe.Invoice, alreadyPaid: boolean) => ({
      ...{ ...toInvoice(invoice, locale), alreadyPaid },
      ...chargeOutput(invoice),
      ...rawOf(input, invoice),
    })
    if (before.status === 'paid') return say(before, true)
    if (before.status === 'void') throw invalidInput('invoiceId', 'is void: there is nothing to pay.')
    checkDraft(before, tools)
    guardrails.checkSum({ amount: before.amount_remaining, currency: before.currency }, 'invoiceId')
    if (input.paymentMethodId) await checkMethod(input.paymentMethodId, before, stripe)
    const invoice = await chargeInvoice(before.id, input.paymentMethodId, stripe)
    const bound = fromMetadata(before.metadata)
    const isSold = before.status === 'draft' && bound.botId === botId
    if (isSold) await sales.remember(bound, { kind: 'invoice', id: invoice.id })
    return say(invoice, false)
  },
})

/** @throws {IntegrationError} not_owned for a payment method that the customer of the invoice has not saved */
const checkMethod = async (id: string, invoice: Stripe.Invoice, stripe: Stripe): Promise<void> => {
  const method = await stripe.paymentMethods.retrieve(id)
  const customer = idAt(method, 'customer')
  if (customer !== undefined && customer === idAt(invoice, 'customer')) return
  throw new IntegrationError('not_owned', 'paymentMethodId: is not saved for the customer of this invoice.', {
    field: 'paymentMethodId',
  })
}
