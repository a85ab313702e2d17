import type { DeployedChannel } from '../definition'
import { BotpressError } from '../errors'
import { type Caller, type Runtime, type StoredConversation, timestamp } from '../runtime'
import type { Conversation } from '../types'
import { webchatChannel } from '../webchat/channel'
import { removeMessage } from './message-changes'
import { NAME, object, operation, TAG_NAMES, TAGS, TEXT } from './operation'
import { DATES, type ListQuery, NEXT_TOKEN, page, SORTING, TAG_FILTER } from './paging'
import { hasTags, matchesTags, mergeTags, refuseUndeclared, type Tags } from './tags'

interface CreateConversation {
  channel: string
  tags: Tags
  discriminateByTags?: string[]
}

interface ListConversations extends ListQuery {
  tags?: Tags
  participantIds?: string[]
  integrationName?: string
  channel?: string
}

const CREATE = { channel: NAME, tags: TAGS, integrationName: NAME }

const NO_TAGS: ReadonlySet<string> = new Set()

/**
 * A conversation of any integration of the bot.
 * @throws {BotpressError} ResourceNotFound
 */
export const findConversation = ({ conversations }: Runtime, id: string): StoredConversation => {
  const stored = conversations.get(id)
  if (!stored) throw new BotpressError('ResourceNotFound', `There is no conversation "${id}".`)
  return stored
}

const channelOfAny = (
  { channel, integration }: Conversation,
  { installations }: Runtime
): DeployedChannel | undefined => {
  if (integration === webchatChannel.integration) return webchatChannel
  const owner = [...installations.values()].find(({ definition }) => definition.name === integration)
  return owner?.definition.channels.get(channel)
}

/** The channel of a conversation, if the caller may write into it: an integration into its own, a bot into all. */
export const channelOf = (
  conversation: Conversation,
  { definition, bot }: Caller,
  runtime: Runtime
): DeployedChannel | undefined => {
  const { channel, integration } = conversation
  if (!bot) return integration === definition.name ? definition.channels.get(channel) : undefined
  const found = channelOfAny(conversation, runtime)
  return found && { ...found, conversationTags: bot.conversationTags, messageTags: bot.messageTags }
}

const requireChannel = (name: string, { definition, bot }: Caller): DeployedChannel => {
  if (bot) {
    throw new BotpressError('Forbidden', 'A bot begins no conversations: call an action of an integration that does.')
  }
  const channel = definition.channels.get(name)
  if (channel) return channel
  throw new BotpressError('ReferenceNotFound', `The definition of the integration declares no channel "${name}".`)
}

const create = ({ channel, tags }: CreateConversation, { definition }: Caller, runtime: Runtime): Conversation => {
  const now = timestamp(runtime)
  const id = runtime.newId('conversation')
  const conversation = {
    id,
    createdAt: now,
    updatedAt: now,
    channel,
    integration: definition.name,
    tags: mergeTags({}, tags),
  }
  runtime.conversations.put({ id, conversation, participantIds: [] })
  return conversation
}

const isListed = ({ conversation, participantIds }: StoredConversation, query: ListConversations): boolean =>
  hasTags(conversation.tags, query.tags) &&
  (query.channel === undefined || conversation.channel === query.channel) &&
  (query.integrationName === undefined || conversation.integration === query.integrationName) &&
  (query.participantIds ?? []).every((id) => participantIds.includes(id))

/** Removes a conversation with its messages and states. */
export const removeConversation = (id: string, runtime: Runtime): void => {
  runtime.conversations.delete(id)
  for (const message of runtime.messages.all()) if (message.conversationId === id) removeMessage(message, runtime)
  for (const { id: key, state } of runtime.states.all()) if (state.conversationId === id) runtime.states.delete(key)
}

/** Conversations: an exchange of messages in a channel of an integration. */
export const conversations = [
  operation<CreateConversation>({
    name: 'createConversation',
    method: 'POST',
    path: '/conversations',
    status: 201,
    body: object(CREATE, ['channel', 'tags']),
    run({ body, caller }, runtime) {
      refuseUndeclared(
        Object.keys(body.tags),
        requireChannel(body.channel, caller).conversationTags,
        'conversation',
        caller
      )
      return { conversation: create(body, caller, runtime) }
    },
  }),

  operation<CreateConversation>({
    name: 'getOrCreateConversation',
    method: 'POST',
    path: '/conversations/get-or-create',
    body: object({ ...CREATE, discriminateByTags: TAG_NAMES }, ['channel', 'tags']),
    run({ body, caller }, runtime) {
      const { channel, tags, discriminateByTags } = body
      const names = [...Object.keys(tags), ...(discriminateByTags ?? [])]
      refuseUndeclared(names, requireChannel(channel, caller).conversationTags, 'conversation', caller)
      const found = runtime.conversations
        .all()
        .map(({ conversation }) => conversation)
        .filter((conversation) => conversation.channel === channel && channelOf(conversation, caller, runtime))
        .find((conversation) => matchesTags(conversation.tags, tags, discriminateByTags))
      return { conversation: found ?? create(body, caller, runtime) }
    },
  }),

  operation<object, ListConversations>({
    name: 'listConversations',
    method: 'GET',
    path: '/conversations',
    query: object({
      ...NEXT_TOKEN,
      ...DATES,
      ...SORTING,
      ...TAG_FILTER,
      participantIds: { type: 'array', items: TEXT },
      ...{ integrationName: TEXT, channel: TEXT },
    }),
    run({ query }, runtime) {
      const listed = runtime.conversations.all().filter((stored) => isListed(stored, query))
      const found = listed.map(({ conversation }) => conversation)
      const { items, meta } = page(found, query)
      return { conversations: items, meta }
    },
  }),

  operation({
    name: 'getConversation',
    method: 'GET',
    path: '/conversations/:id',
    run: ({ param }, runtime) => ({ conversation: findConversation(runtime, param('id')).conversation }),
  }),

  operation<{ currentTaskId?: string; tags?: Tags }>({
    name: 'updateConversation',
    method: 'PUT',
    path: '/conversations/:id',
    body: object({ currentTaskId: TEXT, tags: TAGS }),
    run({ param, body, caller }, runtime) {
      const stored = findConversation(runtime, param('id'))
      const declared = channelOf(stored.conversation, caller, runtime)?.conversationTags ?? NO_TAGS
      refuseUndeclared(Object.keys(body.tags ?? {}), declared, 'conversation', caller)
      const tags = mergeTags(stored.conversation.tags, body.tags)
      const conversation = { ...stored.conversation, tags, updatedAt: timestamp(runtime) }
      runtime.conversations.put({ ...stored, conversation })
      return { conversation }
    },
  }),

  operation({
    name: 'deleteConversation',
    method: 'DELETE',
    path: '/conversations/:id',
    run({ param, caller }, runtime) {
      const { id, conversation } = findConversation(runtime, param('id'))
      if (!caller.bot && conversation.integration !== caller.definition.name) {
        const owner = `the integration "${conversation.integration}"`
        throw new BotpressError('Forbidden', `Conversation "${id}" belongs to ${owner}.`)
      }
      removeConversation(id, runtime)
      return {}
    },
  }),
]
