import { NAMES } from '@botpress-stripe/integration/binding'
import { createBounded } from '@botpress-stripe/integration/bounded'
import type { StripeSandbox } from '@botpress-stripe/sandbox-stripe'
import { isObject } from '../is-object'
import { isSuccess } from '../timeline/calls'
import { idsIn } from '../timeline/objects'
import type { Story } from '../timeline/story'

interface StripeEvent {
  id: string
  type: string
  /** The request that caused it; none for what a customer did, or for what happened by itself. */
  hasRequest: boolean
  object: Record<string, unknown>
  payload: Record<string, unknown>
}

const readEvent = (payload: Record<string, unknown> | undefined): StripeEvent | undefined => {
  const { id, type, data, request } = payload ?? {}
  const object = isObject(data) ? data.object : undefined
  if (!payload || typeof id !== 'string' || typeof type !== 'string' || !isObject(object)) return undefined
  return { id, type, hasRequest: isObject(request) && typeof request.id === 'string', object, payload }
}

/** The conversation that an object of Stripe's was sold in, wherever in it that is written. */
export const conversationIn = (value: unknown, depth = 0): string | undefined => {
  if (!isObject(value) || depth > 4) return undefined
  const own = value[NAMES.conversation]
  if (typeof own === 'string' && own !== '') return own
  for (const part of Object.values(value)) {
    const found = conversationIn(part, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * Tells of each event at the embedded Stripe. It follows from the call or the page that is being answered; what happens by
 * itself follows from what its object was made by.
 */
export const watchStripe = (stripe: StripeSandbox, story: Story): (() => void) =>
  stripe.subscribe((entry) => {
    if (entry.kind === 'problem') story.tell({ kind: 'log', title: entry.message, ok: false })
    if (entry.kind !== 'event') return
    const event = readEvent(stripe.get(entry.id))
    if (!event) return
    const objects = idsIn(event.object)
    const origin = story.firstPlaceOf(objects)
    const work = story.traces.current()
    const conversationId = conversationIn(event.object) ?? origin.conversationId ?? work?.conversationId
    const causeId = work?.causeId ?? origin.causeId
    const { type, id, payload } = event
    const { at } = entry
    const told = story.tell({ kind: 'change', at, title: type, ok: true, objects, causeId, conversationId, payload })
    for (const name of [id, entry.object]) story.remember(name, { causeId: told.id, conversationId })
  })

const KEPT_EVENTS = 5_000

/** Who wants to know of each webhook. */
export type OnDelivery = (delivery: { eventId: string; isRepeated: boolean }) => void

/**
 * Delivers webhooks of the embedded Stripe, and tells of each as it is sent and answered.
 * @param send what carries it: the network
 */
export const deliverTold = (story: Story, send: typeof fetch, onDelivery: OnDelivery) => {
  /** How often each event was sent, and whether it arrived. */
  const sent = createBounded<{ times: number; arrived: boolean }>(KEPT_EVENTS)
  return async (url: string, init: RequestInit): Promise<Response> => {
    const event = readEvent(parse(init.body))
    if (!event) return send(url, init)
    const before = sent.get(event.id) ?? { times: 0, arrived: false }
    const counted = { times: before.times + 1, arrived: before.arrived }
    sent.set(event.id, counted)
    onDelivery({ eventId: event.id, isRepeated: before.times > 0 })
    const { causeId, conversationId } = story.placeOf(event.id) ?? {}
    const entry = story.timeline.add({
      ...{ kind: 'webhook', title: event.type, ok: true, isRunning: true, objects: idsIn(event.object) },
      ...{ causeId, conversationId, detail: note(before) },
    })
    const startedAt = performance.now()
    const done = (status: number) => {
      if (isSuccess(status)) counted.arrived = true
      story.timeline.change(entry.id, {
        ...{ isRunning: undefined, ok: isSuccess(status), durationMs: Math.round(performance.now() - startedAt) },
        detail: [
          status === 0 ? 'no answer' : `answered ${status}`,
          note(before),
          !isSuccess(status) && 'sent again later',
        ]
          .filter(Boolean)
          .join(' · '),
        payload: { event: event.payload, status },
      })
    }
    try {
      const headers = new Headers(init.headers)
      headers.set('traceparent', story.traces.headerFor({ causeId: entry.id, conversationId: entry.conversationId }))
      const response = await send(url, { ...init, headers })
      done(response.status)
      return response
    } catch (error) {
      done(0)
      throw error
    }
  }
}

const note = ({ times, arrived }: { times: number; arrived: boolean }): string | undefined =>
  times === 0 ? undefined : arrived ? 'a duplicate' : `attempt ${times + 1}`

const parse = (body: RequestInit['body']): Record<string, unknown> | undefined => {
  try {
    const parsed: unknown = typeof body === 'string' ? JSON.parse(body) : undefined
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
