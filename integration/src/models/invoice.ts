import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { fromMetadata } from '../binding'
import { moneySchema, toMoney } from '../money/input'
import { idAt } from '../webhook/read'

const line = z.object({
  description: z.string().describe('What it is for'),
  quantity: z.number().describe('How many pieces'),
  total: moneySchema.describe('What all pieces cost together; below 0 for what is given back'),
})

/** An invoice as the actions return it. Moments are in seconds since 1970. */
export const invoiceFields = {
  id: z.string().title('Invoice ID').describe('The ID of the invoice (in_…)'),
  number: z.string().optional().title('Number').describe('The number that stands on it, once it is no draft any more'),
  status: z
    .string()
    .title('Status')
    .describe('draft (not owed yet, may change), open (to be paid), paid, uncollectible (given up), void or deleted'),
  collection: z
    .enum(['send', 'charge'])
    .title('Collection')
    .describe('send: the customer pays on the page of the invoice. charge: the saved payment method is charged'),
  total: moneySchema.title('Total').describe('The sum of the invoice, after discounts and with taxes'),
  amountDue: moneySchema.title('Amount due').describe('What is still to be paid; 0 when it is paid, void or deleted'),
  amountPaid: moneySchema.title('Amount paid').describe('What was paid so far'),
  dueDate: z
    .number()
    .optional()
    .title('Due date')
    .describe('Until when it is to be paid, in seconds since 1970; only when it is sent'),
  hostedUrl: z
    .string()
    .optional()
    .title('Hosted URL')
    .describe("The address of Stripe's page for it, to send to the customer: to pay it there, or as a receipt"),
  pdfUrl: z.string().optional().title('PDF URL').describe('The address of the invoice as a PDF'),
  description: z.string().optional().title('Description').describe('What stands above its lines'),
  lines: z.array(line).title('Lines').describe('What the customer pays for, the first lines of it'),
  hasMoreLines: z.boolean().optional().title('More lines').describe('True when it has more lines than are shown here'),
  customerId: z.string().optional().title('Customer ID').describe('The customer (cus_…)'),
  subscriptionId: z
    .string()
    .optional()
    .title('Subscription ID')
    .describe('The subscription (sub_…) whose period it is for, if it is for one'),
  created: z.number().title('Created').describe('When it was drafted, in seconds since 1970'),
  paidAt: z.number().optional().title('Paid at').describe('When it was paid, in seconds since 1970'),
  metadata: z.record(z.string()).title('Metadata').describe('The names and texts the bot gave when it made this'),
}

export const invoiceSchema = z.object(invoiceFields)

export type InvoiceOutput = z.input<typeof invoiceSchema>

const CLOSED = ['void', 'paid']

/** Where it can be seen. A void one has a page too, but nothing that a customer should be sent to. */
const placesOf = ({ status, hosted_invoice_url: hostedUrl, invoice_pdf: pdfUrl }: Stripe.Invoice) =>
  status === 'void' ? {} : { ...(hostedUrl && { hostedUrl }), ...(pdfUrl && { pdfUrl }) }

/** @param locale as `checkLocale` returns it */
export const toInvoice = (invoice: Stripe.Invoice, locale: string): InvoiceOutput => {
  const { id, number, status, currency, description, lines, created, due_date: dueDate } = invoice
  const money = (amount: number) => toMoney({ amount, currency }, locale)
  const [customerId, subscriptionId] = [
    idAt(invoice, 'customer'),
    idAt(invoice, 'parent', 'subscription_details', 'subscription'),
  ]
  const paidAt = invoice.status_transitions.paid_at
  return {
    ...{ id, ...(number && { number }), status: status ?? 'draft', created },
    collection: invoice.collection_method === 'send_invoice' ? 'send' : 'charge',
    ...{ total: money(invoice.total), amountPaid: money(invoice.amount_paid) },
    amountDue: money(CLOSED.includes(status ?? '') ? 0 : invoice.amount_remaining),
    ...(dueDate && { dueDate }),
    ...placesOf(invoice),
    ...(description && { description }),
    lines: lines.data.map((each) => ({
      ...{ description: each.description ?? '', quantity: each.quantity ?? 1, total: money(each.amount) },
    })),
    ...(lines.has_more && { hasMoreLines: true }),
    ...(customerId && { customerId }),
    ...(subscriptionId && { subscriptionId }),
    ...(paidAt && { paidAt }),
    metadata: fromMetadata(invoice.metadata).metadata,
  }
}
