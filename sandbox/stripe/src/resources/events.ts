import type Stripe from 'stripe'
import { invalid, missing } from '../protocol/errors'
import { all, find } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { renderFor } from '../protocol/render'
import type { Call, Resource } from '../sandbox'
import type { StoredEvent } from '../webhooks/deliver'

/** The most types a list may be filtered by. */
const MOST_TYPES = 20

/** How long events can be read, in seconds. @see docs.stripe.com/api/events */
const KEPT_SECONDS = 30 * 86_400

const isKept = (call: Call) => {
  const oldest = call.sandbox.clock.now() / 1000 - KEPT_SECONDS
  return ({ id, created }: StoredEvent): boolean => (call.env.recorded.get(id) ?? created) >= oldest
}

const typeMatches = (type: string, wanted: string): boolean =>
  wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted

export const events: Resource = {
  routes: {
    'GET /v1/events': (call) => {
      const { type, types, delivery_success: delivered } = call.params as Stripe.EventListParams
      if ((types?.length ?? 0) > MOST_TYPES) throw invalid(`You may specify up to ${MOST_TYPES} types.`, 'types')
      const wanted = types ?? (type === undefined ? undefined : [type])
      const kept = isKept(call)
      const found = all<StoredEvent>(call.env, 'event').filter(
        (event) =>
          kept(event) &&
          (!wanted || wanted.some((one) => typeMatches(event.type, one))) &&
          (delivered === undefined || (event.pending_webhooks === 0) === delivered)
      )
      const page = pageOf(call, found, '/v1/events')
      // The list shows what each event had in the account's version; that of the request does not matter.
      return { ...page, data: page.data.map((event) => renderFor(call.sandbox.accountVersion, event, call.env)) }
    },
    'GET /v1/events/{id}': (call) => {
      const event = find<StoredEvent>(call.env, 'event', call.id)
      if (!isKept(call)(event)) throw missing('event', call.id)
      return renderFor(call.sandbox.accountVersion, event, call.env)
    },
  },
}
