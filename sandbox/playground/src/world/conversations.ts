import type { BotpressSandbox } from '@botpress-stripe/sandbox-botpress'
import type { ConversationInfo } from '../api'
import { cleanText } from '../timeline/clean'

const textOf = (payload: Record<string, unknown>): string | undefined =>
  typeof payload.text === 'string' ? cleanText(payload.text) : undefined

/** The conversations of the chat, from the messages in them. */
export const watchConversations = (botpress: BotpressSandbox) => {
  const conversations = new Map<string, ConversationInfo & { lastId: string }>()
  const end = botpress.subscribe((entry) => {
    if (entry.kind !== 'message' || entry.clientId === undefined) return
    const { at, change, message, conversationId: id, userId, clientId } = entry
    const known = conversations.get(id)
    const lastText = change === 'deleted' ? undefined : textOf(message.payload)
    if (change !== 'created') {
      if (known?.lastId === message.id) conversations.set(id, { ...known, lastText })
      return
    }
    const messages = (known?.messages ?? 0) + 1
    conversations.set(id, {
      id,
      userId: known?.userId ?? userId,
      clientId,
      messages,
      lastAt: at,
      lastText,
      lastId: message.id,
    })
  })
  return {
    list: (): ConversationInfo[] =>
      [...conversations.values()].sort((a, b) => b.lastAt - a.lastAt).map(({ lastId: _, ...shown }) => shown),
    end,
  }
}
