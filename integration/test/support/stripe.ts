import type { Clock } from '../../src/clock'
import type { Fetch } from '../../src/gateway/fetch'

/** An answer of a scripted Stripe. */
export interface Scripted {
  status?: number
  headers?: Record<string, string>
  body?: unknown
  /** The text of the body, as it is. */
  text?: string
  /** The code of a connection error in place of an answer. */
  error?: string
  /** Never answers: the request's signal must end it. */
  hang?: boolean
  /** Milliseconds until the answer. */
  after?: number
}

export interface Received {
  method: string
  path: string
  key: string | null
  body: string
  at: number
}

/** A transport that answers from a script, one entry after the other and the last one again, and remembers what it got. */
export const scripted = (clock: Clock, script: Scripted[]) => {
  const received: Received[] = []
  const transport: Fetch = async (input, init) => {
    const url = new URL(String(input))
    received.push({
      method: init?.method ?? 'GET',
      path: url.pathname + url.search,
      key: new Headers(init?.headers).get('idempotency-key'),
      body: String(init?.body ?? ''),
      at: clock.now(),
    })
    const answer = script[Math.min(received.length, script.length) - 1] ?? {}
    if (answer.after) await clock.sleep(answer.after)
    if (answer.hang)
      await new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
    if (answer.error) throw Object.assign(new Error(answer.error), { code: answer.error })
    const text = answer.text ?? JSON.stringify(answer.body ?? { id: 'cus_1', object: 'customer' })
    return new Response(text, { status: answer.status ?? 200, headers: answer.headers ?? {} })
  }
  return { transport, received }
}

/** A body in the shape of Stripe's errors. */
export const errorBody = (code: string, type = 'invalid_request_error') => ({ error: { type, code, message: code } })
