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
  const pages = new Map<string, Delivery[]>()
  return (owner: string): Recent => ({
    addTo: (page, name) => {
      const known = new Set(page.delivered)
      const missing = pages.get(`${owner}:${name}`)?.filter(({ marks }) => !marks.every((mark) => known.has(mark)))
      return (missing ?? []).reduce(withDelivery, page)
    },
    remember: (delivery, name) => {
      const key = `${owner}:${name}`
      const before = pages.get(key) ?? []
      pages.delete(key)
      pages.set(key, [...before, delivery].slice(-KEPT.deliveries))
      const oldest = pages.keys().next()
      if (pages.size > KEPT.pages && !oldest.done) pages.delete(oldest.value)
    },
  })
}
