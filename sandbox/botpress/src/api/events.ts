import { BotpressError } from '../errors'
import { type Caller, kindOf, type Runtime, type StoredEvent, timestamp } from '../runtime'
import type { Event } from '../types'
import { ID, NAME, object, oneOf, operation, PAYLOAD, SCHEDULE, type Schedule, TEXT } from './operation'
import { NEXT_TOKEN, page } from './paging'
import { type References, requireReferences } from './references'
import { dueAt } from './schedule'

interface CreateEvent extends References {
  type: string
  payload: Event['payload']
  schedule?: Schedule
}

type EventFilter = Partial<Pick<Event, 'type' | 'status' | 'conversationId' | 'userId' | 'messageId'>>

interface ListEvents extends EventFilter {
  nextToken?: string
  workflowId?: string
}

const REFERENCES = { conversationId: ID, userId: ID, messageId: ID, workflowId: ID }

/** @throws {BotpressError} ReferenceNotFound for an undeclared type, InvalidDataFormat for a payload that does not fit */
const checkPayload = ({ type, payload }: CreateEvent, caller: Caller): void => {
  const check = caller.definition.events.get(type)
  if (!check) {
    throw new BotpressError('ReferenceNotFound', `The definition of the ${kindOf(caller)} declares no event "${type}".`)
  }
  const problem = check(payload)
  if (problem) throw new BotpressError('InvalidDataFormat', `Event "${type}" does not fit its schema: ${problem}.`)
}

/** An event as it is now: a scheduled one becomes pending when its time comes. */
const view = ({ event, dueAt: due }: StoredEvent, now: number): Event =>
  event.status === 'scheduled' && due !== undefined && due <= now ? { ...event, status: 'pending' } : event

/** All events as they are now, oldest first. */
export const currentEvents = ({ events: stored, clock }: Runtime): Event[] =>
  stored.all().map((entry) => view(entry, clock.now()))

/** An event under the name that a caller knows it by: for a bot, an integration's events carry its alias. */
const seenBy = ({ bot }: Caller, { alias }: StoredEvent, event: Event): Event =>
  bot && alias !== undefined ? { ...event, type: `${alias}:${event.type}` } : event

/** The events as a caller sees them, oldest first. */
const eventsOf = (caller: Caller, { events: stored, clock }: Runtime): Event[] =>
  stored.all().map((entry) => seenBy(caller, entry, view(entry, clock.now())))

const findEvent = (caller: Caller, { events: stored, clock }: Runtime, id: string): Event => {
  const entry = stored.get(id)
  if (!entry) throw new BotpressError('ResourceNotFound', `There is no event "${id}".`)
  return seenBy(caller, entry, view(entry, clock.now()))
}

const tellBot = (entry: StoredEvent, { bot }: Runtime): void => {
  if (bot) bot.deliver(seenBy(bot.caller, entry, entry.event))
}

/** Tells the bot of the scheduled events whose time has come. */
export const deliverDueEvents = (runtime: Runtime): void => {
  for (const entry of runtime.events.all()) {
    const event = view(entry, runtime.clock.now())
    if (event !== entry.event) tellBot(runtime.events.put({ ...entry, event }), runtime)
  }
}

const create = (body: CreateEvent, caller: Caller, runtime: Runtime): Event => {
  const { type, payload, conversationId, userId, messageId } = body
  const due = dueAt(body.schedule, runtime)
  const event: Event = {
    id: runtime.newId('event'),
    createdAt: timestamp(runtime),
    ...{ type, payload },
    ...(conversationId !== undefined && { conversationId }),
    ...(userId !== undefined && { userId }),
    ...(messageId !== undefined && { messageId }),
    status: due === undefined ? 'pending' : 'scheduled',
    failureReason: null,
  }
  const alias = caller.bot ? undefined : runtime.bot?.caller.bot.aliases.get(caller.definition.name)
  const entry = runtime.events.put({
    id: event.id,
    event,
    dueAt: due,
    ...(!caller.bot && { alias: alias ?? caller.ids.alias }),
  })
  runtime.feed.publish({ kind: 'event', event })
  if (due === undefined) tellBot(entry, runtime)
  return event
}

const matches = (event: Event, { type, status, conversationId, userId, messageId }: EventFilter): boolean =>
  (type === undefined || event.type === type) &&
  (status === undefined || event.status === status) &&
  (conversationId === undefined || event.conversationId === conversationId) &&
  (userId === undefined || event.userId === userId) &&
  (messageId === undefined || event.messageId === messageId)

/** Events: what the integration tells the bot. */
export const events = [
  operation<CreateEvent>({
    name: 'createEvent',
    method: 'POST',
    path: '/events',
    status: 201,
    body: object({ type: NAME, payload: PAYLOAD, schedule: SCHEDULE, ...REFERENCES }, ['type', 'payload']),
    run({ body, caller }, runtime) {
      checkPayload(body, caller)
      requireReferences(runtime, body)
      return { event: create(body, caller, runtime) }
    },
  }),

  operation<object, ListEvents>({
    name: 'listEvents',
    method: 'GET',
    path: '/events',
    query: object({
      ...NEXT_TOKEN,
      ...{ type: TEXT, conversationId: TEXT, userId: TEXT, messageId: TEXT, workflowId: TEXT },
      status: oneOf('pending', 'ignored', 'processed', 'failed', 'scheduled'),
    }),
    run({ query, caller }, runtime) {
      const found = eventsOf(caller, runtime).filter((event) => query.workflowId === undefined && matches(event, query))
      const { items, meta } = page(found, { nextToken: query.nextToken })
      return { events: items, meta }
    },
  }),

  operation({
    name: 'getEvent',
    method: 'GET',
    path: '/events/:id',
    run: ({ param, caller }, runtime) => ({ event: findEvent(caller, runtime, param('id')) }),
  }),

  operation({
    name: 'cancelScheduledEvent',
    method: 'DELETE',
    path: '/events/scheduled/:id',
    run({ param, caller }, runtime) {
      const event = findEvent(caller, runtime, param('id'))
      if (event.status !== 'scheduled') {
        throw new BotpressError('ResourceNotFound', `There is no scheduled event "${event.id}".`)
      }
      runtime.events.put({ id: event.id, event: { ...event, status: 'canceled' } })
      return {}
    },
  }),
]
