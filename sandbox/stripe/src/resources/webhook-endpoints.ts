import type Stripe from 'stripe'
import { invalid } from '../protocol/errors'
import { all, find } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { API_VERSION, OLD_VERSION } from '../protocol/version'
import { type Resource, seconds } from '../sandbox'
import { newSecret } from '../webhooks/secrets'
import type { WebhookEndpoint } from '../wire'

/** In one mode of an account. @see docs.stripe.com/webhooks */
const MOST_ENDPOINTS = 16

const checkUrl = (url: string, livemode: boolean): void => {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw invalid(`Invalid URL: ${url}. URLs must begin with https:// or http://.`, 'url', 'url_invalid')
  }
  if (livemode && new URL(url).protocol !== 'https:') {
    throw invalid('Invalid URL: in live mode webhook endpoints must use https.', 'url', 'url_invalid')
  }
}

const checkEvents = (events: string[]): string[] => {
  for (const [index, type] of events.entries()) {
    if (type !== '*' && !/^[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(type)) {
      throw invalid(`Invalid enabled_events: ${type} is not an event type`, `enabled_events[${index}]`)
    }
  }
  if (events.length === 0) throw invalid('Invalid array', 'enabled_events')
  return events
}

const checkVersion = (version: string | undefined): string | null => {
  if (version === undefined || version === '') return null
  if (version === API_VERSION || version === OLD_VERSION) return version
  throw invalid(
    `Invalid API version: ${version}. This sandbox renders events in ${API_VERSION} and ${OLD_VERSION}.`,
    'api_version'
  )
}

export const webhookEndpoints: Resource = {
  routes: {
    'POST /v1/webhook_endpoints': (call) => {
      const { sandbox, env } = call
      const params = call.params as unknown as Stripe.WebhookEndpointCreateParams
      checkUrl(params.url, env.livemode)
      if (env.store.count('webhook_endpoint') >= MOST_ENDPOINTS) {
        throw invalid(`You have reached the maximum of ${MOST_ENDPOINTS} webhook endpoints.`)
      }
      const endpoint = {
        ...{ id: sandbox.ids.make('we'), object: 'webhook_endpoint', api_version: checkVersion(params.api_version) },
        ...{ application: null, created: seconds(call), description: params.description || null },
        enabled_events: checkEvents(params.enabled_events),
        ...{
          livemode: env.livemode,
          metadata: mergeMetadata(null, params.metadata),
          status: 'enabled',
          url: params.url,
        },
      } satisfies WebhookEndpoint as WebhookEndpoint
      const secret = newSecret(sandbox)
      env.store.insert(endpoint)
      env.secrets.set(endpoint.id, secret)
      return { ...endpoint, secret }
    },
    'GET /v1/webhook_endpoints': (call) =>
      pageOf(call, all<WebhookEndpoint>(call.env, 'webhook_endpoint'), '/v1/webhook_endpoints'),
    'GET /v1/webhook_endpoints/{id}': ({ env, id }) => find(env, 'webhook_endpoint', id),
    'POST /v1/webhook_endpoints/{id}': ({ env, id, params }) => {
      const endpoint = find<WebhookEndpoint>(env, 'webhook_endpoint', id)
      const { disabled, url, enabled_events, description, metadata } = params as Stripe.WebhookEndpointUpdateParams
      if (url !== undefined) checkUrl(url, env.livemode)
      return env.store.replace({
        ...endpoint,
        ...(url !== undefined && { url }),
        ...(enabled_events && { enabled_events: checkEvents(enabled_events) }),
        ...(description !== undefined && { description: description || null }),
        ...(disabled !== undefined && { status: disabled ? 'disabled' : 'enabled' }),
        metadata: mergeMetadata(endpoint.metadata, metadata),
      })
    },
    'DELETE /v1/webhook_endpoints/{id}': ({ env, id }) => {
      find<WebhookEndpoint>(env, 'webhook_endpoint', id)
      env.store.remove(id)
      env.secrets.delete(id)
      return { id, object: 'webhook_endpoint', deleted: true }
    },
  },
}
