/**
 * What the page and its server say to each other, and nothing else: the server in `src/` answers it, the page in `web/`
 * asks for it. Below `/api`; JSON both ways; a refusal is `{ error: { code, message } }` with a status that fits.
 */

/** How the integration reaches Stripe. Keys are masked before they get here. */
export type Mode = { key: string; webhookUrl: string } & (
  | { kind: 'embedded'; stripeUrl: string }
  | { kind: 'test-mode'; stripeUrl?: undefined }
)

/** `GET /api/session`: what the page needs to begin. */
export interface Session {
  /** Differs between runs of the playground: a page that outlives one begins again. */
  run: string
  mode: Mode
  /** Where the chat is, for the web chat's `apiUrl`, and the people side by side in it, one `clientId` each. */
  chat: { apiUrl: string; customers: Array<{ clientId: string; name: string }> }
  /** Each is at `GET /api/documents/{name}`: its Markdown, as text. */
  documents: Array<{ name: string; title: string }>
  /**
   * What the integration is configured with besides its key: for the bot in the chat, and for the actions as they are tried
   * here, which may do what only a bot of the shop's staff should.
   */
  configuration: { chat: Record<string, unknown>; actions: Record<string, unknown> }
  /** How many processes of the integration there are, and whether they share the limits in a Redis. */
  instances: { count: number; shared: boolean }
  /** Whether faults and time can be set: not with the real Stripe. */
  canSteer: boolean
}

/** `GET /api/actions`: an action of the integration, as forms are made from it. */
export interface ActionInfo {
  name: string
  title: string
  description: string
  /** A JSON Schema (draft 7), with Botpress' `x-zui` hints. */
  inputSchema: Record<string, unknown>
  examples: Array<{ title: string; input: Record<string, unknown> }>
}

/** Why an action failed, for the person who builds the bot. */
export interface ActionError {
  message: string
  code?: string
  retryable?: boolean
  requestId?: string
  metadata?: Record<string, unknown>
}

/**
 * `POST /api/actions/{name}/check` with an input: what its schema says against it, without calling the action. Empty when it
 * fits.
 */
export interface InputCheck {
  problems: Array<{
    /** Where, as a JSON pointer: `/items/0/quantity`. */
    path: string
    message: string
  }>
}

/** `POST /api/actions/{name}` with the input: what became of it. A failed action is answered 200 too. */
export type ActionRun = {
  /** The entry of the timeline that tells of it. */
  entryId: string
  durationMs: number
  /** The calls to Stripe it made, in order. */
  calls: CallInfo[]
} & ({ ok: true; output: unknown } | { ok: false; error: ActionError })

/** One call to Stripe with its attempts. Times are milliseconds. Holds no key, query or body. */
export interface CallInfo {
  operation: string
  object?: string
  /** The status the integration got in the end, or 0. */
  status: number
  took: number
  /** Of that, how long it waited to stay below Stripe's limits. */
  paced: number
  requestId?: string
  replayed: boolean
  attempts: Array<{ status: number; problem?: string; waited: number; took: number; requestId?: string }>
}

/** What the timeline tells apart, and what the page calls it. */
export const ENTRY_KINDS = {
  message: 'Messages',
  action: 'Actions',
  call: 'Stripe calls',
  page: 'Customer on a page',
  change: 'Stripe events',
  webhook: 'Webhooks',
  event: 'Bot events',
  state: 'States',
  fault: 'Faults and time',
  log: 'Log',
} as const

export type EntryKind = keyof typeof ENTRY_KINDS

/**
 * Something that happened. What takes a while, such as an action, is told when it begins and again, with the same id, when
 * more is known of it: the later one takes the place of the earlier one.
 */
export interface Entry {
  /** Unique among all runs: `{run}-{number}`, the number growing within one. */
  id: string
  /** It is still under way. */
  isRunning?: true
  /** Milliseconds since 1970. */
  at: number
  kind: EntryKind
  title: string
  detail?: string
  ok: boolean
  /** The conversation whose story it is part of, when that is known. */
  conversationId?: string
  /** The entry it follows from: the action of a call, the change of a webhook, the webhook of a bot event. */
  causeId?: string
  durationMs?: number
  /** Stripe's objects that it names: each can be opened. */
  objects: string[]
  payload?: unknown
}

/**
 * `GET /api/entries?kind=…&conversation=…&object=…&q=…&before={entry id}&limit=…`: newest first. `kind` may be given
 * several times; `q` is looked for in title, detail, objects and payload, in any case.
 */
export interface EntryPage {
  entries: Entry[]
  /** Whether there are older ones. */
  hasMore: boolean
}

/** `GET /api/conversations`: those of the chat, the one with the newest message first. */
export interface ConversationInfo {
  id: string
  userId: string
  /** Whose window it is: the `clientId` of the web chat. */
  clientId: string
  messages: number
  /** Milliseconds since 1970. */
  lastAt: number
  lastText?: string | undefined
}

/** `GET /api/objects/{id}`: an object at the embedded Stripe and what it is connected with. */
export interface ObjectInfo {
  id: string
  /** Stripe's name of its type, such as `payment_intent`. */
  object: string
  value: Record<string, unknown>
  /** The objects it names, and those that name it. */
  related: Array<{ id: string; object: string; relation: string }>
  /** Its page at the embedded Stripe, when it has one. */
  url?: string
  /** The newest entries that name it, newest first. */
  entries: Entry[]
}

/** A switch of `GET /api/faults`; `PUT /api/faults/{name}` with `{ isOn, value? }` sets it; `DELETE /api/faults` sets all off. */
export interface FaultSwitch {
  name: string
  group: 'Stripe' | 'Webhooks' | 'Botpress'
  title: string
  /** What happens while it is on, and what the integration does about it. */
  description: string
  isOn: boolean
  /** For a switch with a number: how many requests, how many milliseconds, how many a second. */
  value?: { title: string; now: number; minimum: number; maximum: number; unit: string }
  /** How many requests it hit so far. */
  hits: number
}

/** `GET /api/time`: the time at the embedded Stripe, and the jumps that make sense. */
export interface TimeInfo {
  /** Milliseconds since 1970. */
  now: number
  /** Seconds ahead of the machine's clock. */
  ahead: number
  jumps: Array<{ title: string; seconds: number; description: string }>
}

/** `POST /api/time` with `{ seconds }` is answered with one, 202; the stream tells how far it is. */
export interface Job {
  id: string
  title: string
  /** From 0 to 1. */
  progress: number
  state: 'running' | 'done' | 'failed'
  message?: string
}

/** `POST /api/rush` with `{ calls }` creates so many customers at once; it is answered with a job, 202. */
export interface RushRequest {
  calls: number
}

/** One second of the figures: `GET /api/figures` gives the last five minutes, the stream each new one. */
export interface Sample {
  /** Milliseconds since 1970. */
  at: number
  /** Requests that reached Stripe, and those of them answered 429. */
  requests: number
  limited: number
  retries: number
  /** How long calls waited below the limits altogether, in milliseconds. */
  paced: number
  /** Median and 95th percentile of actions, in milliseconds; absent when there were none. */
  latency?: { p50: number; p95: number }
  webhooks: number
  /** Events that reached the bot. */
  delivered: number
}

export interface Figures {
  /** What Stripe allows a second. */
  limit: number
  samples: Sample[]
}

/**
 * `GET /api/stream`: server-sent events, each named as here, with JSON data. `entry` events carry an id, so that a page that
 * reconnects misses nothing (`Last-Event-ID`); the first connection gets only what happens from then on. An entry that the
 * page has already takes the place of it.
 */
export interface StreamEvents {
  entry: Entry
  sample: Sample
  job: Job
  /** Everything was put back to the beginning (`POST /api/reset`, answered with the same). */
  reset: { run: string }
}
