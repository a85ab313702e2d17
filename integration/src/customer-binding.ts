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
 * conversation that the customer was last seen in. The way back, from the chat user to the customer, is a state of the
 * chat user. A customer who is tied to one chat user is never tied to another by the way: only `link` does that.
 */
export const customerState = {
  type: 'user' as const,
  schema: z.object({
    customerId: z.string().title('Customer ID').describe('The Stripe customer (cus_…)'),
    userId: z.string().optional().title('User ID').describe('The chat user who is this customer'),
    conversationId: z.string().optional().title('Conversation ID').describe('Where this customer was last seen'),
  }),
}

/** On the chat user: their customer, by the key it was found with, since test and live customers are not the same. */
export const linkedState = {
  type: 'user' as const,
  schema: z.object({
    customers: z.record(z.string()).title('Customers').describe('The Stripe customer (cus_…), by the hash of the key'),
  }),
}

/** Keys whose customers are remembered on a chat user. */
const KEPT_KEYS = 5

interface Surroundings {
  client: Client
  logger: Logger
  /** Of this installation and key: customers of two accounts never meet. */
  memory: Memory
  /** Names the key. */
  keyHash: string
}

/** Where a customer is found in a chat, and a chat user at Stripe. */
export interface Customers {
  /**
   * Ties a customer to a chat user, unless it is tied to another. Nothing is called when no user is given, or when it
   * was tied so lately. Never fails: what it is about has been done.
   */
  bind(customerId: string, binding: Binding): Promise<void>
  /** The chat user of a customer, and their conversation; else the customer's own user. No call when asked lately. */
  find(customerId: string): Promise<Binding>
  /** The chat user that a customer is tied to, if any. */
  holderOf(customerId: string): Promise<string | undefined>
  /** Ties a customer to a chat user, whoever it was tied to before. @throws what Botpress' client throws */
  link(customerId: string, binding: Binding & { userId: string }): Promise<void>
  /** The customer of a chat user, if any. One call to Botpress, none when asked lately. */
  linked(userId: string): Promise<string | undefined>
  /** Forgets that a customer is a chat user, because it was deleted. */
  unlink(customerId: string, userId: string | undefined): Promise<void>
}

const place = (userId: string) => ({ type: 'user', id: userId, name: 'stripeCustomer' }) as const
const linkPlace = (userId: string) => ({ type: 'user', id: userId, name: 'linkedCustomer' }) as const

/** A payload, or undefined when the state was never set. */
const orUnset = async <T>(reading: Promise<T>): Promise<T | undefined> => {
  try {
    return await reading
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** The customers, kept in states of Botpress' users. */
export const createCustomers = ({ client, logger, memory, keyHash }: Surroundings): Customers => {
  const ownUser = async (customerId: string): Promise<string> => {
    const { user } = await client.getOrCreateUser({ tags: { id: customerId }, discriminateByTags: ['id'] })
    return user.id
  }
  const nameOf = (customerId: string) => `customer:${customerId}`
  const linkName = (userId: string) => `linked:${userId}`
  const remember = (customerId: string, { userId, conversationId }: Binding): Binding => {
    const binding = { ...(userId && { userId }), ...(conversationId && { conversationId }) }
    memory.set(nameOf(customerId), JSON.stringify(binding))
    return binding
  }
  const known = (customerId: string): Binding | undefined => {
    const text = memory.get(nameOf(customerId))
    return text === undefined ? undefined : JSON.parse(text)
  }
  const stateOf = async (ownUserId: string): Promise<Binding> =>
    (await orUnset(client.getState(place(ownUserId))))?.state.payload ?? {}
  const linksOf = async (userId: string): Promise<Record<string, string>> =>
    (await orUnset(client.getState(linkPlace(userId))))?.state.payload.customers ?? {}

  const setLink = async (userId: string, customerId: string | undefined): Promise<void> => {
    const { [keyHash]: before, ...others } = await linksOf(userId)
    if (customerId === undefined) memory.forget(linkName(userId))
    else memory.set(linkName(userId), customerId)
    if (before === customerId) return
    const kept = Object.entries(others).slice(1 - KEPT_KEYS)
    const customers = Object.fromEntries([...kept, ...(customerId === undefined ? [] : [[keyHash, customerId]])])
    await client.setState({ ...linkPlace(userId), payload: { customers } })
  }
  const tie = async (own: string, customerId: string, { userId, conversationId }: Binding): Promise<void> => {
    const payload = { customerId, ...(userId && { userId }), ...(conversationId && { conversationId }) }
    await client.setState({ ...place(own), payload })
    if (userId) await setLink(userId, customerId)
    remember(customerId, { userId, conversationId })
  }

  return {
    bind: async (customerId, { userId, conversationId }) => {
      if (!userId) return
      const before = known(customerId)
      if (before?.userId === userId && before.conversationId === conversationId) return
      // Events of this customer that arrive meanwhile belong there too.
      if (before?.userId === undefined) remember(customerId, { userId, conversationId })
      try {
        const own = await ownUser(customerId)
        const held = await stateOf(own)
        if (held.userId === undefined || held.userId === userId)
          return await tie(own, customerId, { userId, conversationId })
        remember(customerId, held)
      } catch (error) {
        memory.forget(nameOf(customerId))
        logger.warn(`The customer could not be tied to its chat user: ${redact(String(error))}`)
      }
    },
    find: async (customerId) => {
      const before = known(customerId)
      if (before) return before
      const own = await ownUser(customerId)
      const { userId = own, conversationId } = await stateOf(own)
      // An event that names both may have come meanwhile.
      return known(customerId) ?? remember(customerId, { userId, conversationId })
    },
    holderOf: async (customerId) => (await stateOf(await ownUser(customerId))).userId,
    link: async (customerId, binding) => {
      const own = await ownUser(customerId)
      const { userId: before } = await stateOf(own)
      if (before && before !== binding.userId) await setLink(before, undefined)
      await tie(own, customerId, binding)
    },
    linked: async (userId) => {
      const before = memory.get(linkName(userId))
      if (before !== undefined) return before
      const { [keyHash]: customerId } = await linksOf(userId)
      if (customerId !== undefined) memory.set(linkName(userId), customerId)
      return customerId
    },
    unlink: async (customerId, userId) => {
      memory.forget(nameOf(customerId))
      const own = await ownUser(customerId)
      await client.setState({ ...place(own), payload: { customerId } })
      if (userId) await setLink(userId, undefined)
    },
  }
}
