import { type Runtime, type StoredConversation, type StoredUser, timestamp } from '../runtime'
import { webchatChannel } from './channel'

/** Makes somebody who writes through the web chat. @param clientId the window; without it nobody can be them */
export const addPerson = (runtime: Runtime, clientId?: string): StoredUser => {
  const now = timestamp(runtime)
  const id = runtime.newId('user')
  const user = { id, createdAt: now, updatedAt: now, tags: {} }
  const chat = clientId === undefined ? {} : { chat: { clientId, key: runtime.keyOf(id) } }
  const stored = runtime.users.put({ id, integration: webchatChannel.integration, user, ...chat })
  runtime.feed.publish({ kind: 'user', change: 'created', user })
  return stored
}

/** Makes a conversation of a person with the bot. */
export const addConversation = (userId: string, runtime: Runtime): StoredConversation => {
  const now = timestamp(runtime)
  const id = runtime.newId('conversation')
  const { integration, channel } = webchatChannel
  const conversation = { id, createdAt: now, updatedAt: now, integration, channel, tags: {} }
  return runtime.conversations.put({ id, conversation, participantIds: [userId, runtime.botUserId] })
}

/** Whose key it is, in this window: a key opens nothing in another one. */
export const personWith = (key: string | null, clientId: string, { users }: Runtime): StoredUser | undefined =>
  users.all().find(({ chat }) => key !== null && chat?.key === key && chat.clientId === clientId)

/** A person's conversation of this ID. */
export const conversationOf = (
  userId: string,
  id: string | null,
  { conversations }: Runtime
): StoredConversation | undefined => {
  const stored = id === null ? undefined : conversations.get(id)
  return stored?.participantIds.includes(userId) ? stored : undefined
}
