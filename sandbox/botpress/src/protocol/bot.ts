import type { DeployedBot } from '../definition'
import { BotpressError } from '../errors'
import type { BotLink, Runtime } from '../runtime'
import type { Event } from '../types'
import { callAction } from './action'
import type { Target } from './lifecycle'
import { type Connection, parsed, postTo } from './post'
import { createQueues, type Queues } from './queues'
import { errorMessage } from './result'

/** The bot, with what the owner of the runtime does with it. */
export interface LinkedBot extends BotLink {
  connect(url: string): void
  idle(): Promise<void>
}

/** What is the same for every bot that was configured with nothing. */
const CONFIGURATION = Buffer.from(JSON.stringify({ payload: '{}' })).toString('base64')

/** The SDK wants the type in the header too; only three of them make a difference there. */
const headersOf = (event: Event, { botId }: Runtime): Headers =>
  new Headers({
    'content-type': 'application/json',
    'x-bot-id': botId,
    'x-bp-operation': 'event_received',
    'x-bp-type': event.type,
    'x-bp-configuration': CONFIGURATION,
  })

interface Outcome {
  status?: number
  /** Why it failed. */
  error?: string
}

const hand = async (event: Event, connection: Connection, runtime: Runtime): Promise<Outcome> => {
  try {
    const response = parsed(await postTo('bot', headersOf(event, runtime), { event }, connection, runtime))
    return { status: response.status, error: errorMessage(response, 'bot') }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/** An event that was kept says what became of it. */
const settle = ({ id }: Event, { error }: Outcome, { events }: Runtime): void => {
  const stored = events.get(id)
  if (!stored) return
  const outcome =
    error === undefined ? { status: 'processed' as const } : { status: 'failed' as const, failureReason: error }
  events.put({ ...stored, event: { ...stored.event, ...outcome } })
}

const deliver = async (event: Event, connection: Connection, runtime: Runtime): Promise<void> => {
  const { clock, feed } = runtime
  const { id: eventId, type, conversationId } = event
  const start = clock.now()
  const outcome = await hand(event, connection, runtime)
  settle(event, outcome, runtime)
  const place = conversationId === undefined ? {} : { conversationId }
  feed.publish({ kind: 'delivery', type, eventId, ...place, ...outcome, durationMs: clock.now() - start })
}

/** The conversation that an action is for: the input says it, or there is only one that the bot is working on. */
const conversationFor = (input: unknown, queues: Queues, { conversations }: Runtime): string | undefined => {
  const named =
    typeof input === 'object' && input !== null && 'conversationId' in input ? input.conversationId : undefined
  if (typeof named === 'string' && conversations.get(named)) return named
  const [only, ...others] = queues.busy()
  return only !== undefined && others.length === 0 && conversations.get(only) ? only : undefined
}

const withoutAlias = (type: string, { aliases }: DeployedBot, { installation }: Target): string => {
  const alias = aliases.get(installation.definition.name) ?? installation.ids.alias
  if (type.startsWith(`${alias}:`)) return type.slice(alias.length + 1)
  throw new BotpressError(
    'ReferenceNotFound',
    `There is no action "${type}": the integration's begin with "${alias}:".`
  )
}

/** Joins a bot to the runtime. One that fails fails for itself: the feed tells of it, and the next thing is delivered. */
export const createBotLink = (bot: DeployedBot, connection: Connection, target: Target): LinkedBot => {
  const { runtime, installation } = target
  const queues = createQueues()
  return {
    caller: { ids: installation.ids, definition: bot, bot },
    connect(url) {
      connection.url = url
    },
    idle: queues.idle,
    // What belongs to no conversation waits for nothing.
    deliver: (event) => queues.add(event.conversationId ?? event.id, () => deliver(event, connection, runtime)),
    callAction: (type, input) =>
      callAction(withoutAlias(type, bot, target), input, target, conversationFor(input, queues, runtime)),
  }
}
