import type { Planned } from './agenda'
import type { Filling } from './fill'
import type { Answer } from './protocol/idempotency'
import type { Incoming } from './protocol/incoming'
import type { TableName } from './sandbox'
import type { StoredObject } from './store'
import type { Faults } from './traffic/faults'
import type { TrafficOptions } from './traffic/traffic'
import type { Listener } from './webhooks/listen'

export type { Filling } from './fill'
export type { Fault, FaultRule } from './traffic/faults'
export type { TrafficOptions } from './traffic/traffic'

/** Time as a parameter. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** A key the sandbox accepts. The mode is in its prefix: sk_test_, rk_test_, pk_test_ and the same with live. */
export interface ApiKey {
  key: string
  /** For a restricted key: what it may do, like `customers:write` (which includes reading) or `prices:read`. */
  permissions?: string[]
}

export type Mode = 'test' | 'live'

/** How badly webhooks are delivered. Stripe promises neither an order nor that an event comes only once. */
export interface DeliveryOptions {
  /** The share of events that are sent twice, from 0 to 1. Default: none. */
  duplicates?: number
  /** Each sending waits for anything from 0 up to this, so that events overtake each other. Milliseconds. Default: 0. */
  shuffleMs?: number
}

/** What Stripe takes: a share of each payment in percent and a fixed sum, and a sum for each dispute. Minor units. */
export interface Fees {
  percent: number
  fixed: number
  dispute: number
}

export interface StripeOptions {
  clock?: Clock
  /** Makes IDs and secrets the same in every run. Default: random. */
  seed?: string
  /** What the addresses of hosted pages begin with. */
  publicUrl?: string
  keys?: ApiKey[]
  /**
   * The account's own version: events are listed in it, and endpoints without a version get it. Default: the pinned one.
   */
  accountApiVersion?: '2026-10-28.endive' | '2023-10-16'
  /** How long it takes until search sees a change, in milliseconds. */
  searchLagMs?: number
  /** Default: none. An account in the USA pays `{ percent: 2.9, fixed: 30, dispute: 1500 }`. */
  fees?: Fees
  /** Whether the billing portal was saved in the Dashboard, so that it has a default configuration. Default: yes. */
  hasPortal?: boolean
  /** Rate limits, locks and latency. Default: none of them. */
  traffic?: TrafficOptions
  /** Duplicates and disorder of webhooks; the same for the same seed. Default: none. */
  deliveries?: DeliveryOptions
  /** The file that the account is kept in, so that nothing is lost on a restart. Default: none is kept. */
  data?: string
  /** How webhooks are sent. Default: fetch. */
  deliver?: (url: string, init: RequestInit) => Promise<Response>
}

/** One request to the API. Holds no query, no body and no key. */
export interface RequestEntry {
  kind: 'request'
  id: string
  at: number
  method: string
  path: string
  /** The path with every ID replaced, as in the parameter table; undefined for an unknown route. */
  operation: string | undefined
  status: number
  mode: Mode | undefined
  idempotencyKey: string | undefined
  replayed: boolean
}

export interface EventEntry {
  kind: 'event'
  id: string
  at: number
  type: string
  object: string
  mode: Mode
}

export interface DeliveryEntry {
  kind: 'delivery'
  at: number
  event: string
  type: string
  endpoint: string
  /** The HTTP status the endpoint answered, or 0 when it could not be reached. */
  status: number
  attempt: number
}

export interface ProblemEntry {
  kind: 'problem'
  at: number
  message: string
}

export type FeedEntry = RequestEntry | EventEntry | DeliveryEntry | ProblemEntry

/** The requests so far, the newest last; the oldest are dropped. */
export interface RequestLog {
  entries(): readonly RequestEntry[]
  clear(): void
  subscribe(listener: (entry: RequestEntry) => void): () => void
}

/** One mode of an account. */
export interface ModeSnapshot {
  /** In the order they were made. */
  objects: StoredObject[]
  /** What the API does not show, such as signing secrets and kept answers. */
  tables: Partial<Record<TableName, Array<[string, unknown]>>>
}

/** A whole account as JSON. It holds signing secrets. */
export interface Snapshot {
  format: number
  accountId: string
  /** When it was taken, on the sandbox's clock, and how far that was ahead. Milliseconds. */
  savedAt: number
  ahead: number
  /** How far the seed was used. */
  ids: number
  /** Keys that were revoked. */
  revoked: string[]
  /** What waits for its time. */
  agenda: Planned[]
  test: ModeSnapshot
  live: ModeSnapshot
}

/** The deliveries of webhooks so far, and how they are made. */
export interface Deliveries {
  /** The newest last; the oldest are dropped. */
  entries(): readonly DeliveryEntry[]
  options(): DeliveryOptions
  /** Changes the options from now on: `configure({ duplicates: 0.2 })`. */
  configure(options: DeliveryOptions): void
  /**
   * Sends an event again, as in the Dashboard: to one endpoint, or to all that want it. It is attempt 0, and is not
   * repeated.
   * @returns the IDs of the endpoints
   */
  resend(eventId: string, endpointId?: string): string[]
}

export interface StripeSandbox {
  /** The API below /v1; the hosted pages below /b (links), /c/pay (sessions), /i (invoices) and /p (the portal). */
  fetch(request: Request): Promise<Response>
  /** The API for servers: what is below /v1, without the detour by `Request` and `Response`. */
  answer(request: Incoming): Promise<Answer>
  account: { id: string }
  keys: readonly ApiKey[]
  requests: RequestLog
  subscribe(listener: (entry: FeedEntry) => void): () => void
  /** For servers: what a session of `stripe listen` is told; undefined for one that there is not. */
  listen(session: string, send: (text: string) => void): Listener | undefined
  /** Resolves when no webhook delivery is under way. Retries that wait for their time are not waited for. */
  settled(): Promise<void>
  /** How many objects of a type there are, deleted ones not counted: `count('customer', 'test')`. */
  count(object: string, mode: Mode): number
  /** An object as the API would show it, for tests. */
  get(id: string): Record<string, unknown> | undefined
  /** Tells of something that the sandbox does not model, such as a payout that failed. The object is not stored. */
  trigger(type: string, object: { id: string; object: string }, mode?: Mode): void
  /** Makes a key unusable, as in the Dashboard. */
  revoke(key: string): void
  /** Gives a webhook endpoint another signing secret, which is returned, as in the Dashboard; the old one is void at once. */
  rollSecret(endpointId: string): string
  /**
   * Puts very many made-up objects into the account at once: complete, older than everything made afterwards, and with
   * no events. `fill({ customers: 100_000 })`.
   */
  fill(counts: Filling, mode?: Mode): void
  /** The account as JSON: give it to `restore`, here or elsewhere. What is under way counts as not begun. */
  snapshot(): Snapshot
  /** Puts another account in the place of this one, with its time. @throws {Error} for anything but a snapshot */
  restore(snapshot: unknown): void
  /** Begins anew, as it was made: an empty account, the same IDs again where there is a seed, no faults. */
  reset(): void
  deliveries: Deliveries
  /** Faults on demand: `faults.add({ fault: 'reset after', times: 1 })`. */
  faults: Pick<Faults, 'add' | 'clear' | 'hits' | 'list'>
  /** Changes the traffic from now on: `steer({ latencyMs: [200, 400] })`. */
  steer(traffic: TrafficOptions): void
  /** The sandbox's time: the machine's, or that of the clock it was given, and as far ahead as it was moved. Milliseconds since 1970. */
  now(): number
  /**
   * Moves the time on. Everything that was to happen by then happens, in order and each at its own time: renewals, ends of
   * trials, payments that are tried again, expiries, and what webhooks are told of it. What lives on a test clock stays.
   * @param ms whole milliseconds, 0 or more
   */
  advance(ms: number): Promise<void>
  /** Where hosted pages are. */
  publicUrl: string
  /** Stops whatever waits for its time; nothing is delivered any more. A file is brought up to date. */
  close(): void
}
