import type { Client } from '../define/types'
import { type EventName, events } from '../events/table'
import { customerOf, project, type StripeEvent } from './project'

/** The Botpress user tagged with the customer's ID; made when there is none. */
const userOf = async (customer: string, client: Client): Promise<string> => {
  const { user } = await client.getOrCreateUser({ tags: { id: customer }, discriminateByTags: ['id'] })
  return user.id
}

/**
 * Gives an event to the bot: one call to Botpress, and one more to find the user when there is a customer.
 * @throws what Botpress' client throws; the event then counts as not delivered
 */
export const deliver = async (name: EventName, event: StripeEvent, client: Client): Promise<void> => {
  const customer = customerOf(event)
  const userId = customer && (await userOf(customer, client))
  const payload = events[name].payload.parse(project(event, userId))
  await client.createEvent({ type: name, payload, ...(userId && { userId }) })
}
