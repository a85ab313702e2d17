import type Stripe from 'stripe'
import { type Binding, fromMetadata } from './binding'
import type { Clock } from './clock'
import type { Client, Logger } from './define/types'
import type { ReminderPayload } from './events/reminder'
import { redact } from './gateway/redact'
import { formatMoney } from './money/money'

/** A payment page that a conversation is to be reminded of. */
export interface Reminder {
  session: Stripe.Checkout.Session
  /** Minutes before the page expires. */
  minutesBefore: number
  place: Binding & { conversationId: string }
}

export interface Reminders {
  /**
   * Schedules the event that reminds of a page. One call to Botpress. Never fails: the page has been made.
   * @returns false when it could not be scheduled, of which the log tells, or when its time is over
   */
  schedule(reminder: Reminder): Promise<boolean>
}

interface Surroundings {
  client: Client
  clock: Pick<Clock, 'now'>
  logger: Logger
}

const payloadOf = ({ session, place }: Reminder): ReminderPayload => {
  const { id, url, expires_at, livemode, metadata, currency, amount_total } = session
  const money = { amount: amount_total ?? 0, currency: currency ?? 'usd' }
  return {
    ...{ origin: 'stripe', livemode, ...place, ...money, formattedAmount: formatMoney(money) },
    ...{ sessionId: id, url: url ?? undefined, expiresAt: expires_at, metadata: fromMetadata(metadata).metadata },
  }
}

/** Reminders, kept by Botpress until their time comes. */
export const createReminders = ({ client, clock, logger }: Surroundings): Reminders => ({
  schedule: async (reminder) => {
    const due = reminder.session.expires_at * 1000 - reminder.minutesBefore * 60_000
    if (due <= clock.now()) return false
    const schedule = { dateTime: new Date(due).toISOString() }
    try {
      await client.createEvent({ type: 'paymentReminder', payload: payloadOf(reminder), schedule, ...reminder.place })
      return true
    } catch (error) {
      logger.warn(`The reminder of a payment page could not be scheduled: ${redact(String(error))}`)
      return false
    }
  },
})
