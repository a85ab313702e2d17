import { seedShop } from './seed'
import { readFaults } from './traffic/fault-script'
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

/** How many deliveries are shown. */
const SHOWN = 100

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

const text = (value: unknown, field: string): string => {
  if (typeof value === 'string' && value !== '') return value
  throw wrong(`${field} must be a text.`)
}

const shownDeliveries = ({ deliveries }: StripeSandbox) => ({
  ...{ duplicates: 0, shuffleMs: 0, ...deliveries.options() },
  deliveries: deliveries.entries().slice(-SHOWN),
})

const shownFaults = ({ faults }: StripeSandbox) => ({ hits: faults.hits(), faults: faults.list() })

/** By method and path. */
export const controlRoutes: Record<string, Route> = {
  'GET /_sandbox': {
    about: 'This list',
    run: () => Object.fromEntries(Object.entries(controlRoutes).map(([route, { about }]) => [route, about])),
  },
  'GET /_sandbox/clock': { about: 'The time of the sandbox', run: clockOf },
  'POST /_sandbox/advance': {
    about: 'Moves the time on: `{"ms": 86400000}`. Answers when everything that was to happen by then has happened',
    run: async (stripe, body) => {
      only(body, ['ms'])
      await stripe.advance(wholeNumber(body.ms, 'ms'))
      return clockOf(stripe)
    },
  },
  'POST /_sandbox/reset': {
    about: 'Begins anew: `{}`, or `{"seed": true}` for the small shop',
    run: async (stripe, body) => {
      only(body, ['seed'])
      stripe.reset()
      if (body.seed === true) await seedShop(stripe)
      return clockOf(stripe)
    },
  },
  'GET /_sandbox/snapshot': { about: 'The account as JSON', run: (stripe) => stripe.snapshot() },
  'POST /_sandbox/snapshot': {
    about: 'Puts such an account in the place of this one',
    run: (stripe, body) => {
      stripe.restore(body)
      return clockOf(stripe)
    },
  },
  'GET /_sandbox/faults': { about: 'The faults to come, and how many requests were hit', run: shownFaults },
  'POST /_sandbox/faults': {
    about: 'Adds faults: `{"faults": [{"fault": "reset after", "times": 1, "operation": "POST /v1/customers"}]}`',
    run: (stripe, body) => {
      only(body, ['faults'])
      for (const rule of readFaults(body.faults)) stripe.faults.add(rule)
      return shownFaults(stripe)
    },
  },
  'DELETE /_sandbox/faults': {
    about: 'No more faults',
    run: (stripe) => {
      stripe.faults.clear()
      return shownFaults(stripe)
    },
  },
  'GET /_sandbox/deliveries': {
    about: `How webhooks are delivered, and the last ${SHOWN} deliveries`,
    run: shownDeliveries,
  },
  'POST /_sandbox/deliveries': {
    about: 'Webhooks that come twice, or overtake each other: `{"duplicates": 0.2, "shuffleMs": 20000}`',
    run: (stripe, body) => {
      stripe.deliveries.configure(body)
      return shownDeliveries(stripe)
    },
  },
  'POST /_sandbox/resend': {
    about: 'Sends an event again: `{"event": "evt_…"}`, to one endpoint with `"endpoint": "we_…"`',
    run: (stripe, body) => {
      only(body, ['event', 'endpoint'])
      const endpoint = body.endpoint === undefined ? undefined : text(body.endpoint, 'endpoint')
      return { endpoints: stripe.deliveries.resend(text(body.event, 'event'), endpoint) }
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
  if (request.method !== 'POST') return {}
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
  const route = Object.hasOwn(controlRoutes, name) ? controlRoutes[name] : undefined
  if (!route) return reply(404, { error: `There is no ${name}. There are: ${Object.keys(controlRoutes).join(', ')}.` })
  try {
    return reply(200, await route.run(stripe, await bodyOf(request)))
  } catch (error) {
    const status = error instanceof ControlError ? error.status : 400
    return reply(status, { error: error instanceof Error ? error.message : String(error) })
  }
}
