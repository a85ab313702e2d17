import { Client as BotpressClient } from '@botpress/client'
import { isRefused, isUnknownReference } from '../define/missing'
import type { Client, Logger } from '../define/types'
import { allEvents, type EventName } from '../events/index'
import type { Bound } from './bind'
import { isWithBotpress } from './look-up'
import type { StripeEvent } from './project'

type Retry = NonNullable<NonNullable<ConstructorParameters<typeof BotpressClient>[0]>['retry']>

/** Too many requests: surely not taken, so it may be asked again, as the SDK's own client does. */
const REFUSED_FOR_NOW: Retry = {
  retries: 3,
  retryCondition: ({ response }) => response?.status === 429,
  retryDelay: (count, { response }) => {
    const seconds = Number(response?.headers['retry-after'] ?? count)
    return (Number.isFinite(seconds) ? seconds : count) * 1000
  },
}

/**
 * The same client, but each call is made once. The SDK's own asks again when a connection breaks, or a gateway answers
 * 502: had Botpress taken the event by then, the bot would get it twice and nobody would know.
 */
const once = ({ _inner }: Client): BotpressClient => {
  const { apiUrl, headers, timeout } = _inner.config
  return new BotpressClient({ apiUrl, headers, timeout, retry: REFUSED_FOR_NOW })
}

interface GiveTools {
  client: Client
  logger: Logger
}

/**
 * One call to Botpress; a second without the place, when that no longer exists. When it is not known what became of it,
 * Botpress is asked: an answer that was lost must not be waited for until Stripe sends the event again.
 * @throws what Botpress' client throws, when Botpress does not have the event
 */
export const give = async (
  name: EventName,
  payload: object,
  bound: Bound,
  event: StripeEvent,
  { client, logger }: GiveTools
): Promise<void> => {
  const { conversationId, userId, messageId } = bound
  const place = {
    ...(conversationId && { conversationId }),
    ...(userId && { userId }),
    ...(messageId && { messageId }),
  }
  const checked = allEvents[name].payload.parse(payload)
  const botpress = once(client)
  const create = async (where: typeof place): Promise<void> => {
    try {
      await botpress.createEvent({ type: name, payload: checked, ...where })
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
