import type { Client, Logger } from '../define/types'
import { announcedBy } from '../events/announce'
import { type Choice, type EventName, isSettledName } from '../events/index'
import { mirrorOf } from '../events/table'
import type { Exclusive } from '../exclusive'
import type { Memory } from '../memory'
import type { Claim } from '../shared/index'
import type { Attempts } from './attempts'
import { type BindTools, type Bound, bind } from './bind'
import type { StripeEvent } from './event'
import { give } from './give'
import { readLedger, type ShardName, shardOf, withDelivery, writeLedger } from './ledger'
import {
  type DeliveryRecord,
  deliveryMark,
  isDelivered,
  isStale,
  isTold,
  type LedgerPage,
  recordOf,
  recordsOf,
  type Thing,
  thingOf,
} from './ledger-page'
import { CLOCKS_APART, isWithBotpress } from './look-up'
import { project } from './project'
import { textAt } from './read'
import { settle } from './settle'

export interface DeliverTools extends BindTools, Attempts {
  integrationId: string
  client: Client
  logger: Logger
  memory: Memory
  choice: Choice
  /** Deliveries that share a page of the ledger take turns. */
  exclusive: Exclusive
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

export const thingIn = ({ id, type, created, data }: StripeEvent): Thing =>
  thingOf(textAt(data.object, 'id') ?? id, type, [data.object, data.previous_attributes], created)

/** In place of a signature's time, for an event that was never signed: Botpress is asked whether it has it. */
export const LATE = Number.POSITIVE_INFINITY

/** How long after it happened an event may come and still be the first delivery, in seconds. */
const PROMPT_SECONDS = 60

/**
 * Whether Botpress may have the event although the ledger does not know it: it comes late, this process has tried it
 * before, or it is older than this process, which may have taken the place of one that ended in the middle.
 */
const mayBeThere = (event: StripeEvent, signedAt: number, { tried, startedAt }: DeliverTools): boolean =>
  signedAt - event.created > PROMPT_SECONDS || tried.get(event.id) !== undefined || isNoYounger(event, startedAt)

/** @param since milliseconds since 1970 */
const isNoYounger = ({ created }: StripeEvent, since: number): boolean => created <= since / 1000 + CLOCKS_APART

const payloadOf = async (name: EventName, event: StripeEvent, bound: Bound, tools: DeliverTools) =>
  // What is told of a payment, and who tells it, is read from the event: an object retrieved later says what is true now.
  isSettledName(name)
    ? settle(name, event, bound, tools.withStripe)
    : project((await tools.rendered?.(event)) ?? event, bound)

/**
 * Gives an event to the bot, once. A prompt delivery is one read of the ledger, one call for each event that the bot
 * gets, and one write. Instances claim it first, where they share something to claim it in.
 * @param signedAt when Stripe signed the request, in seconds since 1970; `LATE` for an event that was not sent to us
 * @throws what Botpress' client throws, or {ClaimRefused}; the event then counts as not delivered
 */
export const deliver = async (event: StripeEvent, signedAt: number, tools: DeliverTools): Promise<Delivered> => {
  const names = outputsOf(event, tools.choice)
  if (names.length === 0) return 'not wanted'
  const thing = thingIn(event)
  const outputs = names.map((name) => ({ name, mark: deliveryMark(event.id, name) }))
  const shard = shardOf(thing)
  return tools.exclusive(`${tools.integrationId}:${shard}`, () =>
    deliverInTurn({ event, signedAt, thing, shard, outputs }, tools)
  )
}

/** A Botpress event that one of Stripe's becomes, and under what its delivery is remembered. */
interface Output {
  name: EventName
  mark: string
}

/** An event that is wanted. */
interface Incoming {
  event: StripeEvent
  signedAt: number
  thing: Thing
  shard: ShardName
  outputs: Output[]
}

const deliverInTurn = async (incoming: Incoming, tools: DeliverTools): Promise<Delivered> => {
  const { event, signedAt, thing, shard, outputs } = incoming
  const stored = await readLedger(tools, shard)
  const page = tools.recent.addTo(stored, shard)
  const records = recordsOf(thing, page)
  const wanted = outputs.filter(({ mark }) => !isDelivered(mark, records))
  if (wanted.length === outputs.length && isTold(thing, records)) return 'delivered before'
  if (wanted.length === 0) {
    // Only this process knows: its write was lost, and other instances must know too.
    if (page !== stored) await writeLedger(tools, shard, page)
    return 'delivered before'
  }

  const bound = await bind(event, tools)
  if (bound === undefined) return 'of another bot'
  const claim = await tools.claims(wanted.map(({ mark }) => mark))
  if (claim.done.length === wanted.length) return 'delivered before'
  const inDoubt = claim.inDoubt || isNoYounger(event, claim.since) || mayBeThere(event, signedAt, tools)
  const stale = isStale(thing, records)
  await giveAll(wanted, { event, thing, shard, page, bound, claim, inDoubt, stale }, tools)
  return 'delivered'
}

/** What is known of an event that is about to be given. */
interface Delivering {
  event: StripeEvent
  thing: Thing
  shard: ShardName
  page: LedgerPage
  bound: Bound
  claim: Claim
  /** Whether Botpress may have it, so that it is asked first. */
  inDoubt: boolean
  stale: boolean
}

/** One after the other. What was given before one fails is remembered, so that only the rest is given again. */
const giveAll = async (wanted: Output[], delivering: Delivering, tools: DeliverTools): Promise<void> => {
  const { event, thing, shard, page, claim } = delivering
  const given: string[] = []
  try {
    for (const output of wanted) {
      await giveOne(output, delivering, tools)
      given.push(output.mark)
    }
    await note(recordOf(thing, given, true), page, shard, tools)
  } catch (error) {
    // Whether Botpress has it is not known, nor whether the ledger will.
    tools.tried.set(event.id, 'failed')
    if (given.length < wanted.length) {
      await claim.giveUp()
      if (given.length > 0) await note(recordOf(thing, given, false), page, shard, tools)
    }
    throw error
  }
}

const giveOne = async ({ name, mark }: Output, delivering: Delivering, tools: DeliverTools): Promise<void> => {
  const { event, bound, claim, inDoubt, stale } = delivering
  if (claim.done.includes(mark)) return
  if (!(inDoubt && (await isWithBotpress(name, event, tools.client)))) {
    const payload = await payloadOf(name, event, bound, tools)
    await give(name, stale ? { ...payload, stale } : payload, bound, event, tools)
  }
  await claim.finish(mark)
}

/** Remembers what was given, in this process and in the ledger. */
const note = (record: DeliveryRecord, page: LedgerPage, shard: ShardName, tools: DeliverTools): Promise<void> => {
  tools.recent.remember(record, shard)
  return writeLedger(tools, shard, withDelivery(page, record))
}
