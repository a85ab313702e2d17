import { BotpressError } from '../errors'
import type { Caller, Runtime } from '../runtime'

const header = (headers: Headers, name: string): string => {
  const value = headers.get(name)
  if (value) return value
  throw new BotpressError('InvalidPayload', `The header ${name} is missing.`)
}

const forbidden = (name: string, value: string): BotpressError =>
  new BotpressError('Forbidden', `The token gives no access to the ${name} "${value}".`)

/** The tokens of an integration and of the bot. */
export interface Tokens {
  integration: string
  bot: string
}

const callingBot = (headers: Headers, { bot }: Runtime): Caller => {
  const integrationId = headers.get('x-integration-id')
  if (integrationId !== null) throw forbidden('integration', integrationId)
  if (!bot) throw new BotpressError('Forbidden', 'This local Botpress was made without a bot.')
  return bot.caller
}

/**
 * Who calls the runtime API: the bot without an integration id, an integration with its own.
 * @throws {BotpressError} Unauthorized for the token; InvalidPayload for a missing header; Forbidden for ids that are
 * not those of the token's owner
 */
export const authenticate = (headers: Headers, tokens: Tokens, runtime: Runtime): Caller => {
  const authorization = headers.get('authorization')
  const isBot = authorization === `Bearer ${tokens.bot}`
  if (!isBot && authorization !== `Bearer ${tokens.integration}`) {
    throw new BotpressError('Unauthorized', 'The token is missing or wrong.')
  }
  const botId = header(headers, 'x-bot-id')
  if (botId !== runtime.botId) throw forbidden('bot', botId)
  if (isBot) return callingBot(headers, runtime)
  const integrationId = header(headers, 'x-integration-id')
  const installation = runtime.installations.get(integrationId)
  if (!installation) throw forbidden('integration', integrationId)
  const alias = headers.get('x-integration-alias')
  if (alias !== null && alias !== installation.ids.alias) throw forbidden('integration alias', alias)
  return installation
}
