import { z } from '@botpress/sdk'
import { ownEvent } from '../define/event'
import { settledPayload } from './settled'

const { origin, livemode, userId, messageId, amount, currency, formattedAmount, metadata } = settledPayload.shape

export const reminderPayload = z.object({
  ...{ origin, livemode, userId },
  conversationId: z
    .string()
    .title('Conversation ID')
    .describe('The Botpress conversation it was sold in, where the reminder arrives'),
  ...{ messageId, amount, currency, formattedAmount },
  sessionId: z.string().title('Session ID').describe('The checkout session (cs_…), to ask getPaymentStatus about'),
  url: z.string().optional().title('URL').describe('The payment page'),
  expiresAt: z.number().title('Expires at').describe('When the page stops taking payments, in seconds since 1970'),
  metadata,
})

export type ReminderPayload = z.input<typeof reminderPayload>

/** What a bot asked for itself: no event of Stripe's, so there is nothing to choose and nothing to subscribe to. */
export const reminderEvents = {
  paymentReminder: ownEvent({
    title: 'Payment reminder',
    description:
      'A payment page is about to expire, and createCheckoutSession was asked for a reminder. The customer may have paid since: call getPaymentStatus with the sessionId first, and say nothing unless it is unpaid or failed.',
    payload: reminderPayload,
  }),
}
