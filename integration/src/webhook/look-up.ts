import type { Client } from '../define/types'
import type { EventName } from '../events/index'
import type { StripeEvent } from './event'
import { textAt } from './read'

/** How far the clocks of Stripe, Botpress and this machine may be apart, in seconds. */
export const CLOCKS_APART = 5

/** Pages that are looked through at most. An event that is not among them is delivered: twice is better than never. */
const MOST_PAGES = 100

/**
 * Whether Botpress has this event, although the ledger does not know: an answer was lost, or the process ended in
 * between. The newest come first; none that is older than the event can be it. One call for each page.
 */
export const isWithBotpress = async (name: EventName, event: StripeEvent, client: Client): Promise<boolean> => {
  const begin = (event.created - CLOCKS_APART) * 1000
  let nextToken: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const { events, meta } = await client.listEvents({ type: name as never, ...(nextToken && { nextToken }) })
    if (events.some(({ payload }) => textAt(payload, 'eventId') === event.id)) return true
    const [first, last] = [events[0]?.createdAt, events.at(-1)?.createdAt]
    const isOlder = first !== undefined && last !== undefined && last <= first && Date.parse(last) < begin
    if (isOlder || !meta.nextToken) return false
    nextToken = meta.nextToken
  }
  return false
}
