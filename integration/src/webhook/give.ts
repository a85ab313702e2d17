import type { StripeEventPayload } from '../define/event'
import { isRefused, isUnknownReference } from '../define/missing'
import type { Client, Logger } from '../define/types'
import type { EventName } from '../events/index'
import type { SettledPayload } from '../events/settled'
import type { Bound } from './bind'
import type { StripeEvent } from './event'
import { isWithBotpress } from './look-up'
import type { Once } from './once'

interface GiveTools {
  client: Client
  once: Once
  logger: Logger
}

/**
 * One call to Botpress; a second without the place, when that no longer exists. When it is not known what became of it,
 * Botpress is asked: an answer that was lost must not be waited for until Stripe sends the event again.
 * @throws what Botpress' client throws, when Botpress does not have the event
 */
export const give = async (
  name: EventName,
  payload: SettledPayload | StripeEventPayload,
  bound: Bound,
  event: StripeEvent,
  { client, logger, once }: GiveTools
): Promise<void> => {
  const { conversationId, userId, messageId } = bound
  const place = {
    ...(conversationId && { conversationId }),
    ...(userId && { userId }),
    ...(messageId && { messageId }),
  }
  const botpress = once(client)
  const create = async (where: typeof place): Promise<void> => {
    try {
      await botpress.createEvent({ type: name, payload, ...where })
    } catch (error) {
      if (isRefused(error) || !(await isWithBotpress(name, event, client).catch(() => false))) throw error
    }
  }
  try {
    await create(place)
  } catch (error) {
    if (!isUnknownReference(error) || Object.keys(place).length === 0) throw error
    logger.warn(`${name}: its conversation, user or message no longer exists, so it arrives without.`)
    await create({})
  }
}
