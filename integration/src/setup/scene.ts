import type Stripe from 'stripe'
import type { Clock } from '../clock'
import type { Configuration } from '../configuration'
import { createCustomers } from '../customer-binding'
import type { Client, Context, Logger } from '../define/types'
import { invalidInput } from '../errors'
import { type Choice, choiceOf, enabledEvents } from '../events/index'
import type { Exclusive } from '../exclusive'
import { createGuardrails } from '../guardrails/index'
import type { Memory } from '../memory'
import { API_VERSIONS, type ApiVersion, PINNED_API_VERSION } from '../versions'
import type { Attempts } from '../webhook/attempts'
import { deliver } from '../webhook/deliver'
import type { StripeEvent } from '../webhook/event'
import type { WantedEndpoint } from './endpoint'
import { type ApiKey, parseApiKey } from './key'
import { renderedIn } from './rendered'

/** What set-up takes from the process around it. */
export interface SetupTools {
  stripeFor(apiKey: string): Stripe
  clock: Clock
  /** Whether Stripe can reach a webhook URL: the real one cannot reach this machine. */
  canReach(webhookUrl: string): boolean
  /** The queues and the memory of the webhooks of an installation. */
  exclusive: Exclusive
  memoryOf(integrationId: string, key: ApiKey): Memory
  attemptsOf(integrationId: string): Attempts
}

/** Which installation is set up. */
export interface Installation {
  ctx: Pick<Context, 'integrationId' | 'botId' | 'configuration'>
  client: Client
  logger: Logger
  webhookUrl: string
}

/** One installation with its key and its wishes, as registering and verifying work with it. */
export interface SetupScene {
  key: ApiKey
  stripe: Stripe
  clock: Clock
  logger: Logger
  botId: string
  choice: Choice
  /** Where its states are. */
  place: { client: Client; integrationId: string }
  canReach: boolean
  wanted: WantedEndpoint
  /** The way of an event to the bot. */
  deliver(event: StripeEvent, signedAt: number): ReturnType<typeof deliver>
}

/** @throws {IntegrationError} invalid_configuration, invalid_input */
export const sceneOf = ({ ctx, client, logger, webhookUrl }: Installation, tools: SetupTools): SetupScene => {
  const { integrationId, botId, configuration } = ctx
  const key = parseApiKey(configuration.apiKey)
  createGuardrails(configuration).checkMode(key)
  const apiVersion = parseApiVersion(configuration.apiVersion)
  const choice = parseChoice(configuration)
  const stripe = tools.stripeFor(key.value)
  const memory = tools.memoryOf(integrationId, key)
  const deliverTools = {
    ...{ integrationId, botId, client, logger, memory, choice, ...tools.attemptsOf(integrationId) },
    // Of the same queues as those of webhooks.
    exclusive: tools.exclusive,
    customersOf: () => createCustomers({ client, logger, memory, keyHash: key.hash }),
    withStripe: <T>(work: (stripe: Stripe) => Promise<T>) => work(stripe),
    rendered: renderedIn(apiVersion, stripe),
  }
  return {
    ...{ key, stripe, clock: tools.clock, logger, botId, choice, place: { client, integrationId } },
    canReach: tools.canReach(webhookUrl),
    wanted: { url: webhookUrl, apiVersion, botId, events: enabledEvents(choice) },
    deliver: (event, signedAt) => deliver(event, signedAt, deliverTools),
  }
}

const parseApiVersion = (version: string | undefined): ApiVersion => {
  if (version === undefined || version === '') return PINNED_API_VERSION
  const known = API_VERSIONS.find((candidate) => candidate === version)
  if (!known) throw invalidInput('apiVersion', `must be ${API_VERSIONS.join(' or ')}.`)
  return known
}

/** @throws {IntegrationError} invalid_input for a type that is none of Stripe's in form */
const parseChoice = (configuration: Configuration): Choice => {
  const choice = choiceOf(configuration)
  const wrong = (configuration.otherEvents ?? []).find((type) => !choice.others.has(type.trim()))
  if (wrong === undefined) return choice
  throw invalidInput(
    'otherEvents',
    `"${wrong.slice(0, 40)}" is not a type of Stripe event. They look like customer.tax_id.created.`
  )
}
