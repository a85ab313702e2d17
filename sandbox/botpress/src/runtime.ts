import type { Clock } from './clock'
import { type Collection, createCollection } from './collection'
import type { DeployedBot, DeployedDefinition } from './definition'
import { createFeed, type Feed } from './feed'
import { createFrames, type Frames } from './frames'
import { idMaker, type NewId, userKey } from './ids'
import type { ApiCall, Conversation, Event, Ids, InstallationStatus, Message, State, User } from './types'

/** An integration on the bot, with what its owner filled in. */
export interface Installation {
  readonly ids: Ids
  readonly definition: DeployedDefinition
  status: InstallationStatus
  configuration: unknown
  /** The name of an additional configuration; undefined for the default one. */
  configurationType?: string
  /** What the integration asked for with `configureIntegration`. */
  settings: { identifier?: string; scheduleRegisterCall?: string }
}

/** Who calls the runtime API: an integration, or the bot itself. */
export interface Caller {
  readonly ids: Ids
  readonly definition: Pick<DeployedDefinition, 'name' | 'events' | 'states' | 'userTags' | 'channels'>
  /** Set when it is the bot. */
  readonly bot?: DeployedBot
}

export const kindOf = ({ bot }: Caller): 'bot' | 'integration' => (bot ? 'bot' : 'integration')

/** The bot on the other side, when there is one. */
export interface BotLink {
  readonly caller: Caller & { readonly bot: DeployedBot }
  /** Hands over an event, in the order of its conversation; never fails, and nobody waits for it. */
  deliver(event: Event): void
  /** @throws {BotpressError} @throws {IntegrationError} */
  callAction(type: string, input: unknown): Promise<object>
}

/** A user, and the name of the integration it belongs to: tags of another one's users are never searched. */
export interface StoredUser {
  id: string
  integration: string
  user: User
  /** For a person in the web chat: the window, and the key that proves who it is. */
  chat?: { clientId: string; key: string }
}

export interface StoredConversation {
  id: string
  conversation: Conversation
  participantIds: string[]
  /** In the web chat: whether the page has said that it began. */
  isStarted?: boolean
}

/** What the web chat adds to a message. */
export interface ChatNote {
  /** The message's id. */
  id: string
  metadata?: Record<string, unknown>
  feedback?: { value: string; comment?: string }
}

/** A state; its id is the key (type, id, name). */
export interface StoredState {
  id: string
  state: State
  /** Milliseconds without access after which it is gone. */
  expiry?: number
  lastAccess: number
}

export interface StoredEvent {
  id: string
  event: Event
  /** When a scheduled event is sent. */
  dueAt?: number
  /** The alias of the integration that made it; none for the bot's own. */
  alias?: string
}

/** Everything a bot has, and what the parts of the runtime share. */
export interface Runtime {
  readonly botId: string
  readonly botUserId: string
  readonly clock: Clock
  readonly feed: Feed
  readonly newId: NewId
  /** What the web chat's pages are told as it happens. */
  readonly frames: Frames
  /** The secret by which a person of the web chat is known. */
  keyOf(userId: string): string
  readonly users: Collection<StoredUser>
  readonly conversations: Collection<StoredConversation>
  readonly messages: Collection<Message>
  readonly chatNotes: Collection<ChatNote>
  readonly events: Collection<StoredEvent>
  readonly states: Collection<StoredState>
  readonly calls: ApiCall[]
  /** By integration id. */
  readonly installations: Map<string, Installation>
  bot?: BotLink
}

/** The owner of what no integration made. */
export const BOTPRESS = 'botpress'

/** The current time as the API writes it. */
export const timestamp = ({ clock }: Pick<Runtime, 'clock'>): string => new Date(clock.now()).toISOString()

const addBotUser = (runtime: Runtime): void => {
  const now = timestamp(runtime)
  const user = { id: runtime.botUserId, createdAt: now, updatedAt: now, tags: {}, name: 'Bot' }
  runtime.users.put({ id: user.id, integration: BOTPRESS, user })
}

/** A bot with nothing but its own user. */
export const createRuntime = (botId: string, botUserId: string, clock: Clock, seed: string): Runtime => {
  const runtime: Runtime = {
    ...{ botId, botUserId, clock },
    feed: createFeed(clock),
    newId: idMaker(seed, clock),
    frames: createFrames(),
    keyOf: (userId) => userKey(seed, userId),
    users: createCollection(),
    conversations: createCollection(),
    messages: createCollection(),
    chatNotes: createCollection(),
    events: createCollection(),
    states: createCollection(),
    calls: [],
    installations: new Map(),
  }
  addBotUser(runtime)
  return runtime
}

/** Forgets everything the bot has; its installations go back to where they were before they were installed. */
export const resetRuntime = (runtime: Runtime): void => {
  const { users, conversations, messages, chatNotes, events, states } = runtime
  for (const collection of [users, conversations, messages, chatNotes, events, states]) collection.clear()
  runtime.calls.length = 0
  runtime.frames.end()
  for (const installation of runtime.installations.values()) {
    Object.assign(installation, { status: 'unregistered', configuration: undefined, configurationType: undefined })
    installation.settings = {}
  }
  addBotUser(runtime)
}
