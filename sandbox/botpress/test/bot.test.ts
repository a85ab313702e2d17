import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBotpress, type FeedEntry } from '../src/index'
import { openChat } from './support/chat'
import definition from './support/definition'
import { type WithBot, withBot } from './support/with-bot'

let world: WithBot
beforeAll(async () => {
  world = await withBot()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

/** What was said so far, in all conversations. */
const texts = (): unknown[] => world.botpress.messages.map(({ payload }) => payload.text)

const ofKind = <Kind extends FeedEntry['kind']>(kind: Kind) =>
  world.entries.filter((entry): entry is FeedEntry & { kind: Kind } => entry.kind === kind)

const chat = () => openChat(world.chatUrl, 'ada')

describe('what a person writes', () => {
  it('reaches the bot, one message of a conversation after the other', async () => {
    const { say, close } = await chat()
    await Promise.all([say('a'), say('b'), say('c')])
    await world.botpress.idle()
    const answers = world.botpress.messages.filter(({ direction }) => direction === 'outgoing')
    expect(answers.map(({ payload }) => payload.text)).toEqual(
      ['a', 'b', 'c'].map(
        (_, index) => `${index + 1}: ${texts().filter((text) => /^[abc]$/.test(String(text)))[index]}`
      )
    )
    expect(world.botpress.states).toMatchObject([{ name: 'count', payload: { count: 3 } }])
    expect(ofKind('delivery')).toHaveLength(3)
    await close()
  })

  it('is told in the feed, with what came back', async () => {
    const { say, conversationId, init, close } = await chat()
    await say('hello')
    await world.botpress.idle()
    const place = { conversationId, clientId: 'ada' }
    expect(ofKind('message')).toMatchObject([
      { ...place, change: 'created', direction: 'in', userId: init.user.id, message: { payload: { text: 'hello' } } },
      { ...place, change: 'created', direction: 'out', message: { payload: { text: '1: hello' } } },
    ])
    expect(ofKind('delivery')).toMatchObject([{ type: 'message_created', conversationId, status: 200 }])
    await close()
  })

  it('that the bot fails on is told in the feed, and the next is delivered', async () => {
    const { say, close } = await chat()
    await say('crash')
    await say('hello')
    await world.botpress.idle()
    expect(ofKind('delivery')).toMatchObject([
      { status: 400, error: expect.stringContaining('unexpected error') },
      { status: 200 },
    ])
    expect(ofKind('delivery')[0]?.error).not.toContain('secret')
    expect(texts()).toEqual(['crash', 'hello', '1: hello'])
    await close()
  })

  it('while nobody answers is told as well', async () => {
    world.botpress.connectBot('http://127.0.0.1:1')
    const { say, close } = await chat()
    await say('hello')
    await world.botpress.idle()
    expect(ofKind('delivery')).toMatchObject([{ error: expect.stringContaining('The bot cannot be reached') }])
    await close()
  })

  it('is never kept in the feed when it is a card number', async () => {
    const { say, close } = await chat()
    await say('my card is 4242 4242 4242 4242 12/29, thanks')
    await world.botpress.idle()
    expect(ofKind('message').map(({ message }) => message.payload.text)).toEqual([
      ...['my card is [card number] 12/29, thanks', '1: my card is [card number] 12/29, thanks'],
    ])
    expect(JSON.stringify(world.entries)).not.toContain('4242')
    await close()
  })
})

describe('a bot', () => {
  it('calls actions under the alias it gave, for the conversation it works on', async () => {
    const { say, conversationId, close } = await chat()
    await say('greet')
    await world.botpress.idle()
    expect(texts().at(-1)).toBe('{"text":"Hi, Ada!"}')
    expect(ofKind('action')).toMatchObject([{ type: 'greet', conversationId }])
    await close()
  })

  it('gets the error of the integration as it is', async () => {
    const refused = world.bot.callAction({ type: 'hello:fail', input: { how: 'runtime' } })
    await expect(refused).rejects.toMatchObject({
      ...{ isApiError: true, code: 400, type: 'Runtime', message: 'It went wrong.' },
      metadata: { code: 'went_wrong', retryable: true },
    })
    await expect(world.bot.callAction({ type: 'greeter:greet', input: {} })).rejects.toThrow('begin with "hello:"')
    await expect(world.bot.callAction({ type: 'hello:greet', input: {} })).rejects.toMatchObject({
      type: 'InvalidDataFormat',
    })
    expect(ofKind('action').every((entry) => entry.conversationId === undefined)).toBe(true)
  })

  it('keeps states that it declares, apart from the integration’s of the same name', async () => {
    const { bot, integration, botpress } = world
    const { userId: id, conversationId } = botpress.grantConversation()
    const key = { type: 'user', id, name: 'profile' } as const
    await bot.setState({ ...key, payload: { nickname: 'Countess' } })
    await integration.setState({ ...key, payload: { customerId: 'cus_1' } })
    expect((await bot.getState(key)).state.payload).toEqual({ nickname: 'Countess' })
    expect((await integration.getState(key)).state.payload).toEqual({ customerId: 'cus_1' })
    await bot.setState({ type: 'bot', id: botpress.ids.botId, name: 'totals', payload: { messages: 1 } })
    const undeclared = bot.setState({
      type: 'conversation',
      id: conversationId,
      name: 'topic',
      payload: { topic: 'x' },
    })
    await expect(undeclared).rejects.toThrow('The definition of the bot declares no conversation state "topic"')
    const other = bot.setState({
      type: 'bot',
      id: botpress.ids.integrationId,
      name: 'totals',
      payload: { messages: 1 },
    })
    await expect(other).rejects.toMatchObject({ type: 'ReferenceNotFound' })
  })

  it('sees people, conversations and messages of all integrations', async () => {
    const { bot, botpress } = world
    const { userId, conversationId, messageId } = botpress.grantConversation()
    expect((await bot.getUser({ id: userId })).user.id).toBe(userId)
    expect((await bot.getConversation({ id: conversationId })).conversation.integration).toBe('webchat')
    expect((await bot.listMessages({ conversationId })).messages.map(({ id }) => id)).toEqual([messageId])
    expect((await bot.listParticipants({ id: conversationId })).participants).toHaveLength(2)
    expect((await bot.updateUser({ id: userId, tags: { vip: 'yes' } })).user.tags).toEqual({ vip: 'yes' })
    await expect(bot.updateUser({ id: userId, tags: { id: '1' } })).rejects.toThrow('The definition of the bot')
    expect((await bot.listUsers({})).users.map(({ id }) => id)).toEqual([userId])
    await bot.trackAnalytics({ name: 'sales', count: 1 })
  })

  it('speaks for itself only, in the words of the channel', async () => {
    const { bot, botpress } = world
    const { userId, conversationId } = botpress.grantConversation()
    const text = { conversationId, type: 'text', payload: { text: 'Hi' }, tags: {} }
    await expect(bot.createMessage({ ...text, userId })).rejects.toMatchObject({ type: 'Forbidden' })
    const { botId: me } = botpress.ids
    const wrong = bot.createMessage({ ...text, userId: me, type: 'card', payload: { title: 'x' } })
    await expect(wrong).rejects.toMatchObject({ type: 'InvalidDataFormat' })
    await expect(bot.createMessage({ ...text, userId: me, type: 'poem' })).rejects.toThrow('no message type "poem"')
    await expect(bot.createMessage({ ...text, userId: me, tags: { id: '1' } })).rejects.toThrow(
      'declares no message tag'
    )
    const { message } = await bot.createMessage({ ...text, userId: me })
    expect(message).toMatchObject({ direction: 'outgoing', userId: botpress.ids.botUserId })
  })

  it('is not an integration, and an integration is no bot', async () => {
    const { bot, integration } = world
    await expect(bot.createUser({ tags: {} })).rejects.toMatchObject({ type: 'Forbidden' })
    await expect(bot.createConversation({ channel: 'chat', tags: {} })).rejects.toMatchObject({ type: 'Forbidden' })
    await expect(bot.configureIntegration({ identifier: 'x' })).rejects.toMatchObject({ type: 'Forbidden' })
    const acting = integration.callAction({ type: 'hello:greet', input: { name: 'Ada' } })
    await expect(acting).rejects.toMatchObject({ type: 'Forbidden' })
  })

  it('has an environment of its own, and needs a definition', async () => {
    const { BP_API_URL, BP_TOKEN, BP_BOT_ID } = world.botpress.botEnv
    expect([BP_API_URL, BP_BOT_ID]).toEqual([world.botpress.env.BP_API_URL, world.botpress.ids.botId])
    expect(BP_TOKEN).not.toBe(world.botpress.env.BP_TOKEN)
    expect(() => createBotpress({ definition }).connectBot('http://127.0.0.1:1')).toThrow(
      'Give the definition of a bot'
    )
  })
})

describe('an event of the integration', () => {
  const greeted = { type: 'greeted', payload: { name: 'Ada', note: null } }

  it('reaches the bot under the alias, in the conversation it belongs to', async () => {
    const { integration, botpress, bot } = world
    const { conversationId, userId, messageId } = botpress.grantConversation()
    const { event } = await integration.createEvent({ ...greeted, conversationId, userId, messageId })
    expect(event.type).toBe('greeted')
    await botpress.idle()
    expect(texts().at(-1)).toBe('hello:greeted {"name":"Ada","note":null}')
    expect(botpress.events).toMatchObject([{ type: 'greeted', status: 'processed' }])
    expect((await bot.getEvent({ id: event.id })).event.type).toBe('hello:greeted')
    expect((await bot.listEvents({ type: 'hello:greeted' })).events).toHaveLength(1)
    expect((await integration.listEvents({ type: 'greeted' })).events).toHaveLength(1)
  })

  it('fails for itself when the bot does', async () => {
    const { integration, botpress } = world
    botpress.connectBot('http://127.0.0.1:1')
    await integration.createEvent(greeted)
    await botpress.idle()
    expect(botpress.events).toMatchObject([
      { status: 'failed', failureReason: expect.stringContaining('The bot cannot be reached') },
    ])
    expect(ofKind('delivery')).toMatchObject([{ type: 'hello:greeted' }])
  })

  it('that is scheduled reaches it once its time has come', async () => {
    const { integration, botpress, clock } = world
    const { conversationId } = botpress.grantConversation()
    await integration.createEvent({ ...greeted, conversationId, schedule: { delay: 60_000 } })
    const later = await integration.createEvent({ ...greeted, conversationId, schedule: { delay: 60_000 } })
    await integration.cancelScheduledEvent({ id: later.event.id })
    botpress.deliverDue()
    await botpress.idle()
    expect(ofKind('delivery')).toHaveLength(0)
    clock.advance(60_000)
    for (let time = 0; time < 2; time++) botpress.deliverDue()
    await botpress.idle()
    expect(ofKind('delivery')).toHaveLength(1)
    expect(botpress.events.map(({ status }) => status)).toEqual(['processed', 'canceled'])
  })

  it('of the bot’s own comes back to it without an alias', async () => {
    const { bot, botpress } = world
    const { conversationId } = botpress.grantConversation()
    await bot.createEvent({ type: 'reminded', payload: { what: 'milk' }, conversationId })
    await expect(bot.createEvent(greeted)).rejects.toThrow('The definition of the bot declares no event "greeted"')
    await botpress.idle()
    expect(texts().at(-1)).toBe('reminded {"what":"milk"}')
  })
})
