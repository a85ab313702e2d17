import qs from 'qs'
import { invalid, StripeApiError } from './errors'

/** Larger bodies than any request needs. Bytes. */
const LARGEST_BODY = 2_000_000

/** The body of a request as text. */
export const readBody = async (request: Request): Promise<string> => {
  const body = await request.arrayBuffer()
  if (body.byteLength > LARGEST_BODY) {
    throw new StripeApiError(413, { type: 'invalid_request_error', message: 'The request body is too large.' })
  }
  return Buffer.from(body).toString('utf8')
}

/** Form text as nested values; all leaves are strings. */
export const decodeForm = (text: string): Record<string, unknown> =>
  qs.parse(text, { depth: 20, arrayLimit: 1000, parameterLimit: 10_000, plainObjects: true, allowDots: false })

/** Stripe takes forms only. */
export const checkContentType = (request: Request): void => {
  const type = request.headers.get('content-type') ?? ''
  if (type.includes('json')) {
    throw invalid('Invalid request (check that your POST content type is application/x-www-form-urlencoded).')
  }
}
