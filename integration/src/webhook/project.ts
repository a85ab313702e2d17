import type { Binding } from '../binding'
import type { StripeEventPayload } from '../define/event'
import type { StripeEvent } from './event'

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
