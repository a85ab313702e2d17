import { IntegrationDefinition, z } from '@botpress/sdk'

/** A small integration that uses everything the runtime is strict about. */
export default new IntegrationDefinition({
  name: 'greeter',
  version: '0.1.0',
  configuration: {
    schema: z.object({ greeting: z.string().min(1), mode: z.enum(['kind', 'strict']).default('kind') }),
  },
  configurations: { manual: { title: 'Manual', description: 'By hand', schema: z.object({ key: z.string() }) } },
  actions: {
    greet: {
      input: { schema: z.object({ name: z.string().max(20), times: z.number().int().min(1).optional() }) },
      output: { schema: z.object({ text: z.string() }) },
    },
    fail: {
      input: { schema: z.object({ how: z.enum(['runtime', 'plain', 'api']) }) },
      output: { schema: z.object({}) },
    },
    answerWrongly: { input: { schema: z.object({}) }, output: { schema: z.object({ count: z.number() }) } },
    whoAmI: { input: { schema: z.object({}) }, output: { schema: z.record(z.unknown()) } },
    remember: {
      input: { schema: z.object({ count: z.number() }) },
      output: { schema: z.object({ before: z.number().nullable() }) },
    },
  },
  events: {
    greeted: {
      schema: z.object({
        name: z.string(),
        email: z.string().email().optional(),
        note: z.string().nullable(),
        at: z.string().datetime().optional(),
      }),
    },
  },
  states: {
    counter: { type: 'integration', schema: z.object({ count: z.number(), extra: z.string().optional() }) },
    profile: { type: 'user', schema: z.object({ customerId: z.string() }) },
    topic: { type: 'conversation', schema: z.object({ topic: z.string() }) },
  },
  user: { tags: { id: { title: 'ID' }, nonce: { title: 'Nonce' } } },
  channels: {
    chat: {
      messages: { text: { schema: z.object({ text: z.string() }) } },
      message: { tags: { id: { title: 'ID' } } },
      conversation: { tags: { id: { title: 'ID' } } },
    },
  },
})
