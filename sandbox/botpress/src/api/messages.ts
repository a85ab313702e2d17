import type { DeployedChannel } from '../definition'
import { BotpressError } from '../errors'
import { type Caller, type Runtime, timestamp } from '../runtime'
import type { Message } from '../types'
import { channelOf, findConversation } from './conversations'
import { newMessage, removeMessage, saveMessage } from './message-changes'
import {
  ID,
  NAME,
  object,
  oneOf,
  operation,
  PAYLOAD,
  SCHEDULE,
  type Schedule,
  TAG_NAMES,
  TAGS,
  TEXT,
} from './operation'
import { DATES, type ListQuery, NEXT_TOKEN, page, TAG_FILTER } from './paging'
import { requireReferences } from './references'
import { hasTags, matchesTags, mergeTags, refuseUndeclared, type Tags } from './tags'

interface CreateMessage extends Pick<Message, 'type' | 'payload' | 'userId' | 'conversationId' | 'tags' | 'origin'> {
  schedule?: Schedule
  discriminateByTags?: string[]
}

const CREATE = {
  ...{ type: NAME, payload: PAYLOAD, userId: ID, conversationId: ID, tags: TAGS },
  ...{ schedule: SCHEDULE, origin: oneOf('synthetic') },
}
const REQUIRED = ['payload', 'userId', 'conversationId', 'type', 'tags']

const findMessage = ({ messages: stored }: Runtime, id: string): Message => {
  const message = stored.get(id)
  if (!message) throw new BotpressError('ResourceNotFound', `There is no message "${id}".`)
  return message
}

/** @throws {BotpressError} Forbidden: an integration writes into its own channels only */
const requireChannel = (conversationId: string, caller: Caller, runtime: Runtime): DeployedChannel => {
  const { conversation } = findConversation(runtime, conversationId)
  const channel = channelOf(conversation, caller, runtime)
  if (channel) return channel
  const { integration } = conversation
  throw new BotpressError('Forbidden', `Conversation "${conversationId}" belongs to the integration "${integration}".`)
}

const checkPayload = ({ messages }: DeployedChannel, { type, payload }: Pick<Message, 'type' | 'payload'>): void => {
  const check = messages.get(type)
  if (!check) throw new BotpressError('ReferenceNotFound', `The channel declares no message type "${type}".`)
  const problem = check(payload)
  if (problem) throw new BotpressError('InvalidDataFormat', `Message "${type}" does not fit its schema: ${problem}.`)
}

/** A bot has no user ID of its own to give: its bot ID stands for it. */
const withSender = <T extends { userId: string }>(body: T, runtime: Runtime): T =>
  body.userId === runtime.botId ? { ...body, userId: runtime.botUserId } : body

const checkNew = (body: CreateMessage, caller: Caller, runtime: Runtime): void => {
  // Nothing runs later here: a message that is never sent would look like one that was.
  if (body.schedule) throw new BotpressError('InvalidPayload', 'The local Botpress cannot schedule messages.')
  requireReferences(runtime, { userId: body.userId, conversationId: body.conversationId })
  if (caller.bot && body.userId !== runtime.botUserId) {
    throw new BotpressError('Forbidden', 'A bot speaks for itself only: userId is the bot ID.')
  }
  const channel = requireChannel(body.conversationId, caller, runtime)
  checkPayload(channel, body)
  const names = [...Object.keys(body.tags), ...(body.discriminateByTags ?? [])]
  refuseUndeclared(names, channel.messageTags, 'message', caller)
}

/** Messages: what users and the bot say in a conversation. */
export const messages = [
  operation<CreateMessage>({
    name: 'createMessage',
    method: 'POST',
    path: '/messages',
    status: 201,
    body: object(CREATE, REQUIRED),
    run({ body: given, caller }, runtime) {
      const body = withSender(given, runtime)
      checkNew(body, caller, runtime)
      return { message: newMessage(body, runtime) }
    },
  }),

  operation<CreateMessage>({
    name: 'getOrCreateMessage',
    method: 'POST',
    path: '/messages/get-or-create',
    body: object({ ...CREATE, discriminateByTags: TAG_NAMES }, REQUIRED),
    run({ body: given, caller }, runtime) {
      const body = withSender(given, runtime)
      checkNew(body, caller, runtime)
      const found = runtime.messages
        .all()
        .filter(({ conversationId }) => conversationId === body.conversationId)
        .find(({ tags }) => matchesTags(tags, body.tags, body.discriminateByTags))
      return { message: found ?? newMessage(body, runtime) }
    },
  }),

  operation<object, ListQuery & { conversationId?: string; tags?: Tags }>({
    name: 'listMessages',
    method: 'GET',
    path: '/messages',
    query: object({ ...NEXT_TOKEN, ...DATES, ...TAG_FILTER, conversationId: TEXT }),
    run({ query }, runtime) {
      const isListed = ({ conversationId, tags }: Message) =>
        hasTags(tags, query.tags) && (query.conversationId === undefined || conversationId === query.conversationId)
      const { items, meta } = page(runtime.messages.all().filter(isListed), query)
      return { messages: items, meta }
    },
  }),

  operation({
    name: 'getMessage',
    method: 'GET',
    path: '/messages/:id',
    run: ({ param }, runtime) => ({ message: findMessage(runtime, param('id')) }),
  }),

  operation<{ tags: Tags; payload?: Message['payload'] }>({
    name: 'updateMessage',
    method: 'PUT',
    path: '/messages/:id',
    body: object({ tags: TAGS, payload: PAYLOAD }, ['tags']),
    run({ param, body, caller }, runtime) {
      const existing = findMessage(runtime, param('id'))
      const channel = requireChannel(existing.conversationId, caller, runtime)
      refuseUndeclared(Object.keys(body.tags), channel.messageTags, 'message', caller)
      const payload = body.payload ?? existing.payload
      checkPayload(channel, { type: existing.type, payload })
      const tags = mergeTags(existing.tags, body.tags)
      return { message: saveMessage({ ...existing, payload, tags, updatedAt: timestamp(runtime) }, runtime) }
    },
  }),

  operation({
    name: 'deleteMessage',
    method: 'DELETE',
    path: '/messages/:id',
    run({ param, caller }, runtime) {
      const message = findMessage(runtime, param('id'))
      requireChannel(message.conversationId, caller, runtime)
      removeMessage(message, runtime)
      return {}
    },
  }),
]
