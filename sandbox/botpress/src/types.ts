import type { Conversation, Event, Message, State, User } from '@botpress/client'
import type { BotDefinition, IntegrationDefinition, z } from '@botpress/sdk'
import type { Clock } from './clock'
import type { Faults } from './faults'

export type { Fault, FaultRule } from './faults'
export type { Conversation, Event, Message, State, User }

/** What the runtime reads of a `BotDefinition`. The SDK types events and states by their names, which are any here. */
export interface BotDefinitionParts
  extends Pick<BotDefinition, 'integrations' | 'user' | 'conversation' | 'message' | '__advanced'> {
  readonly events?: Record<string, { schema: z.ZodTypeAny }> | undefined
  readonly states?: Record<string, { type: string; schema: z.ZodTypeAny }> | undefined
}

/** What a local Botpress is made of. */
export interface BotpressOptions {
  /** The integration's definition: names, tags and schemas are enforced from it. */
  definition: Pick<IntegrationDefinition, 'props'>
  /**
   * The definition of the bot: what its integrations are called in it, its own events, states and tags. Without it there is
   * no bot: events are kept, and nobody is told of them.
   */
  bot?: BotDefinitionParts
  /** Where the integration listens; `connect` says it later. */
  integrationUrl?: string
  /** How the integration is reached. Default: the global `fetch`. */
  send?: (request: Request) => Promise<Response>
  /** The outside address of the webhook URLs, without a path. Default: where the runtime is served. */
  publicUrl?: string
  /** Default: the machine's clock. It stamps everything, expires states, and limits how long a handler may take. */
  clock?: Clock
  /** The same seed gives the same ids, in the same order. Default: random. */
  seed?: string
  /** The token that the integration must present. Default: a fake one made from the seed. */
  token?: string
}

/** The identities of the one installation there is. */
export interface Ids {
  botId: string
  botUserId: string
  integrationId: string
  webhookId: string
  alias: string
}

/**
 * Where an installation stands: only a registered one is called, and while `register` runs (`pending`) its webhook URL
 * works already, because services test an address when it is given to them.
 */
export type InstallationStatus = 'unregistered' | 'pending' | 'registered' | 'failed'

/** A request to the runtime API. */
export interface ApiCall {
  at: number
  method: string
  path: string
  /** The name of the operation as in `@botpress/client`; undefined for an address that does not exist. */
  operation?: string
  status: number
  /** The type of the error, when there was one. */
  error?: string
}

/** What an outside service sends to a webhook URL. */
export interface WebhookRequest {
  method: string
  /** The path below the webhook id. Default: '/'. */
  path?: string
  /** Without the question mark. */
  query?: string
  headers?: Record<string, string>
  body?: string
}

export interface WebhookResponse {
  status: number
  headers: Record<string, string>
  body: string
}

/** The answer of the integration to an operation, with its body parsed if it is JSON. */
export interface OperationResponse {
  status: number
  headers: Record<string, string>
  body: unknown
}

/** Something that happened, for pages and tests that watch. */
export type FeedEntry = { at: number } & (
  | { kind: 'event'; event: Event }
  | {
      kind: 'action'
      type: string
      input: unknown
      output?: unknown
      error?: Error
      durationMs: number
      /** The conversation that the bot was working on when it called, as far as that is known. */
      conversationId?: string
    }
  | {
      kind: 'message'
      change: 'created' | 'updated' | 'deleted'
      /** From a person to the bot, or from the bot. */
      direction: 'in' | 'out'
      message: Message
      conversationId: string
      userId: string
      /** The window of the web chat, for a conversation of it. */
      clientId?: string
    }
  | {
      kind: 'delivery'
      /** What the bot was told, such as `message_created` or `stripe:paymentSucceeded`. */
      type: string
      eventId: string
      conversationId?: string
      /** The status of the bot's answer; none when it did not answer. */
      status?: number
      /** Why it failed. */
      error?: string
      durationMs: number
    }
  | { kind: 'webhook'; method: string; path: string; status: number; durationMs: number }
  | { kind: 'operation'; operation: string; status: number; durationMs: number }
  | { kind: 'call'; call: ApiCall }
  | { kind: 'user'; change: 'created' | 'updated' | 'deleted'; user: User }
  | { kind: 'state'; change: 'set' | 'deleted'; state: State }
  | { kind: 'log'; stream: 'stdout' | 'stderr'; text: string }
)

/** A conversation of another integration, as a bot with a web chat has it. */
export interface GrantedConversation {
  conversationId: string
  /** The person in the conversation. */
  userId: string
  /** What the person wrote. */
  messageId: string
}

/** A local Botpress with one bot, on which one integration can be installed. */
export interface BotpressSandbox {
  /** Serves the runtime API below `/v1/chat/` and the public webhook URL `/webhook/{webhookId}/…`. */
  fetch(request: Request): Promise<Response>
  readonly ids: Ids
  /**
   * The environment of the integration's process: BP_API_URL, BP_TOKEN, BP_BOT_ID, BP_INTEGRATION_ID, BP_WEBHOOK_URL.
   * @throws when nothing says yet where the runtime is served
   */
  readonly env: Record<string, string>
  /** The environment of the bot's process: BP_API_URL, BP_TOKEN and BP_BOT_ID. */
  readonly botEnv: Record<string, string>
  readonly webhookUrl: string
  readonly status: InstallationStatus
  /** What the integration asked for with `configureIntegration`. */
  readonly settings: Readonly<{ identifier?: string; scheduleRegisterCall?: string }>
  /** Says where the integration listens. */
  connect(integrationUrl: string): void
  /** Says where the bot listens. @throws when no `bot` was given to `createBotpress` */
  connectBot(botUrl: string): void
  /**
   * Serves the web chat: the routes of `@botpress/webchat` below `{basePath}/{clientId}`, where every client ID is the
   * window of one person.
   */
  webchat(request: Request, basePath: string): Promise<Response>
  /** Tells the bot of the scheduled events whose time has come: for whoever moves the clock. */
  deliverDue(): void
  /** Resolves once the bot is told nothing any more. */
  idle(): Promise<void>
  /** Says where the runtime is served: `serveBotpress` does it. */
  servedAt(url: string): void
  /**
   * Installs the integration, or saves its configuration again: calls `register`.
   * @param type the name of an additional configuration of the definition
   * @throws {BotpressError} InvalidDataFormat when the configuration does not fit its schema
   * @throws {IntegrationError} the integration's own message and metadata
   */
  install(configuration: unknown, type?: string): Promise<void>
  /** The same as `install`: Botpress makes no difference. */
  configure(configuration: unknown, type?: string): Promise<void>
  /** Removes the integration: calls `unregister`. */
  uninstall(): Promise<void>
  ping(): Promise<void>
  /**
   * Calls an action as a bot does.
   * @throws {BotpressError} when input or output do not fit their schemas, or the integration is not installed
   * @throws {IntegrationError} the integration's own message and metadata
   */
  callAction(type: string, input: unknown): Promise<{ output: unknown; meta?: unknown }>
  /** Posts any operation with any body and returns the answer as it is. */
  callOperation(operation: string, body?: unknown): Promise<OperationResponse>
  /** Does what a request to the public webhook URL does. */
  webhook(request: WebhookRequest): Promise<WebhookResponse>
  /** Makes a conversation of another integration with a person and a message in it. */
  grantConversation(): GrantedConversation
  /** Oldest first. */
  readonly events: readonly Event[]
  /** Oldest first, without the bot's own user. */
  readonly users: readonly User[]
  readonly states: readonly State[]
  readonly conversations: readonly Conversation[]
  readonly messages: readonly Message[]
  /** Requests to the runtime API, oldest first. */
  readonly calls: readonly ApiCall[]
  /** Tells of everything from now on; the answer ends that. A listener that throws is left out of the feed. */
  subscribe(listener: (entry: FeedEntry) => void): () => void
  /** Puts a line of the integration's output into the feed: for `startBundle`'s `onLog`. */
  log(line: { stream: 'stdout' | 'stderr'; text: string }): void
  /** Faults on demand: `faults.add({ fault: '500 after', times: 1 })`. */
  faults: Pick<Faults, 'add' | 'clear' | 'hits'>
  /** Forgets everything but the ids, the addresses and those who listen. */
  reset(): void
}
