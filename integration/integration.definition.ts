import { IntegrationDefinition } from '@botpress/sdk'
import { bundleOptions, bundleOptionsWithRedis } from './bundle/index'
import { version } from './package.json'
import * as actions from './src/actions/index'
import { configuration, states, user } from './src/configuration'
import { toActionDefinitions, toEventDefinitions } from './src/define/to-definition'
import { allEvents } from './src/events/index'

/**
 * The switch for Redis: with `true`, `bp deploy` uploads the bundle whose instances share limits, locks and deliveries in
 * the Redis of the secret REDIS_URL (docs/scaling.md). The bundle is larger then, and nothing changes without the secret.
 */
const WITH_REDIS: boolean = false

export default new IntegrationDefinition({
  name: 'stripe',
  version,
  title: 'Stripe',
  description: 'Sell, bill, look up and refund with Stripe in a conversation, and know what became of each payment.',
  readme: 'hub.md',
  icon: 'icon.svg',
  configuration: { schema: configuration },
  actions: toActionDefinitions(actions),
  events: toEventDefinitions(allEvents),
  states,
  user,
  attributes: { category: 'E-commerce & Payments' },
  secrets: {
    REDIS_URL: {
      description:
        'Redis or Valkey that the instances share, for bundles built with it: redis:// or rediss://. Not needed by most.',
      optional: true,
    },
  },
  __advanced: { esbuild: WITH_REDIS ? bundleOptionsWithRedis : bundleOptions },
})
