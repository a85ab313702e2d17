import { useMemo } from 'react'
import { useConversations, useKnownObjects } from '../data/queries'
import type { Suggest } from './form-schema'

/** As many as one looks through. */
const MOST = 20

/** Offers the IDs of what is here for the fields that take one: the newest objects, the users and conversations of the chat. */
export const useSuggest = (): Suggest => {
  const { data: objects } = useKnownObjects()
  const { data: conversations } = useConversations()
  return useMemo(() => {
    const chat: Record<string, string[]> = {
      userId: conversations?.map(({ userId }) => userId) ?? [],
      conversationId: conversations?.map(({ id }) => id) ?? [],
    }
    return (name, placeholder) => {
      const prefix = placeholder?.match(/^([a-z]+_)…$/)?.[1]
      const fitting = prefix ? (objects ?? []).filter((id) => id.startsWith(prefix)) : chat[name]
      return [...new Set(fitting)].slice(0, MOST)
    }
  }, [objects, conversations])
}
