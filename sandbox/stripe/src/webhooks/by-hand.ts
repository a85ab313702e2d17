import { soon } from '../agenda'
import type { Sandbox, Scene } from '../sandbox'
import type { DeliveryOptions } from '../types'
import { endpointsFor, isEvent } from './deliver'

/** An attempt that nobody planned is not repeated: what was planned goes on beside it. */
const BY_HAND = 0

/**
 * Sends an event again, as in the Dashboard: to one endpoint, whatever it wants to hear of, or to all that want it.
 * @returns the endpoints that it is sent to
 */
export const resend = (sandbox: Sandbox, id: string, endpoint?: string): string[] => {
  for (const env of Object.values(sandbox.environments)) {
    const event = env.store.get(id)
    if (!isEvent(event)) continue
    const scene: Scene = { sandbox, env, requestId: null, idempotencyKey: undefined }
    if (endpoint !== undefined && env.store.get(endpoint)?.object !== 'webhook_endpoint') {
      throw new Error(`There is no webhook endpoint ${endpoint}.`)
    }
    const targets = endpoint === undefined ? endpointsFor(scene, event.type).map((one) => one.id) : [endpoint]
    for (const one of targets) soon(scene, 0, { name: 'delivery', id, endpoint: one, attempt: BY_HAND })
    return targets
  }
  throw new Error(`There is no event ${id}.`)
}

/** @throws {Error} which says what is wrong with it */
export const checkDeliveries = ({ duplicates, shuffleMs, ...rest }: DeliveryOptions): DeliveryOptions => {
  const [unknown] = Object.keys(rest)
  if (unknown) throw new Error(`Unknown: ${unknown}. There are: duplicates, shuffleMs.`)
  if (duplicates !== undefined && !(duplicates >= 0 && duplicates <= 1)) {
    throw new Error(`duplicates must be a share from 0 to 1, not ${duplicates}.`)
  }
  if (shuffleMs !== undefined && !(shuffleMs >= 0 && Number.isFinite(shuffleMs))) {
    throw new Error(`shuffleMs must be a number of milliseconds, 0 or more, not ${shuffleMs}.`)
  }
  return { ...(duplicates !== undefined && { duplicates }), ...(shuffleMs !== undefined && { shuffleMs }) }
}
