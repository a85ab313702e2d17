import { BotDefinition, z } from '@botpress/sdk'

/** A bot that gave the greeter a name of its own, and declares one thing of each kind. */
export default new BotDefinition({
  states: {
    count: { type: 'conversation', schema: z.object({ count: z.number() }) },
    totals: { type: 'bot', schema: z.object({ messages: z.number() }) },
    profile: { type: 'user', schema: z.object({ nickname: z.string() }) },
  },
  events: { reminded: { schema: z.object({ what: z.string() }) } },
  user: { tags: { vip: { title: 'VIP' } } },
  message: { tags: { about: { title: 'About' } } },
}).addIntegration(
  { type: 'integration', name: 'greeter', version: '0.1.0', definition: { name: 'greeter', version: '0.1.0' } },
  { alias: 'hello', enabled: true, configuration: {} }
)
