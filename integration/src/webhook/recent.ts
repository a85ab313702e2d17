import { createBounded } from '../bounded'
import { type Delivery, type LedgerPage, type ShardName, withDelivery } from './ledger'

/** Deliveries of each page, and pages, that stay in memory. */
const KEPT = { deliveries: 50, pages: 2_000 } as const

/** What this process itself delivered lately. */
export interface Recent {
  /** A page as it was read, with what is not in it: the write of it failed, was overwritten, or is not seen yet. */
  addTo(page: LedgerPage, name: ShardName): LedgerPage
  remember(delivery: Delivery, name: ShardName): void
}

/**
 * The ledger's short memory in this process. Botpress promises neither that a state is written when its answer is lost,
 * nor that what was written is read at once.
 */
export const createRecents = () => {
  const pages = createBounded<Delivery[]>(KEPT.pages)
  return (owner: string): Recent => ({
    addTo: (page, name) => {
      const deliveries = pages.get(`${owner}:${name}`) ?? []
      // What is written holds all that came before, so a page with the last one misses none.
      const last = deliveries.at(-1)
      if (last === undefined || page.includes(last)) return page
      return deliveries.filter((delivery) => !page.includes(delivery)).reduce(withDelivery, page)
    },
    remember: (delivery, name) => {
      const key = `${owner}:${name}`
      pages.set(key, [...(pages.get(key) ?? []), delivery].slice(-KEPT.deliveries))
    },
  })
}
