import type { Agenda } from './agenda'
import type { ManualClock } from './clock'
import type { Ids } from './ids'
import type { SessionPlan } from './payments/build-session'
import type { TestCard } from './payments/test-cards'
import type { KeptAnswer } from './protocol/idempotency'
import type { Change } from './state'
import { createStore, type Store, type StoredObject } from './store'
import { createTable, type Table } from './table'
import type { Traffic } from './traffic/traffic'
import type { ApiKey, Clock, DeliveryOptions, FeedEntry, Fees, Mode } from './types'
import type { Coupon, LineItem } from './wire'

/** One mode of the account: test data and live data never meet. */
export interface Environment {
  mode: Mode
  livemode: boolean
  store: Store
  /** What waits for its time. */
  agenda: Agenda
  /** Answers by idempotency key. */
  answers: Table<KeptAnswer>
  /** The signing secrets of webhook endpoints, by endpoint: the API shows a secret only once. */
  secrets: Table<string>
  /** What is sold by a payment link or a checkout session, by its ID. */
  lineItems: Table<LineItem[]>
  /** What a session hands on to the payment or subscription it leads to, by its ID. */
  plans: Table<SessionPlan>
  /** The test card behind each payment method: what becomes of charges to it. */
  cards: Table<TestCard>
  /** Coupons that were deleted: who has a discount of one keeps it. */
  coupons: Table<Coupon>
  /** Payment methods that were let go of: nobody can use them again. */
  detached: Table<true>
  /** When an event of a test clock was recorded, on the sandbox's clock, by its ID. Seconds since 1970. */
  recorded: Table<number>
  /** The time of each test clock, by its ID. */
  clocks: Map<string, ManualClock>
}

/** Everything the resources work with. */
export interface Sandbox {
  clock: Clock
  ids: Ids
  accountId: string
  businessName: string
  /** The version that events are listed in. */
  accountVersion: string
  publicUrl: string
  searchLagMs: number
  fees: Fees
  /** Whether the billing portal was saved in the Dashboard. */
  hasPortal: boolean
  keys: Map<string, ApiKey>
  environments: Record<Mode, Environment>
  deliveries: DeliveryOptions
  deliver: (url: string, init: RequestInit) => Promise<Response>
  publish(entry: FeedEntry): void
  /** Starts work that `settled()` waits for. */
  background(work: () => Promise<void>): void
  /** Resolves when all that changed so far is where it is not lost. */
  committed(): Promise<void>
  traffic: Traffic
}

/** What a resource's handler knows of the request it answers. */
export interface Call {
  sandbox: Sandbox
  env: Environment
  /** Checked and coerced by the parameter table; a resource may trust the SDK's types of them. */
  params: Record<string, unknown>
  /** The first ID in the path, and all of them. */
  id: string
  ids: string[]
  /** null for what happens by itself, such as a renewal. */
  requestId: string | null
  idempotencyKey: string | undefined
  /** The test clock that the objects of the request live on. Default: the sandbox's clock. */
  clock?: Clock | undefined
}

/** What a handler may be given besides a call: work that starts elsewhere, such as on a hosted page. */
export type Scene = Pick<Call, 'sandbox' | 'env' | 'requestId' | 'idempotencyKey' | 'clock'>

export type Handler = (call: Call) => unknown

/** One resource of the API: its routes, every ID in them written as `{id}`, and what may be expanded beyond IDs. */
export interface Resource {
  routes: Record<string, Handler>
  /** Fields that appear only when they are expanded, by object type. */
  includes?: Record<string, Record<string, (object: StoredObject, scene: Scene) => unknown>>
}

/** Seconds since 1970, on the clock of the objects. */
export const seconds = ({ sandbox, clock = sandbox.clock }: Pick<Call, 'sandbox' | 'clock'>): number =>
  Math.floor(clock.now() / 1000)

/** What is kept with the account besides its objects. */
export const TABLES = ['answers', 'secrets', 'lineItems', 'plans', 'cards', 'coupons', 'detached', 'recorded'] as const
export type TableName = (typeof TABLES)[number]

export const createEnvironment = (
  mode: Mode,
  agenda: Agenda,
  { clock, searchLagMs }: Pick<Sandbox, 'clock' | 'searchLagMs'>,
  record: (change: Change) => void
): Environment => {
  const table = <T>(name: TableName) =>
    createTable<T>((key, value) => record({ mode, table: name, key, value: value ?? null }))
  return {
    ...{ mode, livemode: mode === 'live', agenda },
    store: createStore(clock.now, searchLagMs, (object) => record({ mode, object })),
    ...{ answers: table('answers'), secrets: table('secrets'), lineItems: table('lineItems'), plans: table('plans') },
    ...{ cards: table('cards'), coupons: table('coupons'), detached: table('detached') },
    ...{ recorded: table('recorded'), clocks: new Map() },
  }
}
