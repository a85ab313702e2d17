import { removeConversation } from '../api/conversations'
import { BotpressError } from '../errors'
import type { Runtime, StoredConversation } from '../runtime'
import { addConversation } from './people'
import { requireConversation, route } from './route'
import { messagesIn, peopleIn, toWireConversation, toWireMessage, toWireUser } from './wire'

// Lists have one page here: nobody types more into a laptop's chat than the page can show.
const NO_MORE = { meta: {} }

const own = ({ conversations }: Runtime, personId: string): StoredConversation[] =>
  conversations.all().filter(({ participantIds }) => participantIds.includes(personId))

export const messagesOf = (id: string, runtime: Runtime): object[] =>
  messagesIn(id, runtime).map((message) => toWireMessage(message, runtime))

/** A person's conversations, and who is in them. */
export const conversations = [
  route(
    'POST',
    '/conversations',
    ({ person, runtime }) => {
      return { conversation: toWireConversation(addConversation(person.id, runtime), runtime) }
    },
    { status: 201 }
  ),

  route('GET', '/conversations', ({ person, runtime }) => {
    const newestFirst = own(runtime, person.id).reverse()
    return { conversations: newestFirst.map((stored) => toWireConversation(stored, runtime)), ...NO_MORE }
  }),

  route('GET', '/conversations/:id', (call) => {
    return { conversation: toWireConversation(requireConversation(call.param('id'), call), call.runtime) }
  }),

  route('DELETE', '/conversations/:id', (call) => {
    removeConversation(requireConversation(call.param('id'), call).id, call.runtime)
    return {}
  }),

  route('GET', '/conversations/:id/messages', (call) => {
    return { messages: messagesOf(requireConversation(call.param('id'), call).id, call.runtime), ...NO_MORE }
  }),

  route('GET', '/conversations/:id/participants', (call) => {
    return { participants: peopleIn(requireConversation(call.param('id'), call), call.runtime), ...NO_MORE }
  }),

  route('GET', '/conversations/:id/participants/:userId', (call) => {
    const { participantIds } = requireConversation(call.param('id'), call)
    const user = participantIds.includes(call.param('userId')) && call.runtime.users.get(call.param('userId'))
    if (user) return { participant: toWireUser(user.user) }
    throw new BotpressError('ResourceNotFound', `There is no participant "${call.param('userId')}".`)
  }),
]
