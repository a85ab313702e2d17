import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { moneySchema, toMoney } from '../money/input'

/** A refund as the actions return it. */
export const refundFields = {
  id: z.string().title('Refund ID').describe('The ID of the refund (re_…)'),
  status: z
    .string()
    .title('Status')
    .describe('succeeded, pending (it takes days), requires_action, failed or canceled'),
  total: moneySchema.title('Total').describe('What is paid back'),
  paymentId: z.string().optional().title('Payment ID').describe('The payment (pi_…, else ch_…) that is refunded'),
  reason: z
    .string()
    .optional()
    .title('Reason')
    .describe('duplicate, fraudulent or requested_by_customer, when it was given'),
  created: z.number().title('Created').describe('When it was begun, in seconds since 1970'),
}

export const refundSchema = z.object(refundFields)

export type RefundOutput = z.input<typeof refundSchema>

const idOf = (value: string | { id: string } | null): string | undefined =>
  typeof value === 'object' ? value?.id : value

/** @param locale as `checkLocale` returns it */
export const toRefund = (refund: Stripe.Refund, locale: string): RefundOutput => {
  const { id, status, amount, currency, reason, created } = refund
  const paymentId = idOf(refund.payment_intent) ?? idOf(refund.charge)
  return {
    ...{ id, status: status ?? 'pending', total: toMoney({ amount, currency }, locale), created },
    ...(paymentId && { paymentId }),
    ...(reason && { reason }),
  }
}
