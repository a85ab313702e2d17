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
  /** Names a connected account; an account's own events have none. */
  account: z.string().nullable().optional(),
  api_version: z.string().nullable().optional(),
  data: z.object({
    object: z.object({}).passthrough(),
    previous_attributes: z.object({}).passthrough().nullable().optional(),
  }),
})

export type StripeEvent = z.output<typeof stripeEvent>

/** An event that Stripe's list shows. */
export const toEvent = (listed: unknown): StripeEvent | undefined => stripeEvent.safeParse(listed).data

/** A thin event: it only says what happened to which object. @see docs.stripe.com/event-destinations */
const thin = z.object({ object: z.literal('v2.core.event') })

export const isThin = (rawBody: string): boolean => {
  try {
    return thin.safeParse(JSON.parse(rawBody)).success
  } catch {
    return false
  }
}

/** The event in a verified body, or undefined when the body is not one. */
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
