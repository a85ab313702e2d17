import { BotpressError } from '../errors'
import type { Runtime } from '../runtime'
import type { User } from '../types'
import { findConversation } from './conversations'
import { ID, object, operation } from './operation'
import { NEXT_TOKEN, page } from './paging'
import { requireReferences } from './references'

const PATH = '/conversations/:id/participants'

const usersOf = (runtime: Runtime, ids: string[]): User[] => ids.flatMap((id) => runtime.users.get(id)?.user ?? [])

const findParticipant = (runtime: Runtime, conversationId: string, userId: string): User => {
  const { participantIds } = findConversation(runtime, conversationId)
  const [user] = usersOf(
    runtime,
    participantIds.filter((id) => id === userId)
  )
  if (!user) throw new BotpressError('ResourceNotFound', `User "${userId}" is not in "${conversationId}".`)
  return user
}

/** Participants: the users in a conversation. */
export const participants = [
  operation<{ userId: string }>({
    name: 'addParticipant',
    method: 'POST',
    path: PATH,
    body: object({ userId: ID }, ['userId']),
    run({ param, body }, runtime) {
      const stored = findConversation(runtime, param('id'))
      requireReferences(runtime, body)
      const participantIds = [...new Set([...stored.participantIds, body.userId])]
      runtime.conversations.put({ ...stored, participantIds })
      return { participant: findParticipant(runtime, stored.id, body.userId) }
    },
  }),

  operation<object, { nextToken?: string }>({
    name: 'listParticipants',
    method: 'GET',
    path: PATH,
    query: object(NEXT_TOKEN),
    run({ param, query }, runtime) {
      const { participantIds } = findConversation(runtime, param('id'))
      const { items, meta } = page(usersOf(runtime, participantIds), query)
      return { participants: items, meta }
    },
  }),

  operation({
    name: 'getParticipant',
    method: 'GET',
    path: `${PATH}/:userId`,
    run: ({ param }, runtime) => ({ participant: findParticipant(runtime, param('id'), param('userId')) }),
  }),

  operation({
    name: 'removeParticipant',
    method: 'DELETE',
    path: `${PATH}/:userId`,
    run({ param }, runtime) {
      const stored = findConversation(runtime, param('id'))
      const { id: userId } = findParticipant(runtime, stored.id, param('userId'))
      const participantIds = stored.participantIds.filter((id) => id !== userId)
      runtime.conversations.put({ ...stored, participantIds })
      return {}
    },
  }),
]
