import type { StripeSandbox } from './types'

/**
 * What is done to the sandbox itself, over HTTP: everything below `/_sandbox`. Nobody but this machine may ask: neither a
 * page of another site, which a browser would let post a form here, nor a name that somebody else gave to 127.0.0.1.
 */
type Body = Record<string, unknown>

interface Route {
  about: string
  run(stripe: StripeSandbox, body: Body): unknown
}

/** Something the caller has to change. */
class ControlError extends Error {
  override readonly name = 'ControlError'

  constructor(
    readonly status: number,
    message: string
  ) {
    super(message)
  }
}

const wrong = (message: string): ControlError => new ControlError(400, message)

const clockOf = (stripe: StripeSandbox) => ({ now: stripe.now(), date: new Date(stripe.now()).toISOString() })

const wholeNumber = (value: unknown, field: string): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw wrong(`${field} must be a whole number, 0 or more: {"${field}": 60000}`)
}

const only = (body: Body, fields: readonly string[]): void => {
  const unknown = Object.keys(body).filter((name) => !fields.includes(name))
  if (unknown.length > 0) throw wrong(`Unknown: ${unknown.join(', ')}. There is: ${fields.join(', ') || 'nothing'}.`)
}

/** By method and path. */
const routes: Record<string, Route> = {
  'GET /_sandbox': {
    about: 'This list',
    run: () => Object.fromEntries(Object.entries(routes).map(([route, { about }]) => [route, about])),
  },
  'GET /_sandbox/clock': { about: 'The time of the sandbox', run: clockOf },
  'POST /_sandbox/advance': {
    about: 'Moves the time on: {"ms": 86400000}. Answers when everything that was to happen by then has happened',
    run: async (stripe, body) => {
      only(body, ['ms'])
      await stripe.advance(wholeNumber(body.ms, 'ms'))
      return clockOf(stripe)
    },
  },
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

const isOurs = (request: Request): boolean => {
  const origin = request.headers.get('origin')
  const hosts = [request.url, ...(origin === null || origin === 'null' ? [] : [origin])]
  return origin !== 'null' && hosts.every((url) => URL.canParse(url) && LOOPBACK.includes(new URL(url).hostname))
}

const bodyOf = async (request: Request): Promise<Body> => {
  if (request.method === 'GET') return {}
  const type = request.headers.get('content-type') ?? ''
  // A browser asks before it sends this type to another site, and is not answered.
  if (!/^application\/json\b/i.test(type)) throw new ControlError(415, 'Send JSON: content-type: application/json')
  const text = await request.text()
  try {
    const body: unknown = JSON.parse(text || '{}')
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body }
  } catch {
    // Told below.
  }
  throw wrong('The body must be a JSON object.')
}

const reply = (status: number, body: unknown): Response =>
  new Response(`${JSON.stringify(body, null, 2)}\n`, { status, headers: { 'content-type': 'application/json' } })

/** Answers what is below `/_sandbox`, or nothing for another path. */
export const answerControl = async (request: Request, stripe: StripeSandbox): Promise<Response | undefined> => {
  const { pathname } = new URL(request.url)
  if (!/^\/_sandbox(\/|$)/.test(pathname)) return undefined
  if (!isOurs(request))
    return reply(403, { error: 'Only this machine may do that: use http://127.0.0.1 as the address.' })
  const name = `${request.method} ${pathname}`
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined
  if (!route) return reply(404, { error: `There is no ${name}. There are: ${Object.keys(routes).join(', ')}.` })
  try {
    return reply(200, await route.run(stripe, await bodyOf(request)))
  } catch (error) {
    if (error instanceof ControlError) return reply(error.status, { error: error.message })
    throw error
  }
}
