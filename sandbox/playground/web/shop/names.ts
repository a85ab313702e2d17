import type { Session } from '../../src/api'

/** What a customer is called. */
export const nameOf = (session: Session | undefined, clientId: string): string =>
  session?.chat.customers.find((customer) => customer.clientId === clientId)?.name ?? clientId
