import type { Frame } from '../frames'
import type { Runtime, StoredConversation, StoredUser } from '../runtime'
import { messagesOf } from './conversations'
import { addConversation, addPerson, conversationOf, personWith } from './people'
import { peopleIn, toWireConversation, toWireUser } from './wire'

const encoder = new TextEncoder()

const encode = (frame: Frame): Uint8Array => encoder.encode(`data: ${JSON.stringify(frame)}\n\n`)

/** Server-sent events without a name: the page reads the type inside. */
const HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

/** Everything about a conversation from now on. @param first what comes before it */
export const streamOf = (conversationId: string, first: Frame[], { frames }: Runtime): Response => {
  let leave = () => {}
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const frame of first) controller.enqueue(encode(frame))
      const listener = { send: (frame: Frame) => controller.enqueue(encode(frame)), end: () => controller.close() }
      leave = frames.listen(conversationId, listener)
    },
    cancel: () => leave(),
  })
  return new Response(stream, { headers: HEADERS })
}

const initial = (conversation: StoredConversation, { user, chat }: StoredUser, runtime: Runtime): Frame => ({
  type: 'init',
  data: {
    conversation: toWireConversation(conversation, runtime),
    messages: messagesOf(conversation.id, runtime),
    participants: peopleIn(conversation, runtime),
    user: { ...toWireUser(user), userKey: chat?.key },
  },
})

/**
 * Begins or goes on: with a key it is the same person again, with a conversation of theirs the same conversation. A key
 * that is not known makes somebody new: a page outlives the local Botpress, which forgets everything when it ends.
 */
export const initialize = (request: Request, clientId: string, runtime: Runtime): Response => {
  const person = personWith(request.headers.get('x-user-key'), clientId, runtime) ?? addPerson(runtime, clientId)
  const wanted = new URL(request.url).searchParams.get('conversationId')
  const conversation = conversationOf(person.id, wanted, runtime) ?? addConversation(person.id, runtime)
  return streamOf(conversation.id, [initial(conversation, person, runtime)], runtime)
}
