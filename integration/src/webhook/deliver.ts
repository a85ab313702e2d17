import { isUnknownReference } from '../define/missing'
import type { Client, Logger } from '../define/types'
import { announcedBy } from '../events/announce'
import { allEvents, type Choice, type EventName, isSettledName } from '../events/index'
import { mirrorOf } from '../events/table'
import type { Memory } from '../memory'
import { type BindTools, type Bound, bind } from './bind'
import { deliveryMark, isStale, isTold, readLedger, shardOf, type Thing, withDelivery, writeLedger } from './ledger'
import { project, type StripeEvent } from './project'
import { textAt } from './read'
import { settle } from './settle'

export interface DeliverTools extends BindTools {
  integrationId: string
  client: Client
  logger: Logger
  memory: Memory
  choice: Choice
  /** The object as the bot wants to see it, when the event has it in another version. */
  rendered?(event: StripeEvent): Promise<StripeEvent>
}

export type Delivered = 'delivered' | 'not wanted' | 'of another bot' | 'delivered before'

/** The Botpress events that one of Stripe's becomes: under its own name, and as what it tells of a payment. */
export const outputsOf = ({ type, data }: StripeEvent, { names, others }: Choice): EventName[] => {
  const mirror = mirrorOf(type)
  const announced = announcedBy(type, data.object)
  return [
    ...(mirror && names.has(mirror) ? [mirror] : []),
    ...(announced && names.has(announced) ? [announced] : []),
    ...(others.has(type) ? (['stripeEvent'] as const) : []),
  ]
}

export const thingOf = ({ id, type, created, data }: StripeEvent): Thing => ({
  ...{ id, type, created, objectId: textAt(data.object, 'id') ?? id },
  state: [data.object, data.previous_attributes],
})

/** In place of a signature's time, for an event that was never signed: Botpress is asked whether it has it. */
export const LATE = Number.POSITIVE_INFINITY

/** How long after it happened an event may come and still be the first delivery, in seconds. */
const PROMPT_SECONDS = 4

/** Pages that are looked through for an event that Botpress may have taken. */
const PAGES = 5

/**
 * Whether Botpress has this event, although the ledger does not know: an answer was lost, or the process ended in
 * between. The newest come first.
 */
const isWithBotpress = async (name: EventName, event: StripeEvent, client: Client): Promise<boolean> => {
  let nextToken: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const { events, meta } = await client.listEvents({
      type: name as never,
      ...(nextToken && { nextToken }),
    })
    if (events.some(({ payload }) => textAt(payload, 'eventId') === event.id)) return true
    const [first, last] = [events[0]?.createdAt, events.at(-1)?.createdAt]
    const isOlder =
      first !== undefined && last !== undefined && last <= first && Date.parse(last) < event.created * 1000
    if (isOlder || !meta.nextToken) return false
    nextToken = meta.nextToken
  }
  return false
}

const payloadOf = async (name: EventName, event: StripeEvent, bound: Bound, tools: DeliverTools) =>
  // What is told of a payment, and who tells it, is read from the event: an object retrieved later says what is true now.
  isSettledName(name)
    ? settle(name, event, bound, tools.withStripe)
    : project((await tools.rendered?.(event)) ?? event, bound)

/** One call to Botpress; a second without the place, when that no longer exists. */
const give = async (
  name: EventName,
  payload: object,
  bound: Bound,
  { client, logger }: DeliverTools
): Promise<void> => {
  const { conversationId, userId, messageId } = bound
  const place = {
    ...(conversationId && { conversationId }),
    ...(userId && { userId }),
    ...(messageId && { messageId }),
  }
  const checked = allEvents[name].payload.parse(payload)
  try {
    await client.createEvent({ type: name, payload: checked, ...place } as never)
  } catch (error) {
    if (!isUnknownReference(error) || Object.keys(place).length === 0) throw error
    logger.warn(`${name}: its conversation, user or message no longer exists, so it arrives without.`)
    await client.createEvent({ type: name, payload: checked } as never)
  }
}

/**
 * Gives an event to the bot, once. A prompt delivery is one read of the ledger, one call for each event that the bot
 * gets, and one write.
 * @param signedAt when Stripe signed the request, in seconds since 1970; `LATE` for an event that was not sent to us
 * @throws what Botpress' client throws; the event then counts as not delivered
 */
export const deliver = async (event: StripeEvent, signedAt: number, tools: DeliverTools): Promise<Delivered> => {
  const outputs = outputsOf(event, tools.choice)
  if (outputs.length === 0) return 'not wanted'
  const thing = thingOf(event)
  const shard = shardOf(thing.objectId)
  const ledger = await readLedger(tools, shard)
  const wanted = outputs.filter((name) => !ledger.delivered.includes(deliveryMark(event.id, name)))
  const begun = wanted.length < outputs.length
  if (wanted.length === 0 || (!begun && isTold(thing, ledger))) return 'delivered before'

  const bound = await bind(event, tools)
  if (bound === undefined) return 'of another bot'
  const doubt = `doubt:${event.id}`
  const mayBeThere = signedAt - event.created > PROMPT_SECONDS || tools.memory.get(doubt) !== undefined
  const stale = isStale(thing, ledger) && { stale: true }
  const marks: string[] = []
  try {
    for (const name of wanted) {
      const isThere = mayBeThere && (await isWithBotpress(name, event, tools.client))
      if (!isThere) {
        const payload = { ...(await payloadOf(name, event, bound, tools)), ...stale }
        // Until the ledger says so, it is not known whether Botpress has it.
        tools.memory.set(doubt, name)
        await give(name, payload, bound, tools)
      }
      marks.push(deliveryMark(event.id, name))
    }
  } finally {
    const page = withDelivery(ledger, thing, marks, marks.length === wanted.length)
    if (marks.length > 0) await writeLedger(tools, shard, page)
  }
  tools.memory.forget(doubt)
  return 'delivered'
}
