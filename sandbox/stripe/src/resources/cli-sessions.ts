import { API_VERSION } from '../protocol/version'
import type { Resource } from '../sandbox'
import { newSecret } from '../webhooks/secrets'

/** How long the tool waits before it connects again, in seconds. */
const RECONNECT_DELAY = 10

/** Where `stripe listen` connects to hear of all events. Stripe's reference does not tell of it. */
export const cliSessions: Resource = {
  routes: {
    'POST /v1/stripecli/sessions': ({ sandbox, env }) => {
      const id = sandbox.ids.make('cliws')
      const secret = newSecret(sandbox)
      env.secrets.set(id, secret)
      return {
        ...{ websocket_id: id, websocket_url: `${sandbox.publicUrl.replace(/^http/, 'ws')}/_listen/${id}`, secret },
        ...{ websocket_authorized_feature: 'webhooks', reconnect_delay: RECONNECT_DELAY },
        ...{ default_version: sandbox.accountVersion, latest_version: API_VERSION },
      }
    },
  },
}
