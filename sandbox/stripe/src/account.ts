import { createBackground, createDeliveryLog, createFeed, createRequestLog } from './feed'
import { createIds } from './ids'
import { checkSnapshot, type Journal, openJournal } from './journal'
import { DEFAULT_KEYS } from './keys'
import { API_VERSION } from './protocol/version'
import type { Sandbox } from './sandbox'
import { type AheadClock, aheadOf, isMovable, type MovableClock } from './sandbox-clock'
import { type Change, createState, fillState, type State, snapshotOf } from './state'
import { createTraffic } from './traffic/traffic'
import type { Snapshot, StripeOptions } from './types'

/** An endpoint that does not answer is given up. @see docs.stripe.com/webhooks */
const LONGEST_DELIVERY_MS = 20_000

const overFetch = (url: string, init: RequestInit): Promise<Response> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(LONGEST_DELIVERY_MS) })

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

/** The sandbox's own clock, unless somebody else moves the one it was given. */
const clockFrom = (
  given: StripeOptions['clock'],
  moved: (ahead: number) => void
): MovableClock & Partial<AheadClock> => (given && isMovable(given) ? given : aheadOf(given, moved))

/** What holds the account, and how it is kept, taken back and begun anew. */
export const createAccount = (options: StripeOptions) => {
  const { searchLagMs = 0, keys = DEFAULT_KEYS } = options
  let journal: Journal | undefined
  const record = (change: Change) => journal?.record(change)
  const clock = clockFrom(options.clock, (ahead) => record({ ahead }))
  const ids = createIds(options.seed)
  const feed = createFeed()
  const requests = createRequestLog(feed)
  const deliveries = createDeliveryLog(feed)
  const background = createBackground((error) =>
    feed.publish({ kind: 'problem', at: clock.now(), message: textOf(error) })
  )
  const base = { clock, searchLagMs, background: background.start }
  const fresh = (): State => createState(base, () => sandbox, record)
  let state = fresh()
  const sandbox: Sandbox = {
    ...{ ...base, ids, accountId: `acct_${ids.text(16)}`, businessName: 'Sandbox Shop' },
    ...{ environments: state.environments, publish: feed.publish },
    accountVersion: options.accountApiVersion ?? API_VERSION,
    publicUrl: options.publicUrl ?? 'http://127.0.0.1:12111',
    keys: new Map(keys.map((key) => [key.key, key])),
    deliveries: options.deliveries ?? {},
    deliver: options.deliver ?? overFetch,
    fees: options.fees ?? { percent: 0, fixed: 0, dispute: 0 },
    hasPortal: options.hasPortal ?? true,
    traffic: createTraffic(options.traffic ?? {}, clock, ids.number),
    committed: () => journal?.committed() ?? Promise.resolve(),
  }
  const used = ids.used()

  const take = (next: State) => {
    state.end()
    state = next
    sandbox.environments = next.environments
  }
  const revokeAll = (revoked: readonly string[]) => {
    sandbox.keys = new Map(keys.filter(({ key }) => !revoked.includes(key)).map((key) => [key.key, key]))
  }

  const snapshot = (): Snapshot =>
    snapshotOf(state, {
      ...{ accountId: sandbox.accountId, savedAt: clock.now(), ids: ids.used(), ahead: clock.ahead?.() ?? 0 },
      revoked: keys.map(({ key }) => key).filter((key) => !sandbox.keys.has(key)),
    })

  const load = (kept: Snapshot, changes: readonly Change[]) => {
    const last = <Name extends 'ids' | 'ahead'>(name: Name): number =>
      changes.reduce((value, change) => (name in change ? Number(Reflect.get(change, name)) : value), kept[name])
    const next = fresh()
    const planned = fillState(next, kept, changes)
    take(next)
    sandbox.accountId = kept.accountId
    ids.goOn(last('ids'))
    clock.setAhead?.(last('ahead'))
    revokeAll([...kept.revoked, ...changes.flatMap((change) => ('revoked' in change ? [change.revoked] : []))])
    next.begin()
    // What was due meanwhile is done now.
    next.agenda.load(planned)
  }

  if (options.data !== undefined) {
    const opened = openJournal(options.data, { snapshot, position: () => ({ ids: ids.used() }) })
    if (opened.before) load(opened.before.snapshot, opened.before.changes)
    opened.compact()
    journal = opened
  }
  state.begin()

  return {
    ...{ sandbox, clock, feed, requests, deliveries, background, snapshot },
    revoke: (key: string) => {
      if (sandbox.keys.delete(key)) record({ revoked: key })
    },
    restore: (kept: unknown) => {
      load(checkSnapshot(kept, 'What was given'), [])
      journal?.compact()
    },
    /** As it was when it was made: nothing in it, its own time and no faults. */
    reset: () => {
      take(fresh())
      state.begin()
      ids.goOn(used)
      clock.setAhead?.(0)
      revokeAll([])
      sandbox.deliveries = options.deliveries ?? {}
      sandbox.traffic.faults.clear()
      requests.clear()
      deliveries.clear()
      journal?.compact()
    },
    close: () => {
      state.end()
      journal?.close()
    },
  }
}
