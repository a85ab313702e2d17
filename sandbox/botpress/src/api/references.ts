import { BotpressError } from '../errors'
import type { Runtime } from '../runtime'
import type { Message } from '../types'

const missing = (what: string, id: string): BotpressError =>
  new BotpressError('ReferenceNotFound', `There is no ${what} "${id}".`)

const requireUser = ({ users }: Runtime, id: string | undefined): void => {
  if (id !== undefined && !users.get(id)) throw missing('user', id)
}

const requireConversation = ({ conversations }: Runtime, id: string | undefined): void => {
  if (id !== undefined && !conversations.get(id)) throw missing('conversation', id)
}

const requireMessage = ({ messages }: Runtime, id: string | undefined): Message | undefined => {
  if (id === undefined) return undefined
  const message = messages.get(id)
  if (!message) throw missing('message', id)
  return message
}

/** Ids that a body may hold. */
export interface References {
  userId?: string
  conversationId?: string
  messageId?: string
  workflowId?: string
}

/**
 * Demands that everything a body refers to exists.
 * @throws {BotpressError} ReferenceNotFound; RelationConflict when the message is from another conversation
 */
export const requireReferences = (runtime: Runtime, references: References): void => {
  const { userId, conversationId, messageId, workflowId } = references
  requireUser(runtime, userId)
  requireConversation(runtime, conversationId)
  const message = requireMessage(runtime, messageId)
  if (message && conversationId !== undefined && message.conversationId !== conversationId) {
    throw new BotpressError('RelationConflict', `Message "${messageId}" is not of conversation "${conversationId}".`)
  }
  // Workflows belong to bots that run them; there are none.
  if (workflowId !== undefined) throw missing('workflow', workflowId)
}
