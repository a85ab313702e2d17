import { z } from '@botpress/sdk'
import type { Binding } from '../binding'
import type { StripeEventPayload } from '../define/event'

/** What we read of a Stripe event, in whichever version it is rendered. */
const stripeEvent = z.object({
  id: z.string().min(1),
  object: z.literal('event'),
  type: z.string().min(1),
  created: z.number(),
  livemode: z.boolean(),
  data: z.object({
    object: z.object({}).passthrough(),
    previous_attributes: z.object({}).passthrough().nullable().optional(),
  }),
})

export type StripeEvent = z.output<typeof stripeEvent>

/** The event in a verified body, or undefined when the body is not one (a thin event, for example). */
export const parseEvent = (rawBody: string): StripeEvent | undefined => {
  try {
    const result = stripeEvent.safeParse(JSON.parse(rawBody))
    return result.success ? result.data : undefined
  } catch {
    return undefined
  }
}

/** Whoever holds it can pay or read the payment on Stripe's pages: not for a bot's logs. */
const withoutClientSecret = (object: StripeEvent['data']['object']) => {
  const { client_secret: _, ...rest } = object
  return rest
}

/** The payload of the Botpress event. */
export const project = (event: StripeEvent, { userId, conversationId, messageId }: Binding): StripeEventPayload => ({
  origin: 'stripe',
  ...(userId && { userId }),
  ...(conversationId && { conversationId }),
  ...(messageId && { messageId }),
  data: { type: event.type, object: withoutClientSecret(event.data.object) },
  eventId: event.id,
  created: event.created,
  livemode: event.livemode,
  ...(event.data.previous_attributes && { previousAttributes: event.data.previous_attributes }),
})
