import { type Context, Hono } from 'hono'
import { BotpressError } from '../errors'
import type { Runtime, StoredUser } from '../runtime'
import { conversations } from './conversations'
import { events } from './events'
import { messages } from './messages'
import { addPerson, personWith } from './people'
import { type ChatCall, type Route, requireConversation } from './route'
import { initialize, streamOf } from './stream'
import { refusals, users } from './users'
import { toWireUser } from './wire'

/** Every route for somebody with a key: one file per resource, one line here. */
const routes: Route[] = [...conversations, ...messages, ...events, ...users, ...refusals]

const requirePerson = ({ req }: Context, clientId: string, runtime: Runtime): StoredUser => {
  const person = personWith(req.header('x-user-key') ?? null, clientId, runtime)
  if (person) return person
  throw new BotpressError('Unauthorized', 'The user key is missing or not of this web chat: initialize it again.')
}

const readBody = async ({ req }: Context): Promise<unknown> => {
  const text = await req.text()
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new BotpressError('InvalidPayload', 'The body is not valid JSON.')
  }
}

const clientIdOf = ({ req }: Context): string => req.param('clientId') ?? ''

const callOf = async (context: Context, runtime: Runtime): Promise<ChatCall<unknown>> => ({
  person: requirePerson(context, clientIdOf(context), runtime),
  body: context.req.method === 'GET' ? {} : await readBody(context),
  param: (name) => context.req.param(name) ?? '',
  runtime,
})

const refuse = (thrown: unknown): Response => {
  const isKnown = thrown instanceof BotpressError
  const error = isKnown
    ? thrown
    : new BotpressError('Internal', thrown instanceof Error ? thrown.message : String(thrown))
  // The page's client takes it for an error by its ID.
  return Response.json(error, { status: error.code })
}

/** The path below the base, for the router. */
const below = (request: Request, basePath: string): string => {
  const { pathname } = new URL(request.url)
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : '/'
}

const createApp = (runtime: Runtime) => {
  const app = new Hono<{ Bindings: { basePath: string } }>({
    getPath: (request, options) => below(request, options?.env?.basePath ?? ''),
  }).basePath('/:clientId{[a-z0-9-]+}')
  // No other origin may read or write: the page is served by whoever serves this.
  app.options('*', () => new Response(null, { status: 204 }))
  app.get('/initialize', (context) => initialize(context.req.raw, clientIdOf(context), runtime))
  app.get('/conversations/:id/listen', async (context) => {
    const call = await callOf(context, runtime)
    return streamOf(requireConversation(call.param('id'), call).id, [], runtime)
  })
  app.post('/users', (context) => {
    const { user, chat } = addPerson(runtime, clientIdOf(context))
    return Response.json({ user: toWireUser(user), key: chat?.key }, { status: 201 })
  })
  // The page measures itself; nobody reads it here.
  app.post('/p', () => Response.json({}))
  for (const { method, path, status, answer } of routes) {
    app.on(method, path, async (context) => Response.json(answer(await callOf(context, runtime)), { status }))
  }
  app.notFound(({ req }) =>
    refuse(new BotpressError('ResourceNotFound', `There is no route ${req.method} ${req.path}.`))
  )
  app.onError(refuse)
  return app
}

/** The web chat: what Botpress' own page, `@botpress/webchat` 4.5.2, asks of its backend. */
export const createWebchat = (runtime: Runtime) => {
  const app = createApp(runtime)
  return async (request: Request, basePath: string): Promise<Response> =>
    app.fetch(request, { basePath: basePath.replace(/\/+$/, '') })
}
