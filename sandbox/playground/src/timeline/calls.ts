import { createBounded } from '@botpress-stripe/integration/bounded'
import type { CallRecord } from '@botpress-stripe/integration/gateway/observe'
import { toRequest } from '@botpress-stripe/integration/gateway/request'
import type { CallInfo } from '../api'
import type { Work } from '../trace'
import { idsIn } from './objects'
import type { Story } from './story'

/** A request as it reached the embedded Stripe. */
export interface SeenRequest {
  method: string
  path: string
  /** The query, which tells two requests for the same path apart and is shown nowhere. */
  query: string
  idempotencyKey: string | undefined
}

/** A call that is under way: its attempts are one entry. */
interface Seen {
  entryId: string
  operation: string
  causeId: string | undefined
  isDone: boolean
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300

const join = (...parts: Array<string | false | undefined>): string => parts.filter(Boolean).join(' · ')

const titleOf = ({ operation, object }: CallRecord): string => operation.replace(':id', object ?? ':id')

const infoOf = (record: CallRecord): CallInfo => {
  const { operation, object, status, took, paced, requestId, replayed, attempts } = record
  return {
    ...{ operation, status, took, paced, replayed, attempts },
    ...(object !== undefined && { object }),
    ...(requestId !== undefined && { requestId }),
  }
}

const detailOf = ({ status, attempts, paced, replayed, shared }: CallRecord): string =>
  join(
    shared ? 'shared with the same call' : String(status || attempts.at(-1)?.problem || 'not sent'),
    attempts.length > 1 && `${attempts.length} attempts`,
    paced >= 1 && `waited ${Math.round(paced)} ms below the limit`,
    replayed && 'replayed'
  )

/**
 * The calls to Stripe. The embedded Stripe tells of each request as it comes; the integration tells of the whole call, with
 * its attempts and waits, when it is over. One entry tells of both.
 */
export const createCalls = (story: Story) => {
  const { timeline } = story
  const byKey = createBounded<Seen>(2_000)
  const byRequest = createBounded<Seen>(2_000)
  const open = new Set<Seen>()

  const keyOf = (request: SeenRequest, work: Work): string =>
    request.idempotencyKey ?? `${work.causeId}:${request.method} ${request.path}${request.query}`

  return {
    /** A request has come. @returns the entry of its call */
    begin: (request: SeenRequest, work: Work): string => {
      const key = keyOf(request, work)
      const known = byKey.get(key)
      if (known && !known.isDone && open.has(known)) return known.entryId
      const { causeId, conversationId } = work
      const title = `${request.method} ${request.path}`
      const item = { kind: 'call', title, ok: true, isRunning: true, objects: idsIn(request.path.split('/')) } as const
      const { id: entryId } = story.tell({ ...item, causeId, conversationId })
      const seen = { entryId, operation: toRequest(request.method, '', request.path).operation, causeId, isDone: false }
      byKey.set(key, seen)
      if (work.client === 'integration') open.add(seen)
      return entryId
    },

    /** It was answered; status 0 means that the connection broke. */
    end: (
      request: SeenRequest,
      work: Work,
      answer: { status: number; requestId: string | null; objects: string[] }
    ) => {
      const seen = byKey.get(keyOf(request, work))
      if (!seen) return
      const { status, requestId, objects } = answer
      if (requestId !== null) byRequest.set(requestId, seen)
      const entry = timeline.get(seen.entryId)
      if (!entry) return
      // The integration may try again, and tells when it is done.
      const goesOn = work.client === 'integration' && !isSuccess(status)
      seen.isDone = !goesOn
      timeline.change(seen.entryId, {
        ...{ ok: isSuccess(status), detail: status === 0 ? 'the connection broke' : String(status) },
        objects: [...new Set([...entry.objects, ...objects])],
        ...(!goesOn && { isRunning: undefined }),
      })
    },

    /** The integration tells of a whole call. */
    record: (record: CallRecord, work: Work | undefined): void => {
      const info = infoOf(record)
      work?.calls?.push(info)
      const requestIds = [record, ...record.attempts].flatMap(({ requestId }) => requestId ?? [])
      const seen =
        requestIds.map(byRequest.get).find((known) => known !== undefined) ??
        // No attempt was answered: it is known by who made it.
        [...open].find(({ causeId, operation }) => causeId === work?.causeId && operation === record.operation)
      const patch = {
        ...{ title: titleOf(record), detail: detailOf(record), ok: isSuccess(record.status), payload: info },
        durationMs: Math.round(record.took),
      }
      if (seen && !record.shared) {
        open.delete(seen)
        seen.isDone = true
        timeline.change(seen.entryId, { ...patch, isRunning: undefined })
      } else {
        const objects = idsIn([record.object])
        story.tell({ kind: 'call', ...patch, objects, causeId: work?.causeId, conversationId: work?.conversationId })
      }
    },
  }
}

export type Calls = ReturnType<typeof createCalls>
