import * as sdk from '@botpress/sdk'

/** The bot that belongs to `bot-definition.ts`: it does what it is told, and says what it was told. */
const bot = new sdk.Bot({ actions: {}, plugins: {} })

type Client = Parameters<Parameters<typeof bot.on.message>[1]>[0]['client']

const COMMANDS: Record<string, (client: Client, place: { conversationId: string; id: string }) => Promise<string>> = {
  greet: async (client) =>
    JSON.stringify((await client.callAction({ type: 'hello:greet', input: { name: 'Ada' } })).output),
  'greet nobody': async (client, { conversationId }) => {
    const failed = await client
      .callAction({ type: 'hello:fail', input: { how: 'runtime', conversationId } })
      .catch((e) => e)
    return JSON.stringify({ type: failed.type, message: failed.message, metadata: failed.metadata })
  },
  forget: async (client, { id }) => {
    await client.updateMessage({ id, tags: {}, payload: { text: 'removed' } })
    return 'It is gone.'
  },
  crash: async () => {
    throw new Error('a secret of the program')
  },
}

bot.on.message('*', async ({ message, client, ctx }) => {
  const { conversationId, id } = message
  const say = (text: string) =>
    client.createMessage({ conversationId, userId: ctx.botId, type: 'text', payload: { text }, tags: {} })
  const { text } = message.payload
  const command = COMMANDS[text]
  if (command) return void (await say(await command(client, { conversationId, id })))
  const key = { type: 'conversation', id: conversationId, name: 'count' } as const
  const { state } = await client.getOrSetState({ ...key, payload: { count: 0 } })
  const count = state.payload.count + 1
  await client.setState({ ...key, payload: { count } })
  await say(`${count}: ${text}`)
})

bot.on.event('*', async ({ event, client, ctx }) => {
  const { conversationId, type, payload } = event
  if (!conversationId) return
  const text = `${type} ${JSON.stringify(payload)}`
  // However often it is told of an event, it says so once.
  await client.getOrCreateMessage({
    ...{ conversationId, userId: ctx.botId, type: 'text', payload: { text } },
    ...{ tags: { about: event.id }, discriminateByTags: ['about'] },
  })
})

export default bot
