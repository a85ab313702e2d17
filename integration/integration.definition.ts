import { IntegrationDefinition } from '@botpress/sdk'
import { bundleOptions } from './bundle/index'
import { version } from './package.json'
import * as actions from './src/actions/index'
import { configuration, states, user } from './src/configuration'
import { toActionDefinitions, toEventDefinitions } from './src/define/to-definition'
import { allEvents } from './src/events/index'

export default new IntegrationDefinition({
  name: 'stripe',
  version,
  title: 'Stripe',
  description: 'Sell, bill and look up customers with Stripe in a conversation, and know what became of each payment.',
  readme: 'hub.md',
  icon: 'icon.svg',
  configuration: { schema: configuration },
  actions: toActionDefinitions(actions),
  events: toEventDefinitions(allEvents),
  states,
  user,
  attributes: { category: 'E-commerce & Payments' },
  __advanced: { esbuild: bundleOptions },
})
