import { createBounded } from '../bounded'
import { type ShardName, withDelivery } from './ledger'
import type { DeliveryRecord, LedgerPage } from './ledger-page'

/** Deliveries of each page, and pages, that stay in memory. */
const KEPT = { deliveries: 50, pages: 2_000 } as const

/** What this process itself delivered lately. */
export interface Recent {
  /** A page as it was read, with what is not in it: the write of it failed, was overwritten, or is not seen yet. */
  addTo(page: LedgerPage, name: ShardName): LedgerPage
  remember(record: DeliveryRecord, name: ShardName): void
}

/**
 * The ledger's short memory in this process. Botpress promises neither that a state is written when its answer is lost,
 * nor that what was written is read at once.
 */
export const createRecents = () => {
  const pages = createBounded<DeliveryRecord[]>(KEPT.pages)
  return (owner: string): Recent => ({
    addTo: (page, name) => {
      const records = pages.get(`${owner}:${name}`) ?? []
      // What is written holds all that came before, so a page with the last one misses none.
      const last = records.at(-1)
      if (last === undefined || page.endsWith(last) || page.includes(last)) return page
      return records.filter((record) => !page.includes(record)).reduce(withDelivery, page)
    },
    remember: (record, name) => {
      const records = pages.get(`${owner}:${name}`)
      if (!records) return pages.set(`${owner}:${name}`, [record])
      records.push(record)
      if (records.length > KEPT.deliveries) records.shift()
    },
  })
}
