import type { Cutoff } from './cutoff'
import type { Fetch } from './fetch'
import type { Invocation } from './invocation'
import type { CallRecord } from './observe'

/** Headers as the SDK gives and spells them: `Idempotency-Key`. They are not copied on the way. */
export type RequestHeaders = Readonly<Record<string, string | number | string[] | undefined>>

/**
 * The headers that are sent, names and values in turn. The length is left to whoever sends the body, which may have grown
 * since the SDK counted it.
 */
export const headerLines = (headers: RequestHeaders): string[] => {
  const lines: string[] = []
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value !== undefined && name !== 'Content-Length') lines.push(name, String(value))
  }
  return lines
}

/** A request to Stripe as the stages see it: read once, handed from stage to stage. */
export interface StripeRequest {
  method: string
  /** `https://api.stripe.com`, or where the embedded Stripe is. */
  origin: string
  /** Without the query string, which holds e-mail addresses. */
  path: string
  /** With its question mark, or empty. */
  query: string
  headers: RequestHeaders
  /** The form, or empty. */
  body: string
  /** The endpoint that Stripe limits by: the path with every ID replaced, for example `POST /v1/customers/:id`. */
  operation: string
  /** The object that the path names, if it names one. */
  object: string | undefined
  search: boolean
  mutation: boolean
  /** Whose call it is; one outside of any invocation has no time limit and no keys. */
  invocation?: Invocation | undefined
  /** Where the stages write down what became of the call. */
  record?: CallRecord
}

/** A whole answer of Stripe's. */
export interface StripeAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  /** What the body says, fresh each time: the SDK changes what it gets. */
  json(): unknown
}

export type Send = (request: StripeRequest, cutoff?: Cutoff) => Promise<StripeAnswer>

/** One concern of the gateway, around everything inside it. */
export type Stage = (next: Send) => Send

/** The stages around the transport, the first one outermost. */
export const compose = (stages: readonly Stage[], transport: Send): Send =>
  stages.reduceRight((next, stage) => stage(next), transport)

/** An answer made of JSON that was parsed already. */
export const answerOf = (
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
  parsed: unknown
): StripeAnswer => {
  let first: unknown = parsed
  let taken = false
  return {
    status,
    headers,
    json: () => {
      if (taken) return JSON.parse(text)
      taken = true
      const body = first
      first = undefined
      return body
    },
  }
}

/** A reply that broke off, or is none of Stripe's. */
export class ReplyError extends Error {
  override readonly name = 'ReplyError'
}

/**
 * An answer from the text of a reply.
 * @throws {ReplyError} when it is not whole JSON
 */
export const readAnswer = (status: number, headers: Readonly<Record<string, string>>, text: string): StripeAnswer => {
  try {
    return answerOf(status, headers, text, JSON.parse(text))
  } catch {
    throw new ReplyError(`${status} with a reply that is not whole JSON`)
  }
}

const pairsOf = (lines: readonly string[]): Array<[string, string]> =>
  lines.flatMap((name, index) => (index % 2 === 0 ? [[name, lines[index + 1] ?? '']] : []))

/**
 * The innermost part over a `fetch`: that of an embedded Stripe, for example.
 * @throws {ReplyError} for a reply that is not whole JSON; what `transport` throws for a broken connection
 */
export const overFetch =
  (transport: Fetch): Send =>
  async ({ method, origin, path, query, headers, body }, cutoff) => {
    const abort = new AbortController()
    if (cutoff) cutoff.end = (reason) => abort.abort(reason)
    const response = await transport(`${origin}${path}${query}`, {
      ...{ method, headers: pairsOf(headerLines(headers)) },
      ...(method !== 'GET' && method !== 'DELETE' && { body }),
      signal: abort.signal,
    })
    return readAnswer(response.status, Object.fromEntries(response.headers), await response.text())
  }
