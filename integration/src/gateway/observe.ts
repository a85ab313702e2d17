import type { Clock } from '../clock'
import type { Stage } from './stage'

/** One try to send a request. Times are milliseconds. */
export interface AttemptRecord {
  /** The HTTP status, or 0 when there was no usable answer. */
  status: number
  /** What went wrong with the connection, if something did. */
  problem?: string
  /** How long it was put off after the try before it. */
  waited: number
  /** From asking for a slot to the whole answer. */
  took: number
  requestId?: string
}

/** One call to Stripe, with all its attempts. Holds no query string, no body and no key. */
export interface CallRecord {
  operation: string
  object: string | undefined
  startedAt: number
  /** The status the caller got, or 0. */
  status: number
  /** The whole call, waits included, in milliseconds. */
  took: number
  /** Of that, how long it waited to stay below Stripe's limits. */
  paced: number
  requestId?: string
  replayed: boolean
  /** Answered by an identical request that was under way already. */
  shared?: boolean
  attempts: AttemptRecord[]
}

export type Observer = (call: CallRecord) => void

const line = (...parts: Array<string | false | undefined>): string => parts.filter(Boolean).join('  ')

const ms = (time: number): string => `${Math.round(time)} ms`

/** The call as a line, and one more for each try if there were several. They hold nothing secret or personal. */
export const linesOf = (call: CallRecord): string[] => {
  const { operation, object, attempts, paced, took, requestId } = call
  const tries = attempts.map((attempt, index) =>
    line(
      ...[operation, object, `try ${index + 1}`, attempt.problem ?? String(attempt.status), ms(attempt.took)],
      ...[attempt.waited > 0 && `after ${ms(attempt.waited)}`, attempt.requestId]
    )
  )
  const whole = line(
    ...[operation, object, call.shared ? 'shared' : String(call.status || attempts.at(-1)?.problem || 'not sent')],
    ...[ms(took), paced >= 1 && `paced ${ms(paced)}`, call.replayed && 'replayed', requestId]
  )
  return tries.length > 1 ? [...tries, whole] : [whole]
}

/** Writes down every call, outside everything else: the stages inside add their attempts to its record. */
export const observe =
  (clock: Clock, observer: Observer): Stage =>
  (next) =>
  async (request, cutoff) => {
    const { operation, object } = request
    const record: CallRecord = {
      ...{ operation, object, startedAt: clock.now() },
      ...{ status: 0, took: 0, paced: 0, replayed: false, attempts: [] },
    }
    request.invocation?.calls.push(record)
    request.record = record
    try {
      const answer = await next(request, cutoff)
      record.status = answer.status
      record.replayed = answer.headers['idempotent-replayed'] === 'true'
      const requestId = answer.headers['request-id']
      if (requestId) record.requestId = requestId
      return answer
    } finally {
      record.took = clock.now() - record.startedAt
      observer(record)
    }
  }
