import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { moneySchema, toMoney } from '../money/input'

const line = z.object({
  text: z.string().describe('What it is for, as it will stand on the invoice'),
  total: moneySchema.describe('What it costs; below 0 for what is given back'),
  quantity: z.number().optional().describe('How many pieces'),
  isProration: z.boolean().describe('True for a part of a period: given back or charged because of a change'),
  periodStart: z.number().describe('The time it is for begins, in seconds since 1970'),
  periodEnd: z.number().describe('The time it is for ends, in seconds since 1970'),
})

/** An invoice that is not made yet, as the actions return it. */
export const previewFields = {
  amountDue: moneySchema
    .title('Amount due')
    .describe("What is to be paid by the invoice, after discounts, taxes and the customer's balance. Never below 0"),
  total: moneySchema.title('Total').describe('The sum of the invoice; below 0 when more is given back than charged'),
  discount: moneySchema.optional().title('Discount').describe('What discounts take off, if anything'),
  tax: moneySchema.optional().title('Tax').describe('The taxes in it or on top of it, if any'),
  lines: z.array(line).title('Lines').describe('What the invoice is for'),
  periodEnd: z
    .number()
    .optional()
    .title('Period end')
    .describe('When the period ends after which the invoice is made, in seconds since 1970'),
  chargedAt: z
    .number()
    .optional()
    .title('Charged at')
    .describe('When it is charged, as far as Stripe knows, in seconds since 1970'),
}

export const previewSchema = z.object(previewFields)

export type PreviewOutput = z.input<typeof previewSchema>

/** Whether a line is for a part of a period because something changed. */
export const isProration = ({ parent }: Stripe.InvoiceLineItem): boolean =>
  parent?.subscription_item_details?.proration ?? parent?.invoice_item_details?.proration ?? false

const sum = (parts: ReadonlyArray<{ amount: number }> | null): number =>
  (parts ?? []).reduce((total, { amount }) => total + amount, 0)

/** @param locale as `checkLocale` returns it */
export const toPreview = (invoice: Stripe.Invoice, locale: string): PreviewOutput => {
  const { currency, period_end: periodEnd, next_payment_attempt: chargedAt } = invoice
  const money = (amount: number) => toMoney({ amount, currency }, locale)
  const [discount, tax] = [sum(invoice.total_discount_amounts), sum(invoice.total_taxes)]
  return {
    ...{ amountDue: money(invoice.amount_due), total: money(invoice.total) },
    ...(discount > 0 && { discount: money(discount) }),
    ...(tax > 0 && { tax: money(tax) }),
    lines: invoice.lines.data.map((each) => ({
      ...{ text: each.description ?? '', total: money(each.amount), isProration: isProration(each) },
      ...(each.quantity !== null && { quantity: each.quantity }),
      ...{ periodStart: each.period.start, periodEnd: each.period.end },
    })),
    ...{ periodEnd, ...(chargedAt !== null && { chargedAt }) },
  }
}

/** The preview of an invoice that will not be made, since nothing is to be paid. */
export const nothingDue = (currency: string, locale: string): PreviewOutput => {
  const zero = toMoney({ amount: 0, currency }, locale)
  return { amountDue: zero, total: zero, lines: [] }
}
