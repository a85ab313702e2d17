import { type Context, Hono } from 'hono'
import qs from 'qs'
import { BotpressError, IntegrationError } from '../errors'
import { ConnectionLost, type Faults } from '../faults'
import type { Runtime } from '../runtime'
import { actions } from './actions'
import { analytics } from './analytics'
import { authenticate, type Tokens } from './authenticate'
import { conversations } from './conversations'
import { events } from './events'
import { integrations } from './integrations'
import { messages } from './messages'
import type { Operation } from './operation'
import { participants } from './participants'
import { states } from './states'
import { users } from './users'

/** Every operation of the runtime API that is modelled: one file per resource, one line here. */
export const operations: Operation[] = [
  ...states,
  ...users,
  ...events,
  ...integrations,
  ...conversations,
  ...participants,
  ...messages,
  ...actions,
  ...analytics,
]

/** Where the runtime API begins. */
export const API_PATH = '/v1/chat'

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new BotpressError('InvalidPayload', 'The body is not valid JSON.')
  }
}

/** @throws {BotpressError} UnsupportedMediaType, InvalidPayload */
const readBody = async (request: Request): Promise<unknown> => {
  if (request.method === 'GET') return {}
  const text = await request.text()
  if (text === '') return {}
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\b/i.test(type)) {
    throw new BotpressError('UnsupportedMediaType', `The content type "${type}" is not application/json.`)
  }
  return parseJson(text)
}

/** Reads a query as the client writes it: `tags.id=cus_1`, lists by repetition. */
const readQuery = (url: string): unknown => qs.parse(new URL(url).search, { ignoreQueryPrefix: true, allowDots: true })

/** What is answered for an error: what an integration says of its own goes to the bot as it is. */
const toApiError = (error: unknown): BotpressError | IntegrationError =>
  error instanceof IntegrationError ? error : toBotpressError(error)

const toBotpressError = (error: unknown): BotpressError => {
  if (error instanceof BotpressError) return error
  return new BotpressError('Internal', error instanceof Error ? error.message : String(error))
}

/** The runtime API: what the integration's client calls. */
export const createApi = (
  runtime: Runtime,
  tokens: Tokens,
  faults: Faults
): { fetch(request: Request): Promise<Response> } => {
  const record = (request: Request, status: number, operation?: string, error?: string): void => {
    const call = {
      ...{ at: runtime.clock.now(), method: request.method, path: new URL(request.url).pathname },
      ...{ ...(operation && { operation }), status, ...(error && { error }) },
    }
    runtime.calls.push(call)
    runtime.feed.publish({ kind: 'call', call })
  }

  const refuse = (request: Request, thrown: unknown, operation?: string): Response => {
    const error = toApiError(thrown)
    record(request, error.code, operation, error.type)
    return Response.json(error, { status: error.code })
  }

  const answer = async (operation: Operation, { req }: Context): Promise<Response> => {
    try {
      const caller = authenticate(req.raw.headers, tokens, runtime)
      const body = await readBody(req.raw)
      const call = { params: req.param(), body, query: readQuery(req.url), caller }
      const result = await operation.answer(call, runtime)
      record(req.raw, operation.status, operation.name)
      return Response.json(result, { status: operation.status })
    } catch (error) {
      return refuse(req.raw, error, operation.name)
    }
  }

  const app = new Hono().basePath(API_PATH)
  for (const operation of operations) {
    app.on(operation.method, operation.path, (context) =>
      faults.around(operation.name, () => answer(operation, context))
    )
  }
  app.notFound(({ req }) =>
    refuse(req.raw, new BotpressError('ResourceNotFound', `There is no operation ${req.method} ${req.path}.`))
  )
  app.onError((error) => {
    // Nothing else is thrown here: `answer` turns every error into one of Botpress'.
    throw error instanceof ConnectionLost ? error : toBotpressError(error)
  })
  return { fetch: async (request) => app.fetch(request) }
}
