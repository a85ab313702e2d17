import { BotpressError } from '../errors'
import type { WebhookRequest, WebhookResponse } from '../types'
import type { Target } from './lifecycle'
import { post, type RawResponse } from './post'

/** Headers of one connection, and of a body that was decoded on the way. */
const NOT_FORWARDED = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding', 'date']

/** With this header an answer sets the identifier of the installation. Source: official integrations with OAuth. */
const IDENTIFIER = 'x-bp-integration-identifier'

const outward = ({ status, headers, text }: RawResponse): WebhookResponse => {
  const forwarded = Object.entries(headers).filter(([name]) => name !== IDENTIFIER && !NOT_FORWARDED.includes(name))
  return { status, headers: Object.fromEntries(forwarded), body: text }
}

const failure = (error: BotpressError, status: number): WebhookResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ ...error.toJSON(), code: status }),
})

const lowerCase = (headers: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const forward = async (request: WebhookRequest, target: Target): Promise<WebhookResponse> => {
  const { installation, connection, runtime } = target
  if (installation.status !== 'registered' && installation.status !== 'pending') {
    return failure(new BotpressError('ResourceNotFound', 'No integration is installed behind this webhook.'), 404)
  }
  const { method, path = '/', query = '', body } = request
  const req = { method: method.toUpperCase(), path, query, headers: lowerCase(request.headers), ...(body && { body }) }
  try {
    const response = await post('webhook_received', { req }, installation, connection, runtime)
    const identifier = response.headers[IDENTIFIER]
    if (identifier !== undefined) installation.settings = { ...installation.settings, identifier }
    return outward(response)
  } catch (error) {
    if (!(error instanceof BotpressError)) throw error
    return failure(error, error.type === 'OperationTimeout' ? 504 : 502)
  }
}

/** Hands an outside request to the integration; the integration's answer goes back. A failure is an answer as well. */
export const receiveWebhook = async (request: WebhookRequest, target: Target): Promise<WebhookResponse> => {
  const { clock, feed } = target.runtime
  const start = clock.now()
  const response = await forward(request, target)
  const { method, path = '/' } = request
  feed.publish({ kind: 'webhook', method, path, status: response.status, durationMs: clock.now() - start })
  return response
}

/** The part of a path below the id of a webhook, and that id; nothing for another path. */
export const parseWebhookPath = (pathname: string): { webhookId: string; path: string } | undefined => {
  const [, webhookId, path] = /^\/webhook\/([^/]+)(\/.*)?$/.exec(pathname) ?? []
  return webhookId === undefined ? undefined : { webhookId, path: path ?? '/' }
}

/** Reads what came in over HTTP. */
export const readWebhook = async (request: Request, path: string): Promise<WebhookRequest> => {
  const { method, headers, url } = request
  const body = await request.text()
  return { method, path, query: new URL(url).search.slice(1), headers: Object.fromEntries(headers), body }
}

/** Statuses whose answer has no body. */
const EMPTY = [204, 205, 304]

/** What goes out over HTTP. A status that is none in HTTP is the integration's fault. */
export const toResponse = ({ status, headers, body }: WebhookResponse): Response => {
  if (status < 200 || status > 599) return toResponse(failure(new BotpressError('Internal', `Status ${status}.`), 502))
  return new Response(EMPTY.includes(status) ? null : body, { status, headers })
}
