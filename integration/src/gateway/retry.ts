import type { Clock } from '../clock'
import { IntegrationError } from '../errors'
import { busy, remaining } from './budget'
import { type Cutoff, cutOff } from './cutoff'
import type { Invocation } from './invocation'
import type { AttemptRecord } from './observe'
import { ReplyError, type Send, type Stage, type StripeAnswer, type StripeRequest } from './stage'

/** Milliseconds. */
const FIRST_DELAY = 250
const LONGEST_DELAY = 5_000
/** A single try may take so long: Stripe answers far sooner, and the budget has room for three that hang and a fourth. */
const ATTEMPT_TIMEOUT = 12_000
/** A try that has less time than this is not begun. */
const SHORTEST_ATTEMPT = 250

/** What became of one try. */
type Outcome =
  | { answer: StripeAnswer; error?: undefined; problem?: undefined }
  | { answer?: undefined; error: unknown; problem: string }

interface Try {
  clock: Clock
  /** How long it may take, in milliseconds. */
  ms: number
  /** How long it was put off, in milliseconds. */
  waited: number
}

/** One try, with a time limit of its own, written down in the record of the call. */
const attempt = async (next: Send, request: StripeRequest, { clock, ms, waited }: Try): Promise<Outcome> => {
  const startedAt = clock.now()
  const cutoff: Cutoff = {}
  const stop = clock.after(ms, () => cutOff(cutoff, new Error('timed out')))
  let outcome: Outcome
  try {
    outcome = { answer: await next(request, cutoff) }
  } catch (error) {
    outcome = { error, problem: cutoff.reason ? 'timed out' : problemOf(error) }
  }
  stop()
  request.record?.attempts.push(recordOf(outcome, waited, clock.now() - startedAt))
  return outcome
}

const recordOf = ({ answer, problem }: Outcome, waited: number, took: number): AttemptRecord => {
  const requestId = answer?.headers['request-id']
  const record: AttemptRecord = { status: answer?.status ?? 0, waited, took }
  if (problem !== undefined) record.problem = problem
  if (requestId) record.requestId = requestId
  return record
}

/** The code in the body of Stripe's error, or undefined. */
const codeOf = (answer: StripeAnswer): string | undefined => {
  const body = answer.json()
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
  const { error } = body
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
}

/** The system's name of a connection problem, such as ECONNRESET. */
const problemOf = (error: unknown): string => {
  if (error instanceof ReplyError) return error.message
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
  if (!outcome.answer) return !(outcome.error instanceof IntegrationError)
  const { status, headers } = outcome.answer
  const advice = headers['stripe-should-retry']
  if (advice === 'false') return false
  if (advice === 'true' || status === 429) return true
  // A replayed 500 stays the same for a day: only a look at the objects can tell what became of it.
  if (status >= 500) return headers['idempotent-replayed'] !== 'true'
  return status === 409 && codeOf(outcome.answer) === 'idempotency_key_in_use'
}

/** Full jitter: anywhere between nothing and an exponentially growing bound, so that many callers do not meet again. */
const delayFor = (outcome: Outcome, tries: number, now: number, random: () => number): number => {
  const after = outcome.answer?.headers['retry-after']
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
  (clock: Clock, random: () => number): Stage =>
  (next) =>
  async (request) => {
    const { invocation } = request
    for (let tries = 1, waited = 0; ; tries++) {
      const time = remaining(invocation, clock)
      if (time < SHORTEST_ATTEMPT) throw busy(LONGEST_DELAY)
      const outcome = await attempt(next, request, { clock, ms: Math.min(ATTEMPT_TIMEOUT, time), waited })
      if (!isRetryable(outcome)) return result(outcome)
      const delay = delayFor(outcome, tries, clock.now(), random)
      if (!fits(delay, invocation, clock)) return lastResult(outcome, delay)
      await clock.sleep(delay)
      waited = delay
    }
  }

const fits = (delay: number, invocation: Invocation | undefined, clock: Clock): boolean =>
  invocation !== undefined && delay + SHORTEST_ATTEMPT < remaining(invocation, clock)

const lastResult = (outcome: Outcome, delay: number): StripeAnswer => {
  if (outcome.answer?.status === 429) throw busy(delay)
  return result(outcome)
}

/**
 * The SDK runs the whole pipeline again for an error with the code ECONNRESET or EPIPE, even with its retries off: our
 * error has none.
 */
const result = (outcome: Outcome): StripeAnswer => {
  if (outcome.answer) return outcome.answer
  if (outcome.error instanceof IntegrationError) throw outcome.error
  throw new IntegrationError('stripe_unavailable', `There was no usable answer from Stripe (${outcome.problem}).`)
}
