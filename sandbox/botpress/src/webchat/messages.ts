import { newMessage, removeMessage, saveMessage } from '../api/message-changes'
import { ID, object, oneOf, PAYLOAD, TEXT } from '../api/operation'
import { BotpressError } from '../errors'
import { type Runtime, timestamp } from '../runtime'
import type { Event, Message } from '../types'
import { webchatChannel } from './channel'
import { type ChatCall, requireConversation, requireMessage, route } from './route'
import { toWireMessage } from './wire'

/** What the page sends: the type is a part of the payload. */
type Payload = { type: string } & Record<string, unknown>

interface CreateMessage {
  conversationId: string
  payload: Payload
  metadata?: Record<string, unknown>
}

const PAYLOAD_WITH_TYPE = { ...PAYLOAD, properties: { type: TEXT }, required: ['type'] }

/** @throws {BotpressError} InvalidDataFormat for what the web chat has no message of */
const contentOf = ({ type, ...payload }: Payload): Pick<Message, 'type' | 'payload'> => {
  const check = webchatChannel.messages.get(type)
  const problem = check ? check(payload) : 'there is no such type'
  if (problem === undefined) return { type, payload }
  throw new BotpressError('InvalidDataFormat', `A message "${type}" cannot be sent: ${problem}.`)
}

/** What the bot is told of a message. */
const messageEvent = (message: Message, { person }: ChatCall<unknown>, runtime: Runtime): Event => {
  const { id: messageId, conversationId, userId, createdAt } = message
  const conversation = runtime.conversations.get(conversationId)?.conversation
  return {
    ...{ id: runtime.newId('event'), createdAt, type: 'message_created', conversationId, userId, messageId },
    payload: { message, user: person.user, conversation },
    ...{ status: 'pending', failureReason: null },
  }
}

const requireOwn = (call: ChatCall<unknown>): Message => {
  const message = requireMessage(call)
  if (message.userId === call.person.id) return message
  throw new BotpressError('Forbidden', 'Only your own messages can be changed.')
}

const FEEDBACK = object({ value: oneOf('positive', 'negative'), comment: TEXT }, ['value'])

/** What people write. */
export const messages = [
  route<CreateMessage>(
    'POST',
    '/messages',
    (call) => {
      const { person, body, runtime } = call
      const { id: conversationId } = requireConversation(body.conversationId, call)
      const { metadata } = body
      const content = { ...contentOf(body.payload), userId: person.id, conversationId, tags: {} }
      const message = newMessage({ ...content, ...(metadata && { metadata }) }, runtime)
      const sent = toWireMessage(message, runtime)
      // From "processing" on, the page shows it as delivered.
      runtime.frames.send(conversationId, {
        type: 'message_status_changed',
        data: { message: sent, newStatus: 'processing' },
      })
      runtime.bot?.deliver(messageEvent(message, call, runtime))
      return { message: sent }
    },
    {
      status: 201,
      body: object({ conversationId: ID, payload: PAYLOAD_WITH_TYPE, metadata: PAYLOAD, replyTo: TEXT }, [
        ...['conversationId', 'payload'],
      ]),
    }
  ),

  route('GET', '/messages/:id', (call) => ({ message: toWireMessage(requireMessage(call), call.runtime) })),

  route<{ payload: Payload }>(
    'PUT',
    '/messages/:id',
    (call) => {
      const { body, runtime } = call
      const changed = { ...requireOwn(call), ...contentOf(body.payload), updatedAt: timestamp(runtime) }
      return { message: toWireMessage(saveMessage(changed, runtime), runtime) }
    },
    { body: object({ payload: PAYLOAD_WITH_TYPE }, ['payload']) }
  ),

  route('DELETE', '/messages/:id', (call) => {
    removeMessage(requireOwn(call), call.runtime)
    return {}
  }),

  route<{ value: string; comment?: string }>(
    'PUT',
    '/messages/:id/feedback',
    (call) => {
      const { id } = requireMessage(call)
      call.runtime.chatNotes.put({ ...call.runtime.chatNotes.get(id), id, feedback: call.body })
      return {}
    },
    { body: FEEDBACK }
  ),

  route('DELETE', '/messages/:id/feedback', (call) => {
    const { id } = requireMessage(call)
    const { feedback: _, ...note } = call.runtime.chatNotes.get(id) ?? { id }
    call.runtime.chatNotes.put(note)
    return {}
  }),
]
