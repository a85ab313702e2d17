import type { DeployedChannel } from '../definition'
import { BotpressError } from '../errors'
import { type Installation, type Runtime, type StoredConversation, timestamp } from '../runtime'
import type { Conversation } from '../types'
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

/** The channel of a conversation, if it is one of the calling integration's own. */
export const channelOf = (
  { channel, integration }: Conversation,
  { definition }: Installation
): DeployedChannel | undefined => (integration === definition.name ? definition.channels.get(channel) : undefined)

const requireChannel = (name: string, { definition }: Installation): DeployedChannel => {
  const channel = definition.channels.get(name)
  if (channel) return channel
  throw new BotpressError('ReferenceNotFound', `The definition of the integration declares no channel "${name}".`)
}

const create = (
  { channel, tags }: CreateConversation,
  { definition }: Installation,
  runtime: Runtime
): Conversation => {
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

/** Conversations: an exchange of messages in a channel of an integration. */
export const conversations = [
  operation<CreateConversation>({
    name: 'createConversation',
    method: 'POST',
    path: '/conversations',
    status: 201,
    body: object(CREATE, ['channel', 'tags']),
    run({ body, installation }, runtime) {
      refuseUndeclared(
        Object.keys(body.tags),
        requireChannel(body.channel, installation).conversationTags,
        'conversation'
      )
      return { conversation: create(body, installation, runtime) }
    },
  }),

  operation<CreateConversation>({
    name: 'getOrCreateConversation',
    method: 'POST',
    path: '/conversations/get-or-create',
    body: object({ ...CREATE, discriminateByTags: TAG_NAMES }, ['channel', 'tags']),
    run({ body, installation }, runtime) {
      const { channel, tags, discriminateByTags } = body
      const names = [...Object.keys(tags), ...(discriminateByTags ?? [])]
      refuseUndeclared(names, requireChannel(channel, installation).conversationTags, 'conversation')
      const found = runtime.conversations
        .all()
        .map(({ conversation }) => conversation)
        .filter((conversation) => conversation.channel === channel && channelOf(conversation, installation))
        .find((conversation) => matchesTags(conversation.tags, tags, discriminateByTags))
      return { conversation: found ?? create(body, installation, runtime) }
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
    run({ param, body, installation }, runtime) {
      const stored = findConversation(runtime, param('id'))
      const declared = channelOf(stored.conversation, installation)?.conversationTags ?? NO_TAGS
      refuseUndeclared(Object.keys(body.tags ?? {}), declared, 'conversation')
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
    run({ param, installation }, runtime) {
      const { id, conversation } = findConversation(runtime, param('id'))
      if (conversation.integration !== installation.definition.name) {
        const owner = `the integration "${conversation.integration}"`
        throw new BotpressError('Forbidden', `Conversation "${id}" belongs to ${owner}.`)
      }
      runtime.conversations.delete(id)
      for (const message of runtime.messages.all())
        if (message.conversationId === id) runtime.messages.delete(message.id)
      for (const { id: key, state } of runtime.states.all()) if (state.conversationId === id) runtime.states.delete(key)
      return {}
    },
  }),
]
