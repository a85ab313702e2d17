import { hashOf } from './address'

/** 48 bits: a link that is found by its hash is compared with its address before it is believed. */
const HASH = 8
/** How many links of an account are remembered: 0.8 MB of hashes. */
export const MOST_SEEN = 100_000
/** Stripe's largest page, which must reach from the last link of a page of ours to its first. */
const PAGE = 100
/** How many accounts' links are remembered in one process. */
const MOST_ACCOUNTS = 10

/** Links that follow each other in Stripe's list, the newest first: a hash of each, and the ID of the last. */
interface Page {
  hashes: string
  last: string
}

/** Pages without a gap between them. */
interface Stretch {
  first: string
  pages: Page[]
  /** Whether its last link is the oldest of all. */
  end: boolean
}

/** A link of the list. */
export interface Listed {
  id: string
  address: string
}

/** Where a link may be: so many links before `last`. */
export interface Spot {
  last: string
  distance: number
}

const sizeOf = ({ hashes }: Page): number => hashes.length / HASH
const lastOf = ({ pages, first }: Stretch): string => pages.at(-1)?.last ?? first
const countOf = ({ pages }: Stretch): number => pages.reduce((sum, page) => sum + sizeOf(page), 0)

/** Adds pages behind others; small ones are put together, so that many short reads do not make many pages. */
const append = (pages: Page[], added: readonly Page[]): void => {
  for (const page of added) {
    const before = pages.at(-1)
    if (before && sizeOf(before) + sizeOf(page) <= PAGE) pages[pages.length - 1] = joined(before, page)
    else pages.push(page)
  }
}

const joined = (newer: Page, older: Page): Page => ({ hashes: newer.hashes + older.hashes, last: older.last })

/** Where in the page a hash is: only whole hashes count. */
const indexesOf = (page: Page, hash: string): number[] => {
  const found: number[] = []
  for (let at = page.hashes.indexOf(hash); at >= 0; at = page.hashes.indexOf(hash, at + 1)) {
    if (at % HASH === 0) found.push(at / HASH)
  }
  return found
}

/**
 * The links of one account that were read. They cannot be deleted at Stripe and new ones come first, so what was read
 * stays true: nothing is read twice.
 */
export const createSeen = (most = MOST_SEEN) => {
  /** The newest first. */
  const stretches: Stretch[] = []
  const total = () => stretches.reduce((sum, stretch) => sum + countOf(stretch), 0)

  /** Forgets the oldest page of those below the first `above` stretches; false when nothing is below. */
  const dropBelow = (above: number): boolean => {
    const oldest = stretches.at(-1)
    if (!oldest || stretches.length <= above) return false
    oldest.pages.pop()
    oldest.end = false
    if (oldest.pages.length === 0) stretches.pop()
    return true
  }

  /** Records one walk down the list, from the newest link on. */
  const record = () => {
    let current: Stretch | undefined
    let place = 0
    let full = false
    return {
      /** Adds links that follow what was added before; those that there is no room for are not remembered. */
      add: (links: readonly Listed[], end: boolean): void => {
        const [first, last] = [links[0], links.at(-1)]
        if (current && !first && !full) current.end = end
        if (!first || !last) return
        const above = current ? stretches.indexOf(current) + 1 : place
        while (!full && total() + links.length > most) full = !dropBelow(above)
        if (full) return
        if (!current) {
          current = { first: first.id, pages: [], end }
          stretches.splice(place, 0, current)
        }
        append(current.pages, [{ hashes: links.map(({ address }) => hashOf(address, HASH)).join(''), last: last.id }])
        current.end = end
      },
      /** Goes on behind a stretch that is known and that the walk has just reached. */
      join: (id: string): Pick<Passage, 'last' | 'count' | 'end'> | undefined => {
        const known = stretches.find(({ first }) => first === id)
        if (!known) return undefined
        const passage = { last: lastOf(known), count: countOf(known), end: known.end }
        if (current) {
          append(current.pages, known.pages)
          current.end = known.end
          stretches.splice(stretches.indexOf(known), 1)
        } else current = known
        return passage
      },
      /** Goes on behind links that are not known here: a gap. */
      leap: (): void => {
        place = current ? stretches.indexOf(current) + 1 : place
        current = undefined
      },
    }
  }

  return {
    record,
    /** Where a link may be, by its address. */
    spots: (address: string): Spot[] => {
      const hash = hashOf(address, HASH)
      return stretches.flatMap(({ pages }) =>
        pages.flatMap((page) =>
          indexesOf(page, hash).map((index) => ({ last: page.last, distance: sizeOf(page) - 1 - index }))
        )
      )
    },
    begins: (id: string): boolean => stretches.some(({ first }) => first === id),
    /** Whether every link that the account had is known. */
    complete: (): boolean => stretches.length === 1 && stretches[0]?.end === true,
    count: total,
    clear: (): void => void stretches.splice(0),
  }
}

export type Seen = ReturnType<typeof createSeen>

/** Links among which the wanted one is not, from `first` on. */
export interface Passage {
  first: string
  last: string
  count: number
  end: boolean
}

/** What was seen of each account, for those that were asked for last. */
export const createSeenPool = () => {
  const pool = new Map<string, Seen>()
  return (owner: string): Seen => {
    const seen = pool.get(owner) ?? createSeen()
    pool.delete(owner)
    pool.set(owner, seen)
    const oldest = pool.keys().next()
    if (pool.size > MOST_ACCOUNTS && !oldest.done) pool.delete(oldest.value)
    return seen
  }
}
