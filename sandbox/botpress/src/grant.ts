import { newMessage } from './api/message-changes'
import { BOTPRESS, type Runtime } from './runtime'
import type { GrantedConversation } from './types'
import { addConversation, addPerson } from './webchat/people'

/**
 * Makes what there is when somebody has written to the bot through another integration: a person, a conversation and a
 * message, whose ids events may refer to. The bot is not told of the message.
 */
export const grantConversation = (runtime: Runtime): GrantedConversation => {
  const { id: userId } = addPerson(runtime)
  const { id: conversationId } = addConversation(userId, runtime)
  const text = { type: 'text', payload: { text: 'Hello' } }
  const message = newMessage({ ...text, userId, conversationId, tags: {} }, runtime)
  return { conversationId, userId, messageId: message.id }
}

/** The users there are, without the bot's own. */
export const visibleUsers = ({ users }: Runtime) =>
  users.all().flatMap(({ integration, user }) => (integration === BOTPRESS ? [] : [user]))
