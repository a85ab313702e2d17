import { createHmac } from 'node:crypto'
import type Stripe from 'stripe'
import { soon, type Work } from '../agenda'
import { renderFor } from '../protocol/render'
import type { Sandbox, Scene } from '../sandbox'
import { is, type StoredObject } from '../store'
import type { WebhookEndpoint } from '../wire'

export interface StoredEvent extends StoredObject {
  object: 'event'
  api_version: string
  created: number
  data: { object: StoredObject; previous_attributes?: Record<string, unknown> }
  livemode: boolean
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
  type: string
}

/**
 * When a delivery that failed is tried again, in seconds after the one before; three days in all, as in live mode. Stripe
 * says that the gaps grow, and not how; none is known to be shorter than minutes.
 * @see docs.stripe.com/webhooks (in test mode, Stripe gives up after three times within hours)
 */
const RETRIES = [300, 1800, 7200, 14_400, 28_800, 43_200, 43_200, 43_200, 43_200, 33_900]

const wants = (endpoint: WebhookEndpoint, type: string): boolean =>
  endpoint.status === 'enabled' && (endpoint.enabled_events.includes('*') || endpoint.enabled_events.includes(type))

export const endpointsFor = ({ env }: Scene, type: string): WebhookEndpoint[] =>
  env.store
    .all('webhook_endpoint')
    .filter((object) => is<Stripe.WebhookEndpoint>(object, 'webhook_endpoint'))
    .filter((endpoint) => wants(endpoint, type))

/**
 * Sends an event to every endpoint that wants it, after the request that caused it is answered; more than once and out
 * of order where the sandbox was asked for that.
 */
export const deliverEvent = (scene: Scene, event: StoredEvent): void => {
  const { duplicates = 0, shuffleMs = 0 } = scene.sandbox.deliveries
  const { number } = scene.sandbox.ids
  for (const { id: endpoint } of endpointsFor(scene, event.type)) {
    const times = duplicates > 0 && number() < duplicates ? 2 : 1
    for (let time = 0; time < times; time++) {
      plan(scene, shuffleMs > 0 ? number() * shuffleMs : 0, event.id, endpoint, 1)
    }
  }
}

/** Plans an attempt; one that has to wait is not waited for by `settled()`. Milliseconds. */
const plan = (scene: Scene, ms: number, id: string, endpoint: string, attempt: number): void =>
  soon(scene, ms, { name: 'delivery', id, endpoint, attempt })

export const attemptDelivery: Work = async (scene, { id, endpoint: endpointId = '', attempt = 1 }) => {
  const { sandbox, env } = scene
  // Nobody may hear of what a restart would undo.
  await sandbox.committed()
  const event = env.store.get(id)
  const endpoint = env.store.get(endpointId)
  // Deleting or disabling an endpoint ends its retries.
  if (!is<Stripe.WebhookEndpoint>(endpoint, 'webhook_endpoint') || endpoint.status !== 'enabled') return
  if (!isEvent(event)) return
  const status = await send(scene, event, endpoint)
  const base = { kind: 'delivery' as const, at: sandbox.clock.now(), event: id, type: event.type }
  sandbox.publish({ ...base, endpoint: endpointId, status, attempt })
  if (status >= 200 && status < 300) arrived(scene, id)
  else retryLater(scene, id, endpointId, attempt)
}

export const isEvent = (object: StoredObject | undefined): object is StoredEvent => object?.object === 'event'

const arrived = ({ env }: Scene, id: string): void => {
  const event = env.store.get(id)
  if (!isEvent(event)) return
  env.store.replace({ ...event, pending_webhooks: Math.max(0, event.pending_webhooks - 1) })
}

const retryLater = (scene: Scene, id: string, endpoint: string, attempt: number): void => {
  const delay = RETRIES[attempt - 1]
  if (delay !== undefined) plan(scene, delay * 1000, id, endpoint, attempt + 1)
}

/** @see docs.stripe.com/webhooks/signature */
const sign = (payload: string, secret: string, timestamp: number): string =>
  `t=${timestamp},v1=${createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex')}`

/** The header that says who sent it and when. Seconds since 1970 on the sandbox's clock. */
export const signatureOf = ({ clock }: Sandbox, payload: string, secret: string): string =>
  sign(payload, secret, Math.floor(clock.now() / 1000))

const send = async ({ sandbox, env }: Scene, event: StoredEvent, endpoint: WebhookEndpoint): Promise<number> => {
  const secret = env.secrets.get(endpoint.id) ?? ''
  const payload = JSON.stringify(renderFor(endpoint.api_version ?? sandbox.accountVersion, event, env), null, 2)
  try {
    const response = await sandbox.deliver(endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signatureOf(sandbox, payload, secret),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      body: payload,
      redirect: 'manual',
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0 // Not reachable: tried again later, like any failure.
  }
}
