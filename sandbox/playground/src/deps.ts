/** What the page needs from the rest: nothing here knows of servers, processes or the clock. */

/** How the integration reaches Stripe. Keys are masked before they get here. */
export type Mode = { key: string; webhookUrl: string } & (
  | { kind: 'embedded'; stripeUrl: string }
  | { kind: 'test-mode'; stripeUrl?: undefined }
)

/** The parts of a JSON Schema that forms are made of. */
export interface JsonSchema {
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  format?: string
  minimum?: number
  maximum?: number
  maxLength?: number
  properties?: Record<string, JsonSchema>
  required?: string[]
  anyOf?: JsonSchema[]
  'x-zui'?: { title?: string; placeholder?: string; secret?: boolean; hidden?: boolean }
}

/** An action of the integration, as the page shows it. */
export interface PlaygroundAction {
  name: string
  title: string
  description: string
  inputSchema: JsonSchema
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

export type ActionResult = { ok: true; output: unknown } | { ok: false; error: ActionError }

/** What the feed tells apart, and what the page calls it. */
export const FEED_KINDS = {
  bot: 'Bot events',
  webhook: 'Webhooks',
  stripe: 'Stripe events',
  call: 'Stripe calls',
  log: 'Log',
} as const

export type FeedKind = keyof typeof FEED_KINDS

/**
 * Something that happened: an event that the bot gets, a webhook delivery, an event at Stripe, a call to Stripe, a line of
 * the integration's log.
 */
export interface FeedEntry {
  /** Unique among all runs of the playground, so that a page which reconnects knows what it has. */
  id: string
  /** Milliseconds since 1970. */
  at: number
  kind: FeedKind
  title: string
  detail?: string
  ok: boolean
  payload?: unknown
}

/** A page of documentation, served as text. */
export interface PlaygroundDocument {
  /** Its place in the address. */
  name: string
  title: string
  read(): Promise<string>
}

export interface PlaygroundDeps {
  /** Where the page is served: requests for another host are refused. */
  port: number
  mode: Mode
  actions: PlaygroundAction[]
  documents: PlaygroundDocument[]
  callAction(name: string, input: Record<string, unknown>): Promise<ActionResult>
  /** What happened so far, oldest first. */
  history(): FeedEntry[]
  /** Tells of every entry from now on; the answer ends that. */
  subscribe(listener: (entry: FeedEntry) => void): () => void
}
