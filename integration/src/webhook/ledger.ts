import { z } from '@botpress/sdk'
import { isMissing } from '../define/missing'
import type { Client } from '../define/types'
import {
  type DeliveryRecord,
  EMPTY_PAGE,
  type LedgerPage,
  newestOn,
  type Thing,
  USUAL_RECORD,
  withRecord,
} from './ledger-page'

/**
 * What was delivered, so that nothing is delivered twice: the last 20,000 deliveries, spread over 32 states by the object.
 * One state is read and written per delivery.
 */
const LONGEST_PAGE = (20_000 / 32) * USUAL_RECORD

const page = z.object({
  records: z
    .string()
    .title('Records')
    .describe('What was delivered, the newest last, as short hashes: see ledger-page.ts in the source'),
})

/** Written out, because the type of a state's name is one of its names. */
const NUMBERS = [
  ...(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15'] as const),
  ...(['16', '17', '18', '19', '20', '21', '22', '23', '24', '25', '26', '27', '28', '29', '30', '31'] as const),
]

export type ShardName = `ledger${(typeof NUMBERS)[number]}`

const names = NUMBERS.map((number): ShardName => `ledger${number}`)

export const ledgerStates = Object.fromEntries(
  names.map((name) => [name, { type: 'integration' as const, schema: page }])
) as Record<ShardName, { type: 'integration'; schema: typeof page }>

/** The signs of a name, each as often as another. */
const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The state in which the deliveries of an object are, by the object's name on a page. */
export const shardOf = ({ object }: Pick<Thing, 'object'>): ShardName =>
  names[SIGNS.indexOf(object.charAt(0)) % names.length] ?? 'ledger0'

/** A page with a delivery more; the oldest go. */
export const withDelivery = (page: LedgerPage, record: DeliveryRecord): LedgerPage =>
  withRecord(page, record, LONGEST_PAGE)

interface Place {
  client: Client
  integrationId: string
}

/** The page of an object. One call to Botpress. */
export const readLedger = async ({ client, integrationId }: Place, name: ShardName): Promise<LedgerPage> => {
  try {
    const { state } = await client.getState({ type: 'integration', id: integrationId, name })
    // A page of an earlier version has none: whether Botpress has an event is asked then, see `deliver.ts`.
    return state.payload.records ?? EMPTY_PAGE
  } catch (error) {
    if (isMissing(error)) return EMPTY_PAGE
    throw error
  }
}

/** Pages read at a time: Botpress is not to be flooded. */
const AT_ONCE = 8

/** All that is remembered. One call to Botpress for each of the 32 pages, so only to find out what went wrong. */
export const readLedgers = async (place: Place): Promise<Map<ShardName, LedgerPage>> => {
  const pages = new Map<ShardName, LedgerPage>()
  for (let first = 0; first < names.length; first += AT_ONCE) {
    await Promise.all(
      names.slice(first, first + AT_ONCE).map(async (name) => pages.set(name, await readLedger(place, name)))
    )
  }
  return pages
}

/** The moment of the newest event delivered, in seconds since 1970, or undefined when there was none. */
export const newestIn = (pages: Map<ShardName, LedgerPage>): number | undefined => {
  const moments = [...pages.values()].map(newestOn).filter((moment) => moment !== undefined)
  return moments.length === 0 ? undefined : Math.max(...moments)
}

/** Writes the page. One call to Botpress. */
export const writeLedger = async (
  { client, integrationId }: Place,
  name: ShardName,
  records: LedgerPage
): Promise<void> => {
  await client.setState({ type: 'integration', id: integrationId, name, payload: { records } })
}
