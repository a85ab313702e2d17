import { withTimeLimit } from '../clock'
import { BotpressError } from '../errors'
import type { Installation, Runtime } from '../runtime'
import type { OperationResponse } from '../types'
import { asciiJson } from './ascii'

/** How a bot or an integration is reached. */
export interface Connection {
  url: string | undefined
  send(request: Request): Promise<Response>
}

/** How long a handler may take. Botpress documents no limit; official integrations reckon with about a minute. */
const TIME_LIMIT = 60_000

const headersOf = (operation: string, { ids, configuration, configurationType }: Installation): Headers => {
  const headers = new Headers({
    'content-type': 'application/json',
    'x-bot-id': ids.botId,
    'x-bot-user-id': ids.botUserId,
    'x-integration-id': ids.integrationId,
    'x-integration-alias': ids.alias,
    'x-webhook-id': ids.webhookId,
    'x-bp-operation': operation,
    'x-bp-configuration': Buffer.from(JSON.stringify(configuration ?? {})).toString('base64'),
  })
  if (configurationType !== undefined) headers.set('x-bp-configuration-type', configurationType)
  return headers
}

/** An answer, as text. */
export interface RawResponse {
  status: number
  headers: Record<string, string>
  text: string
}

type Receiver = 'bot' | 'integration'

const unreachable = (receiver: Receiver, error: unknown): BotpressError => {
  const reason = error instanceof Error ? error.message : String(error)
  return new BotpressError('Internal', `The ${receiver} cannot be reached: ${reason}.`)
}

const exchange = async (
  request: Request,
  receiver: Receiver,
  { send }: Connection,
  signal: AbortSignal
): Promise<RawResponse> => {
  try {
    const response = await send(new Request(request, { signal }))
    const text = await response.text()
    return { status: response.status, headers: Object.fromEntries(response.headers), text }
  } catch (error) {
    throw signal.aborted ? signal.reason : unreachable(receiver, error)
  }
}

/**
 * Posts an operation to a bot or an integration, as the cloud does.
 * @throws {BotpressError} Internal when it cannot be reached, OperationTimeout when it takes too long
 */
export const postTo = async (
  receiver: Receiver,
  headers: Headers,
  body: unknown,
  connection: Connection,
  { clock }: Pick<Runtime, 'clock'>
): Promise<RawResponse> => {
  if (connection.url === undefined) throw unreachable(receiver, 'nothing says where it listens')
  const request = new Request(connection.url, { method: 'POST', headers, body: asciiJson(body ?? {}) })
  return withTimeLimit(
    clock,
    TIME_LIMIT,
    (signal) => exchange(request, receiver, connection, signal),
    () => new BotpressError('OperationTimeout', `The ${receiver} did not answer within ${TIME_LIMIT / 1000} seconds.`)
  )
}

/**
 * Posts an operation to the integration, as the cloud does.
 * @throws {BotpressError} Internal when it cannot be reached, OperationTimeout when it takes too long
 */
export const post = async (
  operation: string,
  body: unknown,
  installation: Installation,
  connection: Connection,
  { clock, feed }: Pick<Runtime, 'clock' | 'feed'>
): Promise<RawResponse> => {
  const start = clock.now()
  const response = await postTo('integration', headersOf(operation, installation), body, connection, { clock })
  feed.publish({ kind: 'operation', operation, status: response.status, durationMs: clock.now() - start })
  return response
}

/** The body as JSON if it is that, otherwise as text. */
export const parsed = ({ status, headers, text }: RawResponse): OperationResponse => {
  try {
    const body: unknown = JSON.parse(text)
    return { status, headers, body }
  } catch {
    return { status, headers, body: text }
  }
}
