import { z } from '@botpress/sdk'
import { bindingInput } from '../binding'
import { idInput } from '../define/id'
import { IntegrationError, invalidInput } from '../errors'

/**
 * For whom an action is done. An action does not know who is chatting, and a model can name anybody: the bot's code says
 * it, by the user's ID or by the token of linkCustomer, and what belongs to somebody else is out of reach.
 */
export const ownerInput = {
  userId: bindingInput.userId.describe(
    'The chat user for whom this is done. Let the code of the bot fill it in, never a language model: only what belongs to this user can be reached'
  ),
  customerToken: z
    .string()
    .max(2000)
    .optional()
    .title('Customer token')
    .describe('In place of the user ID: the token that linkCustomer returned for this user'),
}

/** For a bot of the shop's staff: any customer. */
export const ownerOrCustomerInput = {
  ...ownerInput,
  customerId: idInput(
    'Customer ID',
    'cus_',
    "The Stripe customer (cus_…). Not needed with a user ID; without one it takes the configuration's permission to see every customer"
  ).optional(),
}

export interface OwnerInput {
  userId?: string | undefined
  customerToken?: string | undefined
  customerId?: string | undefined
}

/** What is owned: a Stripe object that names its customer, or whose metadata names the chat user it was sold to. */
export interface Owned {
  customer?: string | { id: string } | null | undefined
  metadata?: Record<string, string> | null | undefined
}

/** Whoever an action is done for. */
export interface Owner {
  /** The shop's staff: everything can be reached. */
  isAnyone: boolean
  userId: string | undefined
  customerId: string | undefined
  /**
   * The Stripe customer.
   * @throws {IntegrationError} customer_unknown when this chat user is no customer yet; invalid_input for staff without one
   */
  customer(): string
  /** @throws {IntegrationError} not_owned for what is somebody else's */
  check(object: Owned, field: string): void
}

const unknownCustomer = (): IntegrationError =>
  new IntegrationError(
    'customer_unknown',
    'This chat user has no Stripe customer yet. Create one with createCustomer and a userId, or tie an existing one to the user with linkCustomer.',
    { field: 'userId' }
  )

const notOwned = (field: string): IntegrationError =>
  new IntegrationError('not_owned', `${field}: does not belong to this chat user.`, { field })

/** The shop's staff. @param customerId the customer they name, if any */
export const anyone = (customerId: string | undefined): Owner => ({
  ...{ isAnyone: true, userId: undefined, customerId },
  customer: () => {
    if (customerId === undefined) throw invalidInput('customerId', 'is required: say which customer.')
    return customerId
  },
  check: ({ customer }, field) => {
    // Staff who name a customer mean that customer.
    if (customerId !== undefined && idOf(customer) !== customerId) throw notOwned(field)
  },
})

const idOf = (customer: Owned['customer']): string | undefined =>
  typeof customer === 'object' ? customer?.id : customer

/** One chat user. @param isTheirs whether an object's metadata names them */
export const chatUser = (
  userId: string,
  customerId: string | undefined,
  isTheirs: (metadata: Owned['metadata']) => boolean
): Owner => ({
  ...{ isAnyone: false, userId, customerId },
  customer: () => {
    if (customerId === undefined) throw unknownCustomer()
    return customerId
  },
  check: ({ customer, metadata }, field) => {
    const owner = idOf(customer)
    const isOwn = customerId !== undefined && owner === customerId
    // Metadata decides only where no customer does: what was sold to a guest.
    const isGuest = !owner && isTheirs(metadata)
    if (!isOwn && !isGuest) throw notOwned(field)
  },
})
