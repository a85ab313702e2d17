import type { Fetch } from './fetch'

/** What the stages read of a request to Stripe. The SDK calls fetch with a URL, a method, headers and a form body. */
export interface StripeRequest {
  method: string
  /** Without the query string, which holds e-mail addresses. */
  path: string
  /** The endpoint that Stripe limits by: the path with every ID replaced, for example `POST /v1/customers/:id`. */
  operation: string
  /** The object that the path names, if it names one. */
  object: string | undefined
  search: boolean
  mutation: boolean
}

/** Resources whose name has two segments: `checkout/sessions`. */
const NAMESPACES = new Set(['billing', 'billing_portal', 'checkout', 'entitlements', 'tax', 'test_helpers'])

/** Words that stand where an ID would: `customers/search`. */
const VERBS = new Set(['search', 'create_preview'])

/** After the resource's name, IDs and names alternate: `customers/:id/sources/:id`. */
const isId = (segment: string, index: number, segments: string[]): boolean => {
  const afterName = index - (NAMESPACES.has(segments[0] ?? '') ? 2 : 1)
  return afterName >= 0 && afterName % 2 === 0 && !VERBS.has(segment)
}

/** Reads a request as the SDK sends it. */
export const readRequest = (input: Parameters<Fetch>[0], init?: RequestInit): StripeRequest => {
  const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
  const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase()
  const path = pathOf(url)
  const segments = path.split('/').slice(2)
  let object: string | undefined
  const template = segments.map((segment, index) => {
    if (!isId(segment, index, segments)) return segment
    object ??= decodeURIComponent(segment)
    return ':id'
  })
  return {
    method,
    path,
    operation: `${method} /v1/${template.join('/')}`,
    object,
    search: segments.at(-1) === 'search',
    mutation: method !== 'GET',
  }
}

const pathOf = (url: string): string => {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const query = url.indexOf('?', start)
  return query < 0 ? url.slice(start) : url.slice(start, query)
}

/** The form body of a request, or an empty string. */
export const bodyOf = (init?: RequestInit): string => (typeof init?.body === 'string' ? init.body : '')
