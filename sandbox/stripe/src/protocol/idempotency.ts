import { createHash } from 'node:crypto'
import type { Environment } from '../sandbox'
import { StripeApiError } from './errors'

/** An answer that was finished under a key, or that is still being made. */
export interface KeptAnswer {
  fingerprint: string
  /** Milliseconds since 1970. */
  at: number
  answer: Answer | undefined
}

export interface Answer {
  status: number
  body: string
  headers: Record<string, string>
}

/** How long Stripe keeps an answer. @see docs.stripe.com/api/idempotent_requests */
const KEPT_MS = 24 * 60 * 60 * 1000
const LONGEST_KEY = 255

const fingerprintOf = (method: string, path: string, body: string): string =>
  createHash('sha256').update(`${method} ${path}\n${body}`).digest('base64')

/**
 * Runs an endpoint under an idempotency key: the first finished answer – errors, declines and 500s too – is kept for
 * a day and replayed. While it is being made, the same key is a conflict.
 */
export const underKey = async (
  env: Environment,
  request: { key: string | undefined; method: string; path: string; body: string; now: number },
  run: () => Promise<{ answer: Answer; kept: boolean }>
): Promise<Answer> => {
  const { key, method, path, body, now } = request
  if (key === undefined || method !== 'POST') return (await run()).answer
  if (key.length > LONGEST_KEY) {
    throw new StripeApiError(400, {
      type: 'invalid_request_error',
      message: `Idempotency keys can have at most ${LONGEST_KEY} characters.`,
    })
  }
  const fingerprint = fingerprintOf(method, path, body)
  const before = env.answers.get(key)
  if (before && now - before.at < KEPT_MS) return replay(before, fingerprint, key)
  env.answers.set(key, { fingerprint, at: now, answer: undefined })
  const { answer, kept } = await run()
  if (kept) env.answers.set(key, { fingerprint, at: now, answer })
  else env.answers.delete(key)
  return answer
}

const replay = ({ fingerprint, answer }: KeptAnswer, wanted: string, key: string): Answer => {
  if (fingerprint !== wanted) {
    throw new StripeApiError(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    })
  }
  if (!answer) {
    throw new StripeApiError(
      409,
      {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: 'There is currently another in-progress request using this Idempotent Key. Please try again later.',
      },
      { 'stripe-should-retry': 'true' }
    )
  }
  return { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } }
}
