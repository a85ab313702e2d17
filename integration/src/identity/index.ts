import type Stripe from 'stripe'
import { fromMetadata, NAMES } from '../binding'
import type { Clock } from '../clock'
import type { Customers } from '../customer-binding'
import { IntegrationError } from '../errors'
import type { Guardrails } from '../guardrails/index'
import { all, metadataEquals } from '../search'
import { anyone, chatUser, type Owned, type Owner, type OwnerInput } from './owner'
import { makeToken, readToken, type TokenHolder } from './token'

export { type Owner, ownerInput, ownerOrCustomerInput } from './owner'

/** Who is who: chat users, customers, and the tokens that prove it. */
export interface Identity {
  /**
   * For whom an action is done.
   * @throws {IntegrationError} not_allowed, not_owned, customer_token_required, customer_token_invalid
   */
  ownerOf(input: OwnerInput, options?: OwnerOptions): Promise<Owner>
  /** @param seconds how long it is good for */
  tokenFor(holder: Omit<TokenHolder, 'botId'>, seconds: number): { token: string; expiresAt: number }
}

interface OwnerOptions {
  /** The configuration lets this be done for whomever, also where it keeps everything else to the chat user. */
  orAnyone?: boolean
}

interface Surroundings {
  stripe: Stripe
  clock: Pick<Clock, 'now'>
  customers: Customers
  guardrails: Pick<Guardrails, 'access' | 'requireCustomerToken'>
  botId: string
  /** The Stripe key: tokens are signed with it. */
  secret: string
}

const refuse = (code: 'not_allowed' | 'customer_token_required', field: string, problem: string): IntegrationError =>
  new IntegrationError(code, `${field}: ${problem}`, { field })

const badToken = (why: 'expired' | 'wrong'): IntegrationError =>
  new IntegrationError(
    'customer_token_invalid',
    `customerToken: ${why === 'expired' ? 'has expired' : 'is not one that linkCustomer gave to this bot'}. Get a new one with linkCustomer.`,
    { field: 'customerToken' }
  )

/** The identity of an invocation. */
export const createIdentity = ({ stripe, clock, customers, guardrails, botId, secret }: Surroundings): Identity => {
  const now = () => Math.floor(clock.now() / 1000)

  /** A customer whose metadata names the user: found when the state is not, for example under a new key. */
  const searched = async (userId: string): Promise<string | undefined> => {
    const query = all(metadataEquals(NAMES.user, userId), metadataEquals(NAMES.bot, botId))
    const { data } = await stripe.customers.search({ query, limit: 1 })
    const id = data[0]?.id
    if (id) await customers.bind(id, { userId })
    return id
  }

  const ofUser = (userId: string, customerId: string | undefined): Owner =>
    chatUser(userId, customerId, (metadata: Owned['metadata']) => {
      const bound = fromMetadata(metadata)
      return bound.botId === botId && bound.userId === userId
    })

  const ofToken = (token: string, { userId }: OwnerInput): Owner => {
    const holder = readToken(token, { botId, secret, now: now() })
    if (typeof holder === 'string') throw badToken(holder)
    if (userId !== undefined && userId !== holder.userId) {
      throw new IntegrationError('not_owned', 'userId: is not the user whose customerToken this is.', {
        field: 'userId',
      })
    }
    return ofUser(holder.userId, holder.customerId)
  }

  const find = async (input: OwnerInput, { orAnyone = false }: OwnerOptions): Promise<Owner> => {
    const { userId, customerToken, customerId } = input
    if (customerToken !== undefined) return ofToken(customerToken, input)
    if (guardrails.requireCustomerToken) {
      throw refuse('customer_token_required', 'customerToken', 'is required here. linkCustomer gives one.')
    }
    if (userId !== undefined) return ofUser(userId, (await customers.linked(userId)) ?? (await searched(userId)))
    if (guardrails.access === 'any' || orAnyone) return anyone(customerId)
    throw refuse(
      'not_allowed',
      'userId',
      'is required, because this bot acts only for the chat user it is given (access). Let the code of the bot fill it in.'
    )
  }

  return {
    ownerOf: async (input, options = {}) => {
      const owner = await find(input, options)
      const { customerId } = input
      if (!owner.isAnyone && customerId !== undefined && customerId !== owner.customerId) {
        throw new IntegrationError('not_owned', 'customerId: is not the customer of this chat user.', {
          field: 'customerId',
        })
      }
      return owner
    },
    tokenFor: (holder, seconds) => {
      const expiresAt = now() + seconds
      return { token: makeToken({ botId, ...holder }, expiresAt, secret), expiresAt }
    },
  }
}
