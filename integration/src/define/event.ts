import { z } from '@botpress/sdk'
import type Stripe from 'stripe'

/** Where in Botpress something was sold, and whether the news is old. */
export const placeFields = {
  conversationId: z
    .string()
    .optional()
    .title('Conversation ID')
    .describe('The Botpress conversation it was sold in, when known'),
  messageId: z.string().optional().title('Message ID').describe('The Botpress message that offered it, when known'),
  stale: z
    .boolean()
    .optional()
    .title('Stale')
    .describe('True when something newer about the same object was delivered before: its fields may be outdated'),
}

/** The payload of every event that mirrors one of Stripe's: the same shape as in Botpress' earlier Stripe integration, plus what a bot needs to tell events apart. */
export const stripeEventPayload = z.object({
  origin: z.literal('stripe').title('Origin').describe('Where the event comes from: always "stripe"'),
  userId: z
    .string()
    .optional()
    .title('User ID')
    .describe(
      'The Botpress user it was sold to, else the one tagged with the Stripe customer. Absent when there is neither'
    ),
  ...placeFields,
  data: z
    .object({ type: z.string(), object: z.object({}).passthrough() })
    .title('Data')
    .describe("The type of Stripe's event and the object it is about, as Stripe sent it"),
  eventId: z
    .string()
    .title('Stripe event ID')
    .describe('The ID of the Stripe event (evt_…). The same ID means the same event'),
  created: z
    .number()
    .title('Created')
    .describe('When it happened at Stripe, in seconds since 1970. Stripe does not promise to deliver in this order'),
  livemode: z.boolean().title('Live mode').describe('True for real money, false for test data'),
  previousAttributes: z
    .object({})
    .passthrough()
    .optional()
    .title('Previous attributes')
    .describe('For an update: the fields that changed, with the values they had before'),
})

export type StripeEventPayload = z.input<typeof stripeEventPayload>

/** One row of the event table. */
export interface EventRow<Type extends Stripe.Event.Type = Stripe.Event.Type> {
  /** The type of Stripe's event. */
  stripe: Type
  title: string
  description: string
  payload: typeof stripeEventPayload
}

/**
 * A row of the event table: what Stripe calls it, and how Botpress presents it.
 * @see docs.stripe.com/api/events/types
 */
export const on = <Type extends Stripe.Event.Type>(
  stripe: Type,
  row: Omit<EventRow<Type>, 'stripe' | 'payload'>
): EventRow<Type> => ({ stripe, payload: stripeEventPayload, ...row })

/** An event that is none of Stripe's. */
export const ownEvent = <Payload extends z.AnyZodObject>(event: {
  title: string
  description: string
  payload: Payload
}) => event
