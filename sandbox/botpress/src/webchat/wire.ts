import type { Runtime, StoredConversation } from '../runtime'
import type { Message, User } from '../types'

// What the page is sent, as `@botpress/webchat-client` 0.7.3 types it.

/** A message: its type is a part of its payload. */
export const toWireMessage = (message: Message, { chatNotes, botUserId }: Runtime): object => {
  const { id, createdAt, type, payload, userId, conversationId } = message
  const { metadata, feedback } = chatNotes.get(id) ?? {}
  return {
    ...{ id, createdAt, payload: { ...payload, type }, userId, conversationId, isBot: userId === botUserId },
    ...(metadata && { metadata }),
    ...(feedback && { feedback }),
  }
}

/** The messages of a conversation, the newest first. */
export const messagesIn = (conversationId: string, { messages }: Runtime): Message[] =>
  messages
    .all()
    .filter((message) => message.conversationId === conversationId)
    .reverse()

export const toWireConversation = ({ id, conversation }: StoredConversation, runtime: Runtime): object => {
  const { createdAt, updatedAt } = conversation
  const [last] = messagesIn(id, runtime)
  return { id, createdAt, updatedAt, ...(last && { lastMessage: toWireMessage(last, runtime) }) }
}

export const toWireUser = ({ id, name, pictureUrl, attributes, createdAt, updatedAt }: User): object => ({
  ...{ id, createdAt, updatedAt },
  ...(name !== undefined && { name }),
  ...(pictureUrl !== undefined && { pictureUrl }),
  ...(attributes && { attributes }),
})

/** The people in a conversation. The bot is left out: the page shows it under the name that it was configured with. */
export const peopleIn = ({ participantIds }: StoredConversation, { users, botUserId }: Runtime): object[] =>
  participantIds
    .filter((id) => id !== botUserId)
    .flatMap((id) => {
      const stored = users.get(id)
      return stored ? [toWireUser(stored.user)] : []
    })
