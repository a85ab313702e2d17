import { Hono } from 'hono'
import { guard, headers } from './guard'
import type { Playground } from './playground'
import { refusal } from './refusal'
import { actionRoutes } from './routes/actions'
import { entryRoutes } from './routes/entries'
import { pageRoutes } from './routes/page'
import { steeringRoutes } from './routes/steering'
import { eventStream } from './stream'

/** The playground's server: everything of `api.ts`, the chat, the documentation and the built page. */
export const createServer = (playground: Playground): { fetch(request: Request): Promise<Response> } => {
  const { port, hub, current } = playground
  const app = new Hono()
  app.use(
    headers(() => current().world.mode.stripeUrl),
    guard(port)
  )
  app.get('/api/session', () => Response.json(current().session(`http://127.0.0.1:${port}`)))
  app.get('/api/stream', ({ req }) => eventStream(hub, current().story.timeline, req.header('last-event-id')))
  app.all('/chat/*', ({ req }) => current().world.botpress.webchat(req.raw, '/chat'))
  actionRoutes(app, playground)
  entryRoutes(app, playground)
  steeringRoutes(app, playground)
  pageRoutes(app, playground)
  app.notFound(({ req }) => refusal(404, 'not_found', `There is nothing for ${req.method} ${req.path}.`))
  app.onError((error) => {
    console.error(error)
    return refusal(500, 'internal', 'The playground itself failed; the terminal tells why.')
  })
  return { fetch: async (request) => app.fetch(request) }
}
