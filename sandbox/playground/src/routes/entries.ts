import type { Hono } from 'hono'
import { type ConversationInfo, ENTRY_KINDS } from '../api'
import type { Playground } from '../playground'
import { refusal } from '../refusal'

const MOST_ENTRIES = 500
const DEFAULT_ENTRIES = 100

/** The timeline, page by page. */
export const entryRoutes = (app: Hono, { current }: Playground): void => {
  app.get('/api/entries', ({ req }) => {
    const kinds = req.queries('kind') ?? []
    const unknown = kinds.find((kind) => !Object.hasOwn(ENTRY_KINDS, kind))
    if (unknown !== undefined) {
      const known = Object.keys(ENTRY_KINDS).join(', ')
      return refusal(400, 'invalid_query', `kind: there is no "${unknown}"; the kinds are ${known}.`)
    }
    const limit = Number(req.query('limit') ?? DEFAULT_ENTRIES)
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ENTRIES) {
      return refusal(400, 'invalid_query', `limit must be a whole number from 1 to ${MOST_ENTRIES}.`)
    }
    const [conversation, object, before] = [req.query('conversation'), req.query('object'), req.query('before')]
    const text = req.query('q')?.trim() || undefined
    return Response.json(current().story.timeline.page({ kinds, conversation, object, text, before, limit }))
  })

  app.get('/api/conversations', () => Response.json(current().conversations() satisfies ConversationInfo[]))
}
