import type Stripe from 'stripe'
import { fromMetadata } from '../binding'
import type { Choice } from '../events/index'
import { outputsOf, thingIn } from '../webhook/deliver'
import { type StripeEvent, toEvent } from '../webhook/event'
import { type readLedgers, shardOf } from '../webhook/ledger'
import { deliveryMark, EMPTY_PAGE, isDelivered, isTold, recordsOf } from '../webhook/ledger-page'

/** The most types that Stripe's list of events may be filtered by. */
export const MOST_TYPES = 20

/** Undelivered events that are looked at to find out what is wrong. */
export const LOOKED_AT = 100

/** The types in as few parts as Stripe's list takes. */
export const partsOf = (types: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(types.length / MOST_TYPES) }, (_, part) =>
    types.slice(part * MOST_TYPES, (part + 1) * MOST_TYPES)
  )

/** What Stripe could not deliver to some endpoint of the account, not always ours. */
export interface Undelivered {
  /** Of our types, the newest first, at most 100. */
  events: StripeEvent[]
  /** Whether there are more. */
  more: boolean
}

/**
 * The newest events of these types that Stripe could not deliver. One call; more only when the types are more than one
 * call can ask for and the account has a hundred undelivered events.
 * @param from seconds since 1970
 */
export const listUndelivered = async (types: readonly string[], from: number, stripe: Stripe): Promise<Undelivered> => {
  const ask = async (part?: string[]) => {
    const page = await stripe.events.list({
      ...{ delivery_success: false, created: { gte: from }, limit: LOOKED_AT },
      ...(part && { types: part }),
    })
    const events = page.data.map(toEvent).filter((event) => event !== undefined)
    return { events: events.filter(({ type }) => types.includes(type)), more: page.has_more }
  }
  const parts = partsOf(types)
  if (parts.length === 0) return { events: [], more: false }
  if (parts.length === 1) return ask(parts[0])
  const whole = await ask()
  if (!whole.more) return whole
  const pages = await Promise.all(parts.map(ask))
  return {
    events: pages.flatMap(({ events }) => events).sort((a, b) => b.created - a.created),
    more: pages.some(({ more }) => more),
  }
}

type Ledgers = Awaited<ReturnType<typeof readLedgers>>

/** Whether the bot should have had an event and did not: others' endpoints fail too, and others' bots sell too. */
export const isMissed = (event: StripeEvent, choice: Choice, botId: string, ledgers: Ledgers): boolean => {
  const outputs = outputsOf(event, choice)
  const { botId: soldBy } = fromMetadata(event.data.object.metadata)
  if (outputs.length === 0 || (soldBy !== undefined && soldBy !== botId)) return false
  const thing = thingIn(event)
  const records = recordsOf(thing, ledgers.get(shardOf(thing)) ?? EMPTY_PAGE)
  if (isTold(thing, records)) return false
  return outputs.some((name) => !isDelivered(deliveryMark(event.id, name), records))
}
