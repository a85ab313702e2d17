import { BOTPRESS, type Runtime, timestamp } from './runtime'
import type { GrantedConversation } from './types'

/** The integration that a bot's visitors write through. */
const WEB_CHAT = { integration: 'webchat', channel: 'channel' } as const

const addPerson = (runtime: Runtime, now: string): string => {
  const id = runtime.newId('user')
  const user = { id, createdAt: now, updatedAt: now, tags: {} }
  runtime.users.put({ id, integration: WEB_CHAT.integration, user })
  runtime.feed.publish({ kind: 'user', change: 'created', user })
  return id
}

/**
 * Makes what there is when somebody has written to the bot through another integration: a person, a conversation and a
 * message, whose ids events may refer to.
 */
export const grantConversation = (runtime: Runtime): GrantedConversation => {
  const now = timestamp(runtime)
  const userId = addPerson(runtime, now)
  const id = runtime.newId('conversation')
  const conversation = { id, createdAt: now, updatedAt: now, ...WEB_CHAT, tags: {} }
  runtime.conversations.put({ id, conversation, participantIds: [userId, runtime.botUserId] })
  const message = runtime.messages.put({
    ...{ id: runtime.newId('message'), createdAt: now, updatedAt: now, type: 'text', payload: { text: 'Hello' } },
    ...{ direction: 'incoming', userId, conversationId: id, tags: {} },
  })
  return { conversationId: id, userId, messageId: message.id }
}

/** The users there are, without the bot's own. */
export const visibleUsers = ({ users }: Runtime) =>
  users.all().flatMap(({ integration, user }) => (integration === BOTPRESS ? [] : [user]))
