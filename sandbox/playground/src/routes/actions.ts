import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Playground } from '../playground'
import { refusal } from '../refusal'
import { readJson } from './read-json'

/** Far more than any action takes. */
const LARGEST_BODY = 100 * 1024

const limited = bodyLimit({
  maxSize: LARGEST_BODY,
  onError: () => refusal(413, 'too_large', `The input is larger than ${LARGEST_BODY} bytes.`),
})

/** The actions of the integration: their list, a check of an input, and a call as a bot makes it. */
export const actionRoutes = (app: Hono, { actions, current }: Playground): void => {
  const byName = new Map(actions.map((action) => [action.info.name, action]))

  const withInput = async (
    name: string,
    request: Request,
    work: (input: Record<string, unknown>) => Promise<unknown>
  ): Promise<Response> => {
    if (!byName.has(name)) return refusal(404, 'unknown_action', `There is no action "${name}".`)
    const body = await readJson(request, 'the input of the action')
    return body instanceof Response ? body : Response.json(await work(body))
  }

  app.get('/api/actions', () => Response.json(actions.map(({ info }) => info)))

  app.post('/api/actions/:name/check', limited, ({ req }) => {
    const name = req.param('name')
    return withInput(name, req.raw, async (input) => ({ problems: byName.get(name)?.problemsOf(input) ?? [] }))
  })

  // A failed action is answered with 200 too: the page asked for its result and got it.
  app.post('/api/actions/:name', limited, ({ req }) => {
    const name = req.param('name')
    return withInput(name, req.raw, (input) => current().callAction(name, input))
  })
}
