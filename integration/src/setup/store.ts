import type { KnownEndpoint } from '../configuration'
import type { Logger } from '../define/types'
import type { ReconciledEndpoint } from './endpoint'
import type { ApiKey } from './key'
import { type KnownEndpoints, writeEndpoints } from './known-endpoints'
import type { SetupScene } from './scene'

/** Under which account and mode an endpoint is stored, and what was known before. */
export interface Slot {
  name: string
  account: string | undefined
  known: KnownEndpoints
  /** What was there of this account and mode. */
  previous: KnownEndpoint | undefined
}

/** Stores the endpoint that is there now. No call when nothing changed, else one to Botpress. */
export const storeEndpoint = async (
  { id, secret, replaces }: ReconciledEndpoint,
  { name, account, known, previous }: Slot,
  { key, clock, logger, place, wanted }: SetupScene
): Promise<void> => {
  const now = clock.now()
  const entry: KnownEndpoint = {
    ...{ id, secret, apiVersion: wanted.apiVersion, keyHash: key.hash, livemode: key.livemode },
    ...(account && { account }),
    savedAt: previous?.id === id ? previous.savedAt : now,
    since: previous?.since ?? previous?.savedAt ?? now,
    url: wanted.url,
    events: [...wanted.events],
  }
  const next = reportLeftBehind({ ...others(known, key, [id, ...replaces]), [name]: entry }, name, logger)
  if (JSON.stringify(next) !== JSON.stringify(known)) await writeEndpoints(place, next)
}

/** What is known of other keys' endpoints: neither this key's nor one that was just adopted or replaced. */
const others = (endpoints: KnownEndpoints, key: ApiKey, handled: string[]): KnownEndpoints =>
  Object.fromEntries(
    Object.entries(endpoints).filter(([, { id, keyHash }]) => keyHash !== key.hash && !handled.includes(id))
  )

/** Accounts and modes a bot was connected to that are remembered. */
const KEPT_SLOTS = 10

/** Says once which endpoints of other accounts or modes stay behind: the key that could remove them is gone. */
const reportLeftBehind = (endpoints: KnownEndpoints, current: string, logger: Logger): KnownEndpoints => {
  const entries = Object.entries(endpoints).map(([slot, endpoint]): [string, KnownEndpoint] => {
    if (slot === current) return [slot, endpoint]
    if (!endpoint.leftBehind) logger.forBot().warn(leftBehindText(endpoint))
    return [slot, { ...endpoint, leftBehind: true }]
  })
  entries.sort(([, a], [, b]) => b.savedAt - a.savedAt)
  const kept = entries.filter(([slot], index) => slot === current || index < KEPT_SLOTS)
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const leftBehindText = ({ id, account, livemode }: KnownEndpoint): string =>
  `The webhook endpoint ${id} of ${account ? `the account ${account}` : 'the account of the key before'} (${livemode ? 'live' : 'test'} mode) could not be removed, because its key is no longer configured. Delete it in that account's Stripe Dashboard, under Developers → Webhooks.`
