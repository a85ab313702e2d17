import type { StripeSandbox } from '@botpress-stripe/sandbox-stripe'
import { isObject } from '../is-object'
import { type Calls, isSuccess } from '../timeline/calls'
import { idsIn } from '../timeline/objects'
import type { Place, Story } from '../timeline/story'
import type { Work } from '../trace'

/** What the rest of the playground wants to know of each answer of the embedded Stripe. */
export type OnAnswer = (answer: {
  /** Undefined when the connection broke. */
  response: Response | undefined
  /** What was made or changed. */
  names: readonly string[]
}) => void

interface Side {
  stripe: StripeSandbox
  story: Story
  calls: Calls
  onAnswer: OnAnswer
}

/** What the answer to a change is about: the object that was made or changed, and the page it has. */
const namesIn = async (request: Request, response: Response): Promise<string[]> => {
  if (request.method === 'GET' || !isSuccess(response.status)) return []
  // A fault may have cut the answer off.
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  return isObject(body) ? namesOf(body) : []
}

/** By which an object is found again: its ID and the path of its page. */
const namesOf = (object: Record<string, unknown>): string[] =>
  [object.id, pathOf(object.url), pathOf(object.hosted_invoice_url)].filter((name) => typeof name === 'string')

const pathOf = (url: unknown): string | undefined =>
  typeof url === 'string' && URL.canParse(url) ? new URL(url).pathname : undefined

/** A request to the API: a call, of the integration's or of anybody's. */
const answerCall = async (
  request: Request,
  work: Work,
  { stripe, story, calls, onAnswer }: Side
): Promise<Response> => {
  const { pathname: path, search: query } = new URL(request.url)
  const idempotencyKey = request.headers.get('idempotency-key') ?? undefined
  const seen = { method: request.method, path, query, idempotencyKey }
  const inner = { ...work, causeId: calls.begin(seen, work) }
  return story.traces.run(inner, async () => {
    try {
      const response = await stripe.fetch(request)
      const names = await namesIn(request, response)
      for (const name of names) story.remember(name, inner)
      const { status, headers } = response
      calls.end(seen, work, { status, requestId: headers.get('request-id'), objects: idsIn(names) })
      onAnswer({ response, names })
      return response
    } catch (error) {
      calls.end(seen, work, { status: 0, requestId: null, objects: [] })
      onAnswer({ response: undefined, names: [] })
      throw error
    }
  })
}

const PAGES: ReadonlyArray<[RegExp, string]> = [
  [/^\/b\//, 'payment link'],
  [/^\/c\/pay\//, 'payment page'],
  [/^\/i\//, 'invoice'],
  [/^\/p\//, 'billing portal'],
]

/** What a page is called, or undefined for what is no page, such as its style. */
const pageName = (path: string): string | undefined => PAGES.find(([pattern]) => pattern.test(path))?.[1]

const sessionIn = (path: string): string | undefined => /\/(cs_[A-Za-z0-9_]+)/.exec(path)?.[1]

const placeOfPage = (story: Story, path: string): Place => story.firstPlaceOf([sessionIn(path) ?? path, path])

/** A customer on a page: opening it is no entry, sending its form is. What the form holds is not looked at. */
const answerPage = async (request: Request, { stripe, story }: Side, name: string): Promise<Response> => {
  const path = new URL(request.url).pathname
  const place = placeOfPage(story, path)
  const isSent = request.method === 'POST'
  const title = `Customer sends the ${name}`
  const session = sessionIn(path)
  const entry = isSent
    ? story.tell({ kind: 'page', title, ok: true, ...place, objects: session ? [session] : [] })
    : undefined
  const inner = { ...place, causeId: entry?.id ?? place.causeId }
  const response = await story.traces.run(inner, () => stripe.fetch(request))
  if (entry) story.timeline.change(entry.id, { detail: `answered ${response.status}`, ok: response.status < 500 })
  // A link leads to a session of its own.
  const next = sessionIn(response.headers.get('location') ?? '')
  if (next) story.remember(next, place)
  return response
}

/** The embedded Stripe as it is served: everything that reaches it is told. */
export const stripeSide = (side: Side): ((request: Request) => Promise<Response>) => {
  const { stripe, story } = side
  return async (request) => {
    const path = new URL(request.url).pathname
    const name = pageName(path)
    if (name !== undefined) return answerPage(request, side, name)
    if (!path.startsWith('/v1/')) return stripe.fetch(request)
    return answerCall(request, story.traces.find(request.headers.get('traceparent')) ?? {}, side)
  }
}
