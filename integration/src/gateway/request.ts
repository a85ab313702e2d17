import type { Invocation } from './invocation'
import type { RequestHeaders, StripeRequest } from './stage'

/** Resources whose name has two segments: `checkout/sessions`. */
const NAMESPACES = new Set(['billing', 'billing_portal', 'checkout', 'entitlements', 'tax', 'test_helpers'])

/** Words that stand where an ID would: `customers/search`. */
const VERBS = new Set(['search', 'create_preview'])

/** After the resource's name, IDs and names alternate: `customers/:id/sources/:id`. */
const isId = (segment: string, index: number, segments: string[]): boolean => {
  const afterName = index - (NAMESPACES.has(segments[0] ?? '') ? 2 : 1)
  return afterName >= 0 && afterName % 2 === 0 && !VERBS.has(segment)
}

/** What a request needs beside what can be read from its address. */
interface Rest {
  headers?: RequestHeaders
  body?: string
  invocation?: Invocation | undefined
}

/** A request to `origin` + `target` (path and query), read for the stages. */
export const toRequest = (
  method: string,
  origin: string,
  target: string,
  { headers = {}, body = '', invocation }: Rest = {}
): StripeRequest => {
  const question = target.indexOf('?')
  const path = question < 0 ? target : target.slice(0, question)
  const segments = path.split('/').slice(2)
  let object: string | undefined
  const template = segments.map((segment, index) => {
    if (!isId(segment, index, segments)) return segment
    object ??= decodeURIComponent(segment)
    return ':id'
  })
  return {
    ...{ method, origin, path, query: question < 0 ? '' : target.slice(question), headers, body },
    ...{ operation: `${method} /v1/${template.join('/')}`, object },
    ...{ search: segments.at(-1) === 'search', mutation: method !== 'GET', invocation },
  }
}
