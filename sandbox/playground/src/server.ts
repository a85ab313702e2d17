import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { PlaygroundDeps } from './deps'
import { guard, headers } from './guard'
import { renderPage } from './page'
import { refusal } from './refusal'
import { eventStream } from './stream'

/** Far more than any action takes. */
const LARGEST_BODY = 100 * 1024

const STYLES = ['base.css', 'app.css', 'feed.css']
const ASSETS = [['app.js', 'text/javascript'], ...STYLES.map((file) => [file, 'text/css'])]

const parseInput = async (request: Request): Promise<Record<string, unknown> | undefined> => {
  try {
    const body: unknown = await request.json()
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : undefined
  } catch {
    return undefined
  }
}

const callAction = async (name: string, request: Request, deps: PlaygroundDeps): Promise<Response> => {
  if (!deps.actions.some((action) => action.name === name)) {
    return refusal(404, 'unknown_action', `There is no action "${name}".`)
  }
  // Another page's form can be sent without asking, but never with this type.
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    return refusal(415, 'json_expected', 'Send the input as application/json.')
  }
  const input = await parseInput(request)
  if (!input) return refusal(400, 'json_expected', 'The body must be a JSON object: the input of the action.')
  // A failed action is answered with 200 too: the page asked for its result and got it.
  return Response.json(await deps.callAction(name, input))
}

/** The playground's server: the page, its two files, the documentation, the actions and the live feed. */
export const createPlayground = (deps: PlaygroundDeps): { fetch(request: Request): Promise<Response> } => {
  const app = new Hono()
  app.use(headers, guard(deps.port))
  app.get('/', (context) => context.html(renderPage(deps)))
  for (const [file, type] of ASSETS) {
    app.get(`/${file}`, async () => {
      const text = await readFile(new URL(`../public/${file}`, import.meta.url), 'utf8')
      return new Response(text, { headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' } })
    })
  }
  for (const document of deps.documents) {
    app.get(`/docs/${document.name}`, async (context) => context.text(await document.read()))
  }
  app.get('/api/stream', ({ req }) => eventStream(deps, req.header('last-event-id')))
  app.post(
    '/api/actions/:name',
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: () => refusal(413, 'too_large', `The input is larger than ${LARGEST_BODY} bytes.`),
    }),
    ({ req }) => callAction(req.param('name'), req.raw, deps)
  )
  app.notFound(() => refusal(404, 'not_found', 'There is no such page.'))
  app.onError((error) => {
    console.error(error)
    return refusal(500, 'internal', 'The playground itself failed; the terminal tells why.')
  })
  return { fetch: async (request) => app.fetch(request) }
}
