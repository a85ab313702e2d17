import { z } from '@botpress/sdk'
import type { Binding } from './binding'
import { isMissing } from './define/missing'
import type { Client, Logger } from './define/types'
import { redact } from './gateway/redact'
import type { Memory } from './memory'

/**
 * Which Stripe customer is which chat user.
 *
 * Each customer has a Botpress user of its own, found by its tag. A state of that user names the chat user and the
 * conversation that the customer was last seen in: nothing of the chat user, who belongs to another integration, is
 * changed.
 */
export const customerState = {
  type: 'user' as const,
  schema: z.object({
    customerId: z.string().title('Customer ID').describe('The Stripe customer (cus_…)'),
    userId: z.string().optional().title('User ID').describe('The chat user who is this customer'),
    conversationId: z.string().optional().title('Conversation ID').describe('Where this customer was last seen'),
  }),
}

interface Surroundings {
  client: Client
  logger: Logger
  memory: Memory
}

/** Where a customer is found in a chat. */
export interface Customers {
  /**
   * Ties a customer to a chat user. Nothing is called when no user is given, or when it was tied so lately; else two
   * calls to Botpress. Never fails: what it is about has been done.
   */
  bind(customerId: string, binding: Binding): Promise<void>
  /** The chat user of a customer, and their conversation; else the customer's own user. No call when asked lately. */
  find(customerId: string): Promise<Binding>
}

const place = (userId: string) => ({ type: 'user', id: userId, name: 'stripeCustomer' }) as const

/** @param memory of this installation and key: customers of two accounts never meet */
export const createCustomers = ({ client, logger, memory }: Surroundings): Customers => {
  const ownUser = async (customerId: string): Promise<string> => {
    const { user } = await client.getOrCreateUser({ tags: { id: customerId }, discriminateByTags: ['id'] })
    return user.id
  }
  const nameOf = (customerId: string) => `customer:${customerId}`
  const remember = (customerId: string, { userId, conversationId }: Binding): Binding => {
    const binding = { ...(userId && { userId }), ...(conversationId && { conversationId }) }
    memory.set(nameOf(customerId), JSON.stringify(binding))
    return binding
  }
  const known = (customerId: string): Binding | undefined => {
    const text = memory.get(nameOf(customerId))
    return text === undefined ? undefined : JSON.parse(text)
  }
  const stateOf = async (userId: string): Promise<Binding> => {
    try {
      return (await client.getState(place(userId))).state.payload
    } catch (error) {
      if (isMissing(error)) return {}
      throw error
    }
  }

  return {
    bind: async (customerId, { userId, conversationId }) => {
      if (!userId) return
      const before = known(customerId)
      if (before?.userId === userId && before.conversationId === conversationId) return
      try {
        const payload = { customerId, userId, ...(conversationId && { conversationId }) }
        await client.setState({ ...place(await ownUser(customerId)), payload })
        remember(customerId, { userId, conversationId })
      } catch (error) {
        logger.warn(`The customer could not be tied to its chat user: ${redact(String(error))}`)
      }
    },
    find: async (customerId) => {
      const before = known(customerId)
      if (before) return before
      const own = await ownUser(customerId)
      const { userId = own, conversationId } = await stateOf(own)
      return remember(customerId, { userId, conversationId })
    },
  }
}
