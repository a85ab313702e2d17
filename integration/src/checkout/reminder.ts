import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import type { Binding } from '../binding'
import type { Tools } from '../define/tools'
import { invalidInput } from '../errors'

/** Minutes. @see docs.stripe.com/api/checkout/sessions/create (expires_at) */
const SHORTEST_LIFE = 30
const LONGEST_LIFE = 1440
/** Minutes: less is too late to pay. */
const LATEST_REMINDER = 5

/** How long a page can be paid, and when the conversation is reminded of it. */
export const lifeInput = {
  expiresInMinutes: z
    .number()
    .int()
    .min(SHORTEST_LIFE)
    .max(LONGEST_LIFE)
    .optional()
    .title('Expires in minutes')
    .describe(`How long the page can be paid, ${SHORTEST_LIFE} to ${LONGEST_LIFE} minutes. Default ${LONGEST_LIFE}`),
  remindMinutesBefore: z
    .number()
    .int()
    .min(LATEST_REMINDER)
    .max(LONGEST_LIFE)
    .optional()
    .title('Remind minutes before')
    .describe(
      `With a conversation ID: how many minutes before the page expires the event paymentReminder arrives in the conversation, at least ${LATEST_REMINDER} and less than the page can be paid. Ask getPaymentStatus when it comes, and say nothing when it is paid`
    ),
}

export const reminderOutput = {
  reminderScheduled: z
    .boolean()
    .optional()
    .title('Reminder scheduled')
    .describe('When a reminder was asked for: whether it will come. If not, the page can be paid all the same'),
}

type ReminderInput = Binding & { remindMinutesBefore?: number | undefined; expiresInMinutes?: number | undefined }

/** @throws {IntegrationError} invalid_input */
export const checkReminder = (input: ReminderInput): void => {
  const { remindMinutesBefore, conversationId, expiresInMinutes = LONGEST_LIFE } = input
  if (remindMinutesBefore === undefined) return
  if (!conversationId) throw invalidInput('remindMinutesBefore', 'needs a conversationId: the reminder arrives there.')
  if (remindMinutesBefore < expiresInMinutes) return
  throw invalidInput(
    'remindMinutesBefore',
    `must be less than the ${expiresInMinutes} minutes that the page can be paid (expiresInMinutes).`
  )
}

/** What schedules the reminder, if one is asked for. */
export const remindOf = (session: Stripe.Checkout.Session, input: ReminderInput, { reminders }: Tools) => {
  const { remindMinutesBefore: minutesBefore, conversationId, userId, messageId } = input
  if (minutesBefore === undefined || !conversationId) return undefined
  const place = { conversationId, ...(userId && { userId }), ...(messageId && { messageId }) }
  return () => reminders.schedule({ session, minutesBefore, place })
}
