import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { placeInput, toMetadata } from '../binding'
import { defineAction } from '../define/action'
import { countInput } from '../define/count'
import { idempotencyInput } from '../define/idempotency'
import { checkFuture, momentInput } from '../define/moment'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { repeatedOutput } from '../define/repeated'
import { IntegrationError, invalidInput } from '../errors'
import { ownerOrCustomerInput } from '../identity/index'
import { chargedFields, chargeOutput } from '../invoices/charge'
import { issue } from '../invoices/issue'
import { linesInput, planLines } from '../invoices/lines'
import { refusalOf } from '../invoices/refusals'
import { invoiceFields, toInvoice } from '../models/invoice'
import { checkLocale, localeInput } from '../money/input'

/** The longest time to pay an invoice in, and what is meant where nothing is said. Days. */
const LONGEST_DUE_DAYS = 365
const DUE_DAYS = 14

/** Stripe's longest texts of an invoice. */
const LONGEST_DESCRIPTION = 1500
const LONGEST_FOOTER = 5000

export const createInvoice = defineAction({
  title: 'Create invoice',
  description:
    'Bills a customer for something that is paid once: sends an invoice by e-mail with a page to pay it on, or charges the saved payment method. Use it only after the customer agreed to what is billed and to the amount. To sell something to be paid at once use createCheckoutSession, for something that is charged again and again createSubscription. What fails leaves nothing to pay.',
  input: z.object({
    ...linesInput,
    collection: z
      .enum(['send', 'charge'])
      .optional()
      .default('send')
      .title('Collection')
      .describe(
        'send: Stripe sends it by e-mail, and hostedUrl is the page to pay it on. charge: the payment method that the customer has saved is charged at once. Default send'
      ),
    daysUntilDue: countInput(LONGEST_DUE_DAYS)
      .title('Days until due')
      .describe(`With send: in how many days it is to be paid. Default ${DUE_DAYS}`),
    dueDate: momentInput
      .title('Due date')
      .describe('With send, instead of days: until when it is to be paid, in seconds since 1970'),
    draft: z
      .boolean()
      .optional()
      .default(false)
      .title('Draft')
      .describe('Whether it stays a draft, which is not owed until sendInvoice or payInvoice. Default false'),
    description: z
      .string()
      .max(LONGEST_DESCRIPTION)
      .optional()
      .title('Description')
      .describe('A text above the lines, for example the number of the order'),
    footer: z.string().max(LONGEST_FOOTER).optional().title('Footer').describe('A text below the lines'),
    ...ownerOrCustomerInput,
    ...placeInput,
    ...localeInput,
    ...rawInput,
    ...idempotencyInput,
  }),
  output: z.object({ ...invoiceFields, ...chargedFields, ...repeatedOutput, ...rawOutput }),
  examples: [
    {
      title: 'Two hours of work, to be paid within a week',
      input: {
        lines: [{ description: 'Hour of consulting', amount: '80.00', quantity: 2 }],
        ...{ currency: 'eur', daysUntilDue: 7, userId: 'user_of_the_chat' },
      },
    },
    {
      title: 'A product, charged to the saved card',
      input: {
        lines: [{ priceId: 'price_1ExampleOfAPrice' }],
        ...{ collection: 'charge', userId: 'user_of_the_chat' },
      },
    },
  ],
  once: true,
  async handler(input, tools) {
    const { stripe, identity, botId, sales, clock } = tools
    const locale = checkLocale(input.locale)
    const terms = termsOf(input, Math.floor(clock.now() / 1000))
    const owner = await identity.ownerOf(input)
    const [customer, { userId = input.userId }] = [owner.customer(), owner]
    const metadata = toMetadata({ ...input, userId }, botId)
    const { currency, lines } = await planLines(input, tools)
    const params = {
      ...{ customer, currency, ...terms, metadata },
      ...(input.description && { description: input.description }),
      ...(input.footer && { footer: input.footer }),
      // A draft must not go on by itself, nor take along what waits for the customer's next renewal.
      ...{ auto_advance: false, pending_invoice_items_behavior: 'exclude' as const },
    }
    const made = await stripe.invoices.create(params).catch((error) => {
      throw explained(error)
    })
    const { draft, collection } = input
    const { invoice, repeated } = await issue(made, { lines, draft, collection }, tools)
    if (!draft) await sales.remember(input, { kind: 'invoice', id: invoice.id })
    return { ...toInvoice(invoice, locale), ...chargeOutput(invoice), repeated, ...rawOf(input, invoice) }
  },
})

interface Terms {
  collection: 'send' | 'charge'
  daysUntilDue?: number | undefined
  dueDate?: number | undefined
}

/** How and until when it is paid. @param now in seconds since 1970 */
const termsOf = (
  { collection, daysUntilDue, dueDate }: Terms,
  now: number
): Pick<Stripe.InvoiceCreateParams, 'collection_method' | 'days_until_due' | 'due_date'> => {
  if (collection === 'charge') {
    const field = daysUntilDue !== undefined ? 'daysUntilDue' : dueDate !== undefined ? 'dueDate' : undefined
    if (field) throw invalidInput(field, 'goes with collection send only: what is charged is paid at once.')
    return { collection_method: 'charge_automatically' }
  }
  if (dueDate === undefined) return { collection_method: 'send_invoice', days_until_due: daysUntilDue ?? DUE_DAYS }
  if (daysUntilDue !== undefined) throw invalidInput('dueDate', 'cannot be given together with daysUntilDue.')
  checkFuture(dueDate, 'dueDate', now)
  return { collection_method: 'send_invoice', due_date: dueDate }
}

/** Stripe has no code for a customer to whom nothing can be sent. */
const explained = (error: unknown): unknown => {
  if (!(error instanceof Error) || !/missing email|valid email/i.test(refusalOf(error).message)) return error
  return new IntegrationError(
    'invalid_input',
    'collection: the customer has no e-mail address to send it to. Add one with updateCustomer, or use charge.',
    { field: 'collection', cause: error }
  )
}
