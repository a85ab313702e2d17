import { type Runtime, timestamp } from '../runtime'
import type { Message } from '../types'
import { toWireMessage } from '../webchat/wire'
import { mergeTags, type Tags } from './tags'

interface NewMessage extends Pick<Message, 'type' | 'payload' | 'userId' | 'conversationId' | 'origin'> {
  tags: Tags
  /** What the web chat's page wants to hear again. */
  metadata?: Record<string, unknown>
}

type Change = 'created' | 'updated' | 'deleted'

/** The window in which a conversation takes place, when it is one of the web chat. */
const clientIdOf = (conversationId: string, { conversations, users }: Runtime): string | undefined => {
  const { participantIds = [] } = conversations.get(conversationId) ?? {}
  return participantIds.map((id) => users.get(id)?.chat?.clientId).find((clientId) => clientId !== undefined)
}

const publish = (change: Change, message: Message, runtime: Runtime): void => {
  const { conversationId, userId, direction } = message
  const clientId = clientIdOf(conversationId, runtime)
  runtime.feed.publish({
    ...{ kind: 'message', change, direction: direction === 'incoming' ? 'in' : 'out', message },
    ...{ conversationId, userId, ...(clientId !== undefined && { clientId }) },
  })
}

/** Writes a message, tells the feed and the web chat's page. */
export const newMessage = (body: NewMessage, runtime: Runtime): Message => {
  const { type, payload, userId, conversationId, tags, origin, metadata } = body
  const now = timestamp(runtime)
  const message: Message = runtime.messages.put({
    ...{ id: runtime.newId('message'), createdAt: now, updatedAt: now, type, payload },
    direction: userId === runtime.botUserId ? 'outgoing' : 'incoming',
    ...{ userId, conversationId, tags: mergeTags({}, tags), ...(origin && { origin }) },
  })
  if (metadata) runtime.chatNotes.put({ id: message.id, metadata })
  publish('created', message, runtime)
  runtime.frames.send(conversationId, { type: 'message_created', data: toWireMessage(message, runtime) })
  return message
}

/** Writes a message that is there already. A page that shows it shows the new one in its place. */
export const saveMessage = (message: Message, runtime: Runtime): Message => {
  runtime.messages.put(message)
  publish('updated', message, runtime)
  runtime.frames.send(message.conversationId, { type: 'message_updated', data: toWireMessage(message, runtime) })
  return message
}

/** Removes a message. The page has no word for it: one that shows it goes on until it is loaded again. */
export const removeMessage = (message: Message, runtime: Runtime): void => {
  runtime.messages.delete(message.id)
  runtime.chatNotes.delete(message.id)
  publish('deleted', message, runtime)
}
