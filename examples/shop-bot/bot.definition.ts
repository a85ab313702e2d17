import { BotDefinition } from '@botpress/sdk'
import stripe from '@botpress-stripe/integration/definition'
import { dialogueState } from './src/state'

/**
 * The integration as the bot depends on it. Deploying, `bp add` writes a package of this form, with the ID that the
 * integration has in your workspace: import that one in its place (README).
 */
const stripePackage = {
  ...{ type: 'integration' as const, name: stripe.name, version: stripe.version },
  definition: { name: stripe.name, version: stripe.version },
}

export default new BotDefinition({
  states: { dialogue: { type: 'conversation', schema: dialogueState } },
  message: {
    tags: { about: { title: 'About', description: 'The event that a message tells of: it is told once' } },
  },
}).addIntegration(stripePackage, { alias: 'stripe', enabled: true, configuration: {} })
