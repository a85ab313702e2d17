import { BotpressError } from '../errors'
import type { Installation, Runtime } from '../runtime'

const header = (headers: Headers, name: string): string => {
  const value = headers.get(name)
  if (value) return value
  throw new BotpressError('InvalidPayload', `The header ${name} is missing.`)
}

const forbidden = (name: string, value: string): BotpressError =>
  new BotpressError('Forbidden', `The token gives no access to the ${name} "${value}".`)

/**
 * Who calls the runtime API.
 * @throws {BotpressError} Unauthorized for the token; InvalidPayload for a missing header; Forbidden for ids that are
 * not those of an installation. A bot calls without an integration id; there is none yet.
 */
export const authenticate = (headers: Headers, token: string, runtime: Runtime): Installation => {
  if (headers.get('authorization') !== `Bearer ${token}`) {
    throw new BotpressError('Unauthorized', 'The token is missing or wrong.')
  }
  const botId = header(headers, 'x-bot-id')
  if (botId !== runtime.botId) throw forbidden('bot', botId)
  const integrationId = header(headers, 'x-integration-id')
  const installation = runtime.installations.get(integrationId)
  if (!installation) throw forbidden('integration', integrationId)
  const alias = headers.get('x-integration-alias')
  if (alias !== null && alias !== installation.ids.alias) throw forbidden('integration alias', alias)
  return installation
}
