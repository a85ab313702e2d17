import { ID, object, oneOf, PAYLOAD } from '../api/operation'
import { timestamp } from '../runtime'
import { webchatChannel } from './channel'
import { type ChatCall, requireConversation, route } from './route'

interface CreateEvent {
  conversationId: string
  payload: { type: 'custom' | 'conversation_started'; data?: object }
}

const tellBot = (name: string, conversationId: string, data: object, { person, runtime }: ChatCall<unknown>): void => {
  const { id: userId } = person
  runtime.bot?.deliver({
    ...{ id: runtime.newId('event'), createdAt: timestamp(runtime), type: `${webchatChannel.integration}:${name}` },
    ...{ conversationId, userId, payload: { conversationId, userId, data } },
    ...{ status: 'pending', failureReason: null },
  })
}

const EVENT = object({ type: oneOf('custom', 'conversation_started'), data: PAYLOAD }, ['type'])

/** What the page itself tells: that a conversation began, and whatever a site's own code sends. */
export const events = [
  route<CreateEvent>(
    'POST',
    '/events',
    (call) => {
      const { person, body, runtime } = call
      const stored = requireConversation(body.conversationId, call)
      const { type, data = {} } = body.payload
      // The page says so each time it is loaded; it began the first time only.
      const isInitial = type === 'conversation_started' && !stored.isStarted
      if (isInitial) runtime.conversations.put({ ...stored, isStarted: true })
      if (isInitial) tellBot('conversationStarted', stored.id, data, call)
      if (type === 'custom') tellBot('trigger', stored.id, data, call)
      const payload = { type, data: type === 'custom' ? data : { status: { isInitial } } }
      const event = { id: runtime.newId('event'), createdAt: timestamp(runtime), payload }
      return { event: { ...event, conversationId: stored.id, userId: person.id } }
    },
    {
      status: 201,
      body: object({ conversationId: ID, payload: EVENT, bindConversation: {}, bindUser: {} }, [
        ...['conversationId', 'payload'],
      ]),
    }
  ),
]
