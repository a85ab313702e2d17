import type Stripe from 'stripe'
import type { Logger } from '../define/types'
import { IntegrationError } from '../errors'
import type { Exclusive } from '../exclusive'
import { redact } from '../gateway/redact'
import { toIntegrationError } from '../gateway/translate'
import type { Memory } from '../memory'
import { addressOf, hashOf } from './address'
import type { Passage, Seen, Spot } from './seen'
import { KEPT_IN_SHARD, KEPT_SEARCHES, type LinkStates, type Search, shardOf } from './states'
import { type Walked, walk } from './walk'

/** 66 bits: among a few thousand entries, two equal ones are next to impossible. */
const HASH = 11

/** Payment links by their address. */
export interface Links {
  /** Remembers a link that was made, by two calls to Botpress. Never fails: the link has been made. */
  remember(link: Pick<Stripe.PaymentLink, 'id' | 'url'>): Promise<void>
  /**
   * The ID of the link with an address. One call to Stripe at most for one that this integration made lately or that
   * was seen before; else as many as there are pages of links that were not seen yet.
   * @throws {IntegrationError} stripe_busy when the time is over; the next call goes on where this one stopped
   */
  find(address: string): Promise<string | undefined>
}

export interface Surroundings {
  stripe: Stripe
  states: LinkStates
  /** What was seen of the links of this account. */
  seen: Seen
  /** Tells accounts apart: a hash of the key. */
  keyHash: string
  memory: Memory
  exclusive: Exclusive
  logger: Pick<Logger, 'warn'>
  /** How long the invocation may still take. Milliseconds. */
  timeLeft: () => number
}

const nameOf = (address: string): string => `link:${address}`

/** The ID that an entry of a state has for a hash. */
const idIn = (entries: readonly string[], hash: string): string | undefined =>
  entries.findLast((entry) => entry.startsWith(hash))?.slice(HASH)

export const createLinks = (surroundings: Surroundings): Links => {
  const { stripe, states, seen, keyHash, memory, exclusive, logger, timeLeft } = surroundings

  /** What Botpress keeps helps to ask Stripe less; without it the answer is the same. */
  const orWithout = async <T>(work: Promise<T>, without: T): Promise<T> => {
    try {
      return await work
    } catch (error) {
      logger.warn(`What is known of payment links could not be read or written: ${redact(String(error))}`)
      return without
    }
  }

  const add = async (id: string, address: string): Promise<void> => {
    const shard = shardOf(address)
    const entry = `${hashOf(address, HASH)}${id}`
    const links = await states.readMade(shard)
    if (links.includes(entry)) return
    await states.writeMade(shard, [...links, entry].slice(-KEPT_IN_SHARD))
  }

  const isAt = (link: Stripe.PaymentLink | undefined, address: string): boolean =>
    link !== undefined && addressOf(link.url) === address

  /** A link that is believed to be at the address, if it is in this account. */
  const proved = async (id: string, address: string): Promise<string | undefined> => {
    try {
      return isAt(await stripe.paymentLinks.retrieve(id), address) ? id : undefined
    } catch (error) {
      if (toIntegrationError(error).code === 'not_found') return undefined
      throw error
    }
  }

  /** The link at one of the spots; one call for each, and there is one as a rule. */
  const atSpots = async (spots: readonly Spot[], address: string): Promise<string | undefined> => {
    for (const { last, distance } of spots) {
      if (distance === 0) {
        const id = await proved(last, address)
        if (id) return id
      } else {
        const { data } = await stripe.paymentLinks.list({ ending_before: last, limit: distance })
        if (isAt(data[0], address)) return data[0]?.id
      }
    }
    // What was seen is not what Stripe says: it is not believed any more.
    if (spots.length > 0) seen.clear()
    return undefined
  }

  const wantedOf = (address: string): string => hashOf(`${keyHash}:${address}`, HASH)

  const save = (entry: Search): Promise<void> =>
    exclusive('link searches', async () => {
      const others = (await states.readSearches()).filter(({ wanted }) => wanted !== entry.wanted)
      await states.writeSearches([...others, entry].slice(-KEPT_SEARCHES))
    })

  /** Another process goes on where this one stopped; what took one page is not worth writing down. */
  const keep = async (address: string, { id, passage, pages }: Walked): Promise<void> => {
    const entry = { wanted: wantedOf(address), ...(id ? { id } : passage) }
    if (pages > 1 && (id || passage)) await orWithout(save(entry), undefined)
  }

  const search = async (address: string): Promise<string | undefined> => {
    const spotted = await atSpots(seen.spots(address), address)
    if (spotted) return spotted
    const searches = seen.complete() ? [] : await orWithout(states.readSearches(), [])
    const before = searches.findLast(({ wanted }) => wanted === wantedOf(address))
    const found = before?.id && (await proved(before.id, address))
    if (found) return found
    const walked = await walk(address, { stripe, seen, timeLeft, passed: passageOf(before) })
    await keep(address, walked)
    if ('error' in walked) throw explained(walked)
    return walked.id
  }

  return {
    remember: async ({ id, url }) => {
      const address = addressOf(url)
      if (!address) return
      memory.set(nameOf(address), id)
      await orWithout(
        exclusive(shardOf(address), () => add(id, address)),
        undefined
      )
    },
    find: async (address) => {
      const remembered = memory.get(nameOf(address))
      if (remembered) return remembered
      const made = idIn(await orWithout(states.readMade(shardOf(address)), []), hashOf(address, HASH))
      const id = (made && (await proved(made, address))) ?? (await exclusive('links', () => search(address)))
      if (id) memory.set(nameOf(address), id)
      return id
    },
  }
}

const passageOf = (search: Search | undefined): Passage | undefined => {
  if (!search?.first || !search.last) return undefined
  const { first, last, count = 0, end = false } = search
  return { first, last, count, end }
}

/** Says how far the search came, when it was the time that ended it. */
const explained = ({ error, passage }: Walked): unknown => {
  const { code } = toIntegrationError(error)
  if (code !== 'stripe_busy' || !passage) return error
  return new IntegrationError(
    'stripe_busy',
    `The account has many payment links: the newest ${passage.count} were looked through and the link is not among them. Call again with the same address to go on with the older ones.`,
    { retryAfterSeconds: 1, cause: error }
  )
}
