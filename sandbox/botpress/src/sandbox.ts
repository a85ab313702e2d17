import { randomUUID } from 'node:crypto'
import { createAddresses } from './addresses'
import { currentEvents, deliverDueEvents } from './api/events'
import { API_PATH, createApi } from './api/router'
import { currentStates } from './api/states'
import { systemClock } from './clock'
import { deploy, deployBot } from './definition'
import { BotpressError } from './errors'
import { createFaults } from './faults'
import { grantConversation, visibleUsers } from './grant'
import { fakeToken, installationIds } from './ids'
import { callAction } from './protocol/action'
import { createBotLink, type LinkedBot } from './protocol/bot'
import { install, ping, type Target, uninstall } from './protocol/lifecycle'
import { type Connection, parsed, post } from './protocol/post'
import { parseWebhookPath, readWebhook, receiveWebhook, toResponse } from './protocol/webhook'
import { BOTPRESS, createRuntime, type Installation, resetRuntime } from './runtime'
import type { BotpressOptions, BotpressSandbox } from './types'
import { createWebchat } from './webchat/index'

const notFound = (pathname: string): Response => {
  const error = new BotpressError('ResourceNotFound', `There is nothing at ${pathname}.`)
  return Response.json(error, { status: error.code })
}

/** Everything a sandbox is made of. */
const assemble = (options: BotpressOptions) => {
  const { clock = systemClock, seed = randomUUID(), token = fakeToken(seed), bot } = options
  const definition = deploy(options.definition)
  const deployedBot = bot && deployBot(bot, BOTPRESS)
  const ids = installationIds(seed, deployedBot?.aliases.get(definition.name) ?? definition.name)
  const runtime = createRuntime(ids.botId, ids.botUserId, clock, seed)
  const installation: Installation = { ids, definition, status: 'unregistered', configuration: undefined, settings: {} }
  runtime.installations.set(ids.integrationId, installation)
  // The global is looked up at each call: whoever replaces it later is heard.
  const send: Connection['send'] = options.send ?? ((request) => fetch(request))
  const connection: Connection = { url: options.integrationUrl, send }
  const addresses = createAddresses(options.publicUrl)
  const webhookUrl = () => `${addresses.webhooks}/${ids.webhookId}`
  const target = (): Target => ({ installation, connection, runtime, webhookUrl })
  const link = deployedBot && createBotLink(deployedBot, { url: undefined, send }, target())
  runtime.bot = link
  const tokens = { integration: token, bot: `${token}_bot` }
  return { tokens, ids, runtime, installation, connection, addresses, webhookUrl, target, link, faults: createFaults() }
}

type Parts = ReturnType<typeof assemble>

/** The HTTP side: the runtime API and the webhook URL. */
const createFetch = ({ runtime, tokens, ids, faults, target }: Parts) => {
  const api = createApi(runtime, tokens, faults)
  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith(`${API_PATH}/`)) return api.fetch(request)
    const webhook = parseWebhookPath(pathname)
    if (webhook?.webhookId !== ids.webhookId) return notFound(pathname)
    return toResponse(await receiveWebhook(await readWebhook(request, webhook.path), target()))
  }
}

const botEnvironment = ({ addresses, tokens, ids }: Parts): Record<string, string> => ({
  BP_API_URL: addresses.api,
  BP_TOKEN: tokens.bot,
  BP_BOT_ID: ids.botId,
})

const requireBot = (link: LinkedBot | undefined): LinkedBot => {
  if (link) return link
  throw new Error('Give the definition of a bot to createBotpress first: `bot`.')
}

const environment = ({ addresses, tokens, ids }: Parts): Record<string, string> => ({
  BP_API_URL: addresses.api,
  BP_TOKEN: tokens.integration,
  BP_BOT_ID: ids.botId,
  BP_INTEGRATION_ID: ids.integrationId,
  BP_WEBHOOK_URL: addresses.webhooks,
})

/**
 * A local Botpress: one bot, and an integration that can be installed on it.
 * @throws when the definition could not be deployed, because a schema of it is not expressible as JSON Schema
 */
export const createBotpress = (options: BotpressOptions): BotpressSandbox => {
  const parts = assemble(options)
  const { runtime, installation, connection, addresses, ids, target } = parts
  const save: BotpressSandbox['install'] = (configuration, type) => install(configuration, type, target())
  return {
    fetch: createFetch(parts),
    webchat: createWebchat(runtime),
    ids,
    get env() {
      return environment(parts)
    },
    get webhookUrl() {
      return parts.webhookUrl()
    },
    get status() {
      return installation.status
    },
    get settings() {
      return installation.settings
    },
    connect(integrationUrl) {
      connection.url = integrationUrl
    },
    connectBot: (botUrl) => requireBot(parts.link).connect(botUrl),
    get botEnv() {
      return botEnvironment(parts)
    },
    deliverDue: () => deliverDueEvents(runtime),
    idle: async () => parts.link?.idle(),
    servedAt: addresses.servedAt,
    install: save,
    configure: save,
    uninstall: () => uninstall(target()),
    ping: () => ping(target()),
    callAction: (type, input) => callAction(type, input, target()),
    callOperation: async (operation, body) => parsed(await post(operation, body, installation, connection, runtime)),
    webhook: (request) => receiveWebhook(request, target()),
    grantConversation: () => grantConversation(runtime),
    get events() {
      return currentEvents(runtime)
    },
    get users() {
      return visibleUsers(runtime)
    },
    get states() {
      return currentStates(runtime)
    },
    get conversations() {
      return runtime.conversations.all().map(({ conversation }) => conversation)
    },
    get messages() {
      return runtime.messages.all()
    },
    get calls() {
      return [...runtime.calls]
    },
    subscribe: runtime.feed.subscribe,
    log: ({ stream, text }) => runtime.feed.publish({ kind: 'log', stream, text }),
    faults: parts.faults,
    reset: () => resetRuntime(runtime),
  }
}
