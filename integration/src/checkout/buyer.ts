import type { Tools } from '../define/tools'
import { IntegrationError, invalidInput } from '../errors'
import { refusalOf } from '../invoices/refusals'

interface BuyerInput {
  mode: 'payment' | 'subscription' | 'setup'
  customerId?: string | undefined
  customerEmail?: string | undefined
  customerToken?: string | undefined
  userId?: string | undefined
}

/** Who will pay. */
export interface Buyer {
  customerId: string | undefined
  /** The chat user: also where only the token names them. */
  userId: string | undefined
  /** Nobody named the customer: it was found by the chat user. */
  isFound: boolean
}

const notTheirs = (): IntegrationError =>
  new IntegrationError('not_owned', 'customerId: belongs to another chat user.', { field: 'customerId' })

/** The customer that was named: the chat user's, or nobody's yet. */
const namedBuyer = async (customerId: string, userId: string | undefined, { customers }: Tools): Promise<Buyer> => {
  const holder = userId === undefined ? undefined : await customers.holderOf(customerId)
  if (holder !== undefined && holder !== userId) throw notTheirs()
  return { customerId, userId, isFound: false }
}

/** The customer of whom it is proven, or has to be known, whose they are. */
const ownBuyer = async (input: BuyerInput, { identity }: Tools): Promise<Buyer> => {
  const owner = await identity.ownerOf(input)
  const customerId = input.mode === 'setup' ? owner.customer() : owner.customerId
  return {
    customerId: input.customerEmail === undefined ? customerId : undefined,
    ...{ userId: owner.userId ?? input.userId, isFound: input.customerId === undefined },
  }
}

const checkBuyer = ({ mode, customerId, customerEmail, customerToken, userId }: BuyerInput): void => {
  if (customerEmail !== undefined && customerId !== undefined) {
    throw invalidInput('customerEmail', 'cannot be given together with customerId. Leave one of them out.')
  }
  if (mode !== 'setup') return
  if (customerEmail !== undefined) {
    throw invalidInput('customerEmail', 'is not for setup: the card is saved for a customer. Leave it out.')
  }
  if ((customerId ?? customerToken ?? userId) === undefined) {
    throw invalidInput('customerId', 'is required for setup, or a userId: whose card is saved?')
  }
}

/**
 * The customer who will pay: the one that is named, else the chat user's own, so that what they saved is used again. A
 * page needs none, unless it saves a card. Found without a call to Stripe, except to save a card.
 * @throws {IntegrationError} not_owned, customer_unknown, invalid_input; what a token can be wrong by
 */
export const buyerOf = async (input: BuyerInput, tools: Tools): Promise<Buyer> => {
  checkBuyer(input)
  const { mode, customerId, customerEmail, customerToken, userId } = input
  const { requireCustomerToken } = tools.guardrails
  const isNamed = customerId !== undefined
  if (customerToken !== undefined || (isNamed ? requireCustomerToken : mode === 'setup')) return ownBuyer(input, tools)
  if (isNamed) return namedBuyer(customerId, userId, tools)
  // Where a token is required, a user ID alone reaches nobody's saved cards.
  const isGuest = userId === undefined || customerEmail !== undefined || requireCustomerToken
  if (isGuest) return { customerId: undefined, userId, isFound: false }
  return { customerId: await tools.customers.linked(userId), userId, isFound: true }
}

/** Stripe's answer to a customer who was deleted, for example in the Dashboard. */
const isGone = (error: unknown): boolean => {
  const { code, param } = refusalOf(error)
  return code === 'resource_missing' && param === 'customer'
}

/**
 * Makes a page for a buyer. A customer who was found but no longer exists is forgotten, and the page made for a guest: it
 * was not the chat user's fault.
 */
export const forBuyer = async <T>(buyer: Buyer, tools: Tools, make: (buyer: Buyer) => Promise<T>): Promise<T> => {
  try {
    return await make(buyer)
  } catch (error) {
    const { customerId, userId, isFound } = buyer
    if (!isFound || customerId === undefined || !isGone(error)) throw error
    await tools.customers.unlink(customerId, userId)
    return make({ ...buyer, customerId: undefined })
  }
}
