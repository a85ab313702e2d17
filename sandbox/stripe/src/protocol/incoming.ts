import type { IncomingMessage } from 'node:http'
import { StripeApiError } from './errors'

/** Larger bodies than any request needs. Bytes. */
const LARGEST_BODY = 2_000_000

/** A request to the API, from wherever it comes. */
export interface Incoming {
  method: string
  path: string
  /** Without the question mark. */
  query: string
  header(name: string): string | undefined
  /** @throws {StripeApiError} 413 when it is too large */
  body(): Promise<string>
  /** Aborted when whoever asks has gone. */
  gone(): AbortSignal
}

const tooLarge = (): StripeApiError =>
  new StripeApiError(413, { type: 'invalid_request_error', message: 'The request body is too large.' })

/** The body of a request as text. */
export const readBody = async (request: Request): Promise<string> => {
  const body = await request.arrayBuffer()
  if (body.byteLength > LARGEST_BODY) throw tooLarge()
  return Buffer.from(body).toString('utf8')
}

export const fromRequest = (request: Request): Incoming => {
  const { pathname, search } = new URL(request.url)
  return {
    ...{ method: request.method, path: pathname, query: search.slice(1) },
    header: (name) => request.headers.get(name) ?? undefined,
    body: () => readBody(request),
    gone: () => request.signal,
  }
}

const collect = (message: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let length = 0
    message.on('data', (part: Buffer) => {
      length += part.length
      if (length <= LARGEST_BODY) parts.push(part)
    })
    message.once('end', () =>
      length > LARGEST_BODY ? reject(tooLarge()) : resolve(Buffer.concat(parts).toString('utf8'))
    )
    message.once('error', reject)
  })

/** The path as `URL` writes it: what looks unusual goes through it. */
const normal = (path: string): string =>
  /^[\w/.~%-]*$/.test(path) && !/\/\./.test(path) ? path : new URL(path, 'http://localhost').pathname

/** A request as a server has it: without the detour by `Request`, which takes longer than the answer. */
export const fromMessage = (message: IncomingMessage): Incoming => {
  const [path = '', query = ''] = split(message.url ?? '')
  return {
    ...{ method: message.method ?? 'GET', path: normal(path), query },
    header: (name) => {
      const value = message.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    body: () => collect(message),
    gone: () => {
      const end = new AbortController()
      message.socket.once('close', () => end.abort(new Error('The connection was closed.')))
      return end.signal
    },
  }
}

const split = (url: string): [string, string] => {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}
