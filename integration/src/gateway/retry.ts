import type { Clock } from '../clock'
import { IntegrationError } from '../errors'
import { busy, remaining } from './budget'
import type { Fetch, Stage } from './fetch'
import type { Invocation, InvocationContext } from './invocation'
import { type AttemptRecord, recordOf, withRecord } from './observe'

/** Milliseconds. */
const FIRST_DELAY = 250
const LONGEST_DELAY = 5_000
/** A single try may take so long: Stripe answers far sooner, and the budget has room for three that hang and a fourth. */
const ATTEMPT_TIMEOUT = 12_000
/** A try that has less time than this is not begun. */
const SHORTEST_ATTEMPT = 250

/** What became of one try. */
type Outcome =
  | { response: Response; error?: undefined; code: string | undefined }
  | { response?: undefined; error: unknown; problem: string }

/** The code in the body of Stripe's error, or undefined. Throws when the body is not JSON. */
const codeOf = (status: number, text: string): string | undefined => {
  const body: unknown = JSON.parse(text)
  if (status < 400 || typeof body !== 'object' || body === null || !('error' in body)) return undefined
  const { error } = body
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
}

/**
 * One try: with a signal of its own, since the SDK's runs over all of them; and with the whole body read, so that a
 * reply that breaks off, or is no JSON, is ours to retry.
 */
const attempt = async (next: Fetch, input: Parameters<Fetch>[0], init: RequestInit, limit: Limit): Promise<Outcome> => {
  const ended = new AbortController()
  const timeout = new AbortController()
  const signal = init.signal ? AbortSignal.any([init.signal, timeout.signal]) : timeout.signal
  limit.clock.sleep(limit.ms, ended.signal).then(
    () => timeout.abort(new Error('timed out')),
    () => undefined
  )
  try {
    return await readWhole(await next(input, withRecord(init, { ...init, signal })))
  } catch (error) {
    return { error, problem: timeout.signal.aborted ? 'timed out' : problemOf(error) }
  } finally {
    ended.abort()
  }
}

interface Limit {
  clock: Clock
  /** Milliseconds. */
  ms: number
}

const readWhole = async (response: Response): Promise<Outcome> => {
  const { status, headers } = response
  const text = await response.text()
  try {
    return { response: new Response(text, { status, headers }), code: codeOf(status, text) }
  } catch (error) {
    return { error, problem: `${status} with a reply that is not whole JSON` }
  }
}

/** The system's name of a connection problem, such as ECONNRESET. */
const problemOf = (error: unknown): string => {
  const codes = [error, error instanceof Error ? error.cause : undefined].map((part) =>
    typeof part === 'object' && part !== null && 'code' in part && typeof part.code === 'string' ? part.code : undefined
  )
  return codes.find(Boolean) ?? 'connection failed'
}

/**
 * Whether trying again can help. Stripe's own word goes first.
 * @see docs.stripe.com/error-low-level, docs.stripe.com/rate-limits
 */
const isRetryable = (outcome: Outcome): boolean => {
  if (!outcome.response) return !(outcome.error instanceof IntegrationError)
  const { response, code } = outcome
  const advice = response.headers.get('stripe-should-retry')
  if (advice === 'false') return false
  if (advice === 'true' || response.status === 429) return true
  // A replayed 500 stays the same for a day: only a look at the objects can tell what became of it.
  if (response.status >= 500) return response.headers.get('idempotent-replayed') !== 'true'
  return response.status === 409 && code === 'idempotency_key_in_use'
}

/** Full jitter: anywhere between nothing and an exponentially growing bound, so that many callers do not meet again. */
const delayFor = (outcome: Outcome, tries: number, now: number, random: () => number): number => {
  const after = outcome.response?.headers.get('retry-after')
  if (after) {
    const seconds = Number(after)
    const ms = Number.isNaN(seconds) ? Date.parse(after) - now : seconds * 1000
    if (ms >= 0) return ms
  }
  return random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (tries - 1))
}

/**
 * Tries again what can succeed later – refusals of the limiter, locks, errors of Stripe's, broken connections – within
 * the invocation's time. Past it, the caller gets the last answer, or `stripe_busy` with the seconds to wait.
 */
export const retry =
  (context: InvocationContext, clock: Clock, random: () => number): Stage =>
  (next) =>
  async (input, init = {}) => {
    const invocation = context.current()
    for (let tries = 1; ; tries++) {
      const time = remaining(invocation, clock)
      if (time < SHORTEST_ATTEMPT) throw busy(LONGEST_DELAY)
      const limit = { clock, ms: Math.min(ATTEMPT_TIMEOUT, time) }
      const outcome = await observed(init, clock, () => attempt(next, input, init, limit))
      if (!isRetryable(outcome) || init.signal?.aborted) return answer(outcome)
      const delay = delayFor(outcome, tries, clock.now(), random)
      if (!fits(delay, invocation, clock)) return lastAnswer(outcome, delay)
      await clock.sleep(delay, init.signal ?? undefined)
    }
  }

const fits = (delay: number, invocation: Invocation | undefined, clock: Clock): boolean =>
  invocation !== undefined && delay + SHORTEST_ATTEMPT < remaining(invocation, clock)

const lastAnswer = (outcome: Outcome, delay: number): Response => {
  if (outcome.response?.status === 429) throw busy(delay)
  return answer(outcome)
}

/**
 * The SDK runs the whole pipeline again for an error with the code ECONNRESET or EPIPE, even with its retries off: our
 * error has none.
 */
const answer = (outcome: Outcome): Response => {
  if (outcome.response) return outcome.response
  if (outcome.error instanceof IntegrationError) throw outcome.error
  throw new IntegrationError('stripe_unavailable', `There was no usable answer from Stripe (${outcome.problem}).`)
}

const observed = async (init: RequestInit, clock: Clock, send: () => Promise<Outcome>): Promise<Outcome> => {
  const startedAt = clock.now()
  const outcome = await send()
  const record: AttemptRecord = { status: outcome.response?.status ?? 0, took: clock.now() - startedAt }
  if (!outcome.response) record.problem = outcome.problem
  const requestId = outcome.response?.headers.get('request-id')
  if (requestId) record.requestId = requestId
  recordOf(init)?.attempts.push(record)
  return outcome
}
