import { z } from '@botpress/sdk'
import type { Binding } from './binding'
import { isMissing } from './define/missing'
import type { Client } from './define/types'
import type { Memory } from './memory'

/**
 * Which chat user is which Stripe customer. The user carries the customer's ID as a tag, by which it is found; the
 * conversation in which they were last seen is in a state of the user.
 */
export const customerState = {
  type: 'user' as const,
  schema: z.object({
    customerId: z.string().title('Customer ID').describe('The Stripe customer (cus_…) that this user is'),
    conversationId: z.string().optional().title('Conversation ID').describe('Where this user was last seen'),
  }),
}

const place = (userId: string) => ({ type: 'user', id: userId, name: 'stripeCustomer' }) as const

/** Ties a chat user to a customer. Two calls to Botpress; none when no user is given. */
export const bindCustomer = async (customerId: string, binding: Binding, client: Client): Promise<void> => {
  const { userId, conversationId } = binding
  if (!userId) return
  await client.updateUser({ id: userId, tags: { id: customerId } })
  const payload = { customerId, ...(conversationId && { conversationId }) }
  await client.setState({ ...place(userId), payload })
}

const conversationOf = async (userId: string, client: Client): Promise<string | undefined> => {
  try {
    return (await client.getState(place(userId))).state.payload.conversationId
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** The chat user of a customer, made when there is none, and their conversation. No call when it was asked for lately. */
export const findCustomer = async (customerId: string, client: Client, memory: Memory): Promise<Binding> => {
  const name = `customer:${customerId}`
  const known = memory.get(name)
  if (known !== undefined) return JSON.parse(known)
  const { user } = await client.getOrCreateUser({ tags: { id: customerId }, discriminateByTags: ['id'] })
  const conversationId = await conversationOf(user.id, client)
  const binding: Binding = { userId: user.id, ...(conversationId && { conversationId }) }
  memory.set(name, JSON.stringify(binding))
  return binding
}
