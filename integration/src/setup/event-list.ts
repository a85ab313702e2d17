import type Stripe from 'stripe'
import { type StripeEvent, toEvent } from '../webhook/event'
import type { Segment } from './gap'
import { partsOf } from './missed'

/** Events that are held in memory at once. */
export const MOST_EVENTS = 500

const PAGE = 100

/** What there is in a stretch of time: its events, the oldest first; or that there are too many, back to `oldest`. */
export type Read = { events: StripeEvent[]; oldest?: undefined } | { events?: undefined; oldest: number }

/** One second is read to its end, however much happened in it: it cannot be divided. */
const isOneSecond = ({ from, until }: Segment): boolean => from >= until

/**
 * Reads a stretch of Stripe's list, page by page: the newest come first, and at most 20 types can be asked for at once.
 * Events of one second stay in Stripe's order as far as one call tells it.
 */
export const readEvents = async (segment: Segment, types: readonly string[], stripe: Stripe): Promise<Read> => {
  const { from, until, all } = segment
  const newestFirst: Stripe.Event[] = []
  for (const part of partsOf(types)) {
    for (let after: string | undefined; ; ) {
      const page: Stripe.ApiList<Stripe.Event> = await stripe.events.list({
        ...{ types: part, created: { gte: from, lte: until }, limit: PAGE },
        ...(!all && { delivery_success: false }),
        ...(after && { starting_after: after }),
      })
      newestFirst.push(...page.data)
      const last = page.data.at(-1)
      if (!page.has_more || !last) break
      if (newestFirst.length >= MOST_EVENTS && !isOneSecond(segment)) return { oldest: last.created }
      after = last.id
    }
  }
  const events = newestFirst.map(toEvent).filter((event) => event !== undefined)
  return { events: events.reverse().sort((a, b) => a.created - b.created) }
}
