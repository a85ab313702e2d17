import * as sdk from '@botpress/sdk'

type Greeter = sdk.DefaultIntegration<{
  name: 'greeter'
  version: string
  configuration: { greeting: string; mode?: 'kind' | 'strict' }
  actions: {
    greet: { input: { name: string; times?: number }; output: { text: string } }
    fail: { input: { how: 'runtime' | 'plain' | 'api' }; output: Record<string, never> }
    answerWrongly: { input: object; output: { count: unknown } }
    whoAmI: { input: object; output: Record<string, unknown> }
    remember: { input: { count: number }; output: { before: number | null } }
  }
  events: { greeted: Record<string, unknown> }
  states: { counter: { type: 'integration'; payload: { count: number } } }
  user: { tags: { id: Record<never, never> } }
  channels: Record<never, never>
}>

/** The implementation that belongs to `definition.ts`: bundled and run by the tests, as a real integration is. */
export default new sdk.Integration<Greeter>({
  register: async ({ ctx, webhookUrl, client }) => {
    if (ctx.configuration.greeting === 'refused') {
      throw new sdk.RuntimeError('This greeting is not allowed.', undefined, undefined, { code: 'greeting_refused' })
    }
    console.info(`registered at ${webhookUrl} as ${ctx.configurationType} with ${JSON.stringify(ctx.configuration)}`)
    await client.configureIntegration({ identifier: 'greeter-1', scheduleRegisterCall: 'daily' })
  },
  unregister: async ({ webhookUrl }) => console.info(`unregistered at ${webhookUrl}`),
  handler: async ({ req, client }): Promise<sdk.Response> => {
    if (req.path === '/echo') return { status: 207, headers: { 'x-echo': 'yes' }, body: JSON.stringify(req) }
    if (req.path === '/identify') return { status: 204, headers: { 'x-bp-integration-identifier': 'from-oauth' } }
    if (req.path === '/fail') throw new sdk.RuntimeError('The webhook failed.')
    const { type, ...event } = JSON.parse(req.body ?? '{}')
    const { event: created } = await client.createEvent({ type, ...event })
    return { status: 200, body: created.id }
  },
  actions: {
    greet: async ({ input, ctx, metadata }) => {
      metadata.setCost(3)
      return { text: `${ctx.configuration.greeting}, ${input.name}!` }
    },
    fail: async ({ input, client, ctx }) => {
      if (input.how === 'plain') throw new Error('a secret of the program')
      if (input.how === 'api') await client.getState({ type: 'integration', id: ctx.integrationId, name: 'counter' })
      throw new sdk.RuntimeError('It went wrong.', undefined, undefined, { code: 'went_wrong', retryable: true })
    },
    answerWrongly: async () => ({ count: 'three' }),
    whoAmI: async ({ ctx }) => ({ ...ctx, environment: Object.keys(process.env).sort() }),
    remember: async ({ input, client, ctx }) => {
      const key = { type: 'integration', id: ctx.integrationId, name: 'counter' } as const
      const { state } = await client.getOrSetState({ ...key, payload: { count: -1 } })
      await client.setState({ ...key, payload: { count: input.count } })
      return { before: state.payload.count === -1 ? null : state.payload.count }
    },
  },
  channels: {},
})
