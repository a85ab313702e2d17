import type Stripe from 'stripe'
import { busy } from '../gateway/budget'
import { addressOf } from './address'
import type { Listed, Passage, Seen } from './seen'

/** Stripe's largest page. */
const PAGE = 100
/** A page that has less time than this is left to the next call. Milliseconds. */
const SHORTEST_PAGE = 2_000

/** How a walk down the list of links ended. */
export interface Walked {
  /** The link, if it was found. */
  id: string | undefined
  /** What was walked through without finding it; undefined when there is no link. */
  passage: Passage | undefined
  /** Pages that were read. */
  pages: number
  /** What ended it before its end. */
  error?: unknown
}

interface Surroundings {
  stripe: Stripe
  seen: Seen
  /** Links among which an earlier walk has not found the wanted one. */
  passed: Passage | undefined
  /** Milliseconds. */
  timeLeft: () => number
}

const toListed = ({ id, url }: Stripe.PaymentLink): Listed => ({ id, address: addressOf(url) ?? url })

/**
 * Walks down the list of all payment links, the newest first, until one has the address: Stripe has no filter by it.
 * What is known already is passed over, so that no page is read twice. An error ends the walk and is handed back
 * together with how far it came.
 */
export const walk = async (wanted: string, { stripe, seen, passed, timeLeft }: Surroundings): Promise<Walked> => {
  const record = seen.record()
  let [first, last, count, pages]: [string | undefined, string | undefined, number, number] = [
    undefined,
    undefined,
    0,
    0,
  ]
  const passage = (end: boolean): Passage | undefined => (first && last && { first, last, count, end }) || undefined

  const pass = (id: string): Pick<Passage, 'last' | 'count' | 'end'> => {
    const known = record.join(id)
    // Both begin here: the one that reaches further.
    if (passed && passed.first === id && (!known || passed.count > known.count)) {
      record.leap()
      return passed
    }
    return known ?? { last: id, count: 0, end: false }
  }

  for (;;) {
    if (pages > 0 && timeLeft() < SHORTEST_PAGE)
      return { id: undefined, passage: passage(false), pages, error: busy(1) }
    let page: Stripe.ApiList<Stripe.PaymentLink>
    try {
      page = await stripe.paymentLinks.list({ limit: PAGE, ...(last && { starting_after: last }) })
    } catch (error) {
      return { id: undefined, passage: passage(false), pages, error }
    }
    pages++
    const known = page.data.findIndex(({ id }) => seen.begins(id) || passed?.first === id)
    const links = (known < 0 ? page.data : page.data.slice(0, known)).map(toListed)
    first ??= page.data[0]?.id
    const end = known < 0 && !page.has_more
    record.add(links, end)
    count += links.length
    last = links.at(-1)?.id ?? last
    // Also when the link is found on this page: what follows it must not become a gap.
    const passing = known < 0 ? undefined : pass(page.data[known]?.id ?? '')
    const found = links.find(({ address }) => address === wanted)
    if (found) return { id: found.id, passage: undefined, pages }
    if (passing) {
      count += passing.count
      last = passing.last
      if (passing.end) return { id: undefined, passage: passage(true), pages }
    }
    if (end) return { id: undefined, passage: passage(true), pages }
  }
}
