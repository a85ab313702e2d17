import type { Clock } from '../clock'
import type { Stage } from './fetch'
import type { InvocationContext } from './invocation'
import { readRequest } from './request'

/** One try to send a request. Times are milliseconds. */
export interface AttemptRecord {
  /** The HTTP status, or 0 when there was no usable answer. */
  status: number
  /** What went wrong with the connection, if something did. */
  problem?: string
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

/** One line for a log: what was called, how it went, how long it took. */
export const lineOf = (call: CallRecord): string => {
  const tries = call.attempts.map(({ status, problem }) => problem ?? String(status)).join(' ')
  return [
    call.operation,
    call.object,
    call.shared ? 'shared' : tries || String(call.status),
    `${Math.round(call.took)} ms`,
    call.paced >= 1 && `paced ${Math.round(call.paced)} ms`,
    call.replayed && 'replayed',
    call.requestId,
  ]
    .filter(Boolean)
    .join('  ')
}

/** The record of the call that a request belongs to, for the stages inside. */
const records = new WeakMap<RequestInit, CallRecord>()
export const recordOf = (init: RequestInit | undefined): CallRecord | undefined => init && records.get(init)

/** A request changed on its way inward still belongs to the same call. */
export const withRecord = (from: RequestInit | undefined, to: RequestInit): RequestInit => {
  const record = recordOf(from)
  if (record) records.set(to, record)
  return to
}

/** Writes down every call, outside everything else: the stages inside add their attempts to its record. */
export const observe =
  (context: InvocationContext, clock: Clock, observer: Observer): Stage =>
  (next) =>
  async (input, init = {}) => {
    const { operation, object } = readRequest(input, init)
    const call: CallRecord = {
      ...{ operation, object, startedAt: clock.now() },
      ...{ status: 0, took: 0, paced: 0, replayed: false, attempts: [] },
    }
    records.set(init, call)
    context.current()?.calls.push(call)
    try {
      const response = await next(input, init)
      call.status = response.status
      call.replayed = response.headers.get('idempotent-replayed') === 'true'
      const requestId = response.headers.get('request-id')
      if (requestId) call.requestId = requestId
      return response
    } finally {
      call.took = clock.now() - call.startedAt
      observer(call)
    }
  }
