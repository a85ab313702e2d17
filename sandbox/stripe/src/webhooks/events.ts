import { API_VERSION } from '../protocol/version'
import type { Scene } from '../sandbox'
import { seconds } from '../sandbox'
import type { StoredObject } from '../store'
import { deliverEvent, endpointsFor, type StoredEvent } from './deliver'

/** The object as it is now: objects are replaced, never changed in place. The balance has no ID. */
const shown = (object: StoredObject): StoredObject => {
  const { id, ...rest } = object
  return id === '' ? (rest as StoredObject) : object
}

/** Records that something happened, and tells the endpoints that want to know. @see docs.stripe.com/api/events */
export const emit = (scene: Scene, type: string, object: StoredObject, previous?: Record<string, unknown>): void => {
  const { sandbox, env } = scene
  const event: StoredEvent = {
    id: sandbox.ids.make('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: seconds(scene),
    data: { object: shown(object), ...(previous && { previous_attributes: previous }) },
    livemode: env.livemode,
    pending_webhooks: endpointsFor(scene, type).length,
    request: { id: scene.requestId, idempotency_key: scene.idempotencyKey ?? null },
    type,
  }
  env.store.insert(event)
  if (scene.clock) env.recorded.set(event.id, Math.floor(sandbox.clock.now() / 1000))
  sandbox.publish({
    kind: 'event',
    id: event.id,
    at: sandbox.clock.now(),
    type,
    object: object.id,
    mode: env.mode,
  })
  deliverEvent(scene, event)
}

/** The fields of `before` that are different in `after`, as they were. Nested objects show only what changed in them. */
export const previousAttributes = (
  before: Record<string, unknown>,
  after: Record<string, unknown>
): Record<string, unknown> => {
  const previous: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[key], after[key]]
    if (JSON.stringify(old) === JSON.stringify(now)) continue
    previous[key] = isPlain(old) && isPlain(now) ? previousAttributes(old, now) : (old ?? null)
  }
  return previous
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Stores a changed object and tells what changed; nothing happens when nothing did. */
export const change = <T extends StoredObject>(scene: Scene, before: T, patch: Partial<T>, type: string): T => {
  const after = { ...before, ...patch }
  const previous = previousAttributes(before, after)
  if (Object.keys(previous).length === 0) return before
  scene.env.store.replace(after)
  emit(scene, type, after, previous)
  return after
}
