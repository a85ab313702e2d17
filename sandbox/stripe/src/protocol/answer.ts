import qs from 'qs'
import { invalid } from './errors'
import type { Incoming } from './incoming'

/** Form text as nested values; all leaves are strings. */
export const decodeForm = (text: string): Record<string, unknown> =>
  qs.parse(text, { depth: 20, arrayLimit: 1000, parameterLimit: 10_000, plainObjects: true, allowDots: false })

/** Stripe takes forms only. */
export const checkContentType = (request: Incoming): void => {
  const type = request.header('content-type') ?? ''
  if (type.includes('json')) {
    throw invalid('Invalid request (check that your POST content type is application/x-www-form-urlencoded).')
  }
}
