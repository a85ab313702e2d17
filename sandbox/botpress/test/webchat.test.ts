import { createClient, createUser, initialize } from '@botpress/webchat-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Chat, openChat } from './support/chat'
import { type WithBot, withBot } from './support/with-bot'

let world: WithBot
beforeAll(async () => {
  world = await withBot()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const open = (clientId = 'ada', again?: { key: string; conversationId?: string }) =>
  openChat(world.chatUrl, clientId, again)

const json = async (response: Promise<Response>) => {
  const answer = await response
  return { status: answer.status, body: await answer.json() }
}

describe('a window', () => {
  it('gets a person, a conversation and a key with the first frame', async () => {
    const { response, first, init, close } = await open()
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(first).toEqual({
      type: 'init',
      data: {
        conversation: { id: init.conversation.id, createdAt: expect.any(String), updatedAt: expect.any(String) },
        user: {
          ...{ id: init.user.id, createdAt: expect.any(String), updatedAt: expect.any(String) },
          userKey: expect.stringMatching(/^uk_fake_[0-9a-f]{40}$/),
        },
        messages: [],
        participants: [{ id: init.user.id, createdAt: expect.any(String), updatedAt: expect.any(String) }],
      },
    })
    await close()
  })

  it('goes on where it was: the same person and conversation, the newest message first', async () => {
    const { key, conversationId, say, init, close } = await open()
    await say('a')
    await world.botpress.idle()
    await close()
    const again = await open('ada', { key, conversationId })
    expect([again.key, again.conversationId, again.init.user.id]).toEqual([key, conversationId, init.user.id])
    expect(again.init.messages.map(({ payload, isBot }) => [payload.text, isBot])).toEqual([
      ...[
        ['1: a', true],
        ['a', false],
      ],
    ])
    const fresh = await open('ada', { key })
    expect(fresh.init.user.id).toBe(init.user.id)
    expect(fresh.conversationId).not.toBe(conversationId)
    await again.close()
    await fresh.close()
  })

  it('that outlived the local Botpress begins again', async () => {
    const { key, conversationId, next, init } = await open()
    world.botpress.reset()
    expect(await next()).toBeUndefined()
    const again = await open('ada', { key, conversationId })
    expect([again.conversationId, again.init.user.id]).not.toEqual([conversationId, init.user.id])
    await again.close()
  })

  it('hears its own message again, that it was delivered, and the answer', async () => {
    const { say, next, init, conversationId, close } = await open()
    const metadata = { clientMessageId: 'x1' }
    const sent = await json(say('hello', metadata))
    expect(sent.status).toBe(201)
    const message = { ...sent.body.message }
    expect(message).toEqual({
      ...{ id: expect.any(String), createdAt: expect.any(String), payload: { type: 'text', text: 'hello' } },
      ...{ userId: init.user.id, conversationId, metadata, isBot: false },
    })
    expect(await next()).toEqual({ type: 'message_created', data: message })
    expect(await next()).toEqual({ type: 'message_status_changed', data: { message, newStatus: 'processing' } })
    expect(await next()).toMatchObject({
      type: 'message_created',
      data: { isBot: true, payload: { type: 'text', text: '1: hello' } },
    })
    await close()
  })

  it('is told when the bot changes a message', async () => {
    const { say, next, close } = await open()
    await say('forget', { clientMessageId: 'x1' })
    const frames = [await next(), await next(), await next(), await next()]
    expect(frames.map((frame) => frame?.type)).toEqual([
      ...['message_created', 'message_status_changed', 'message_updated', 'message_created'],
    ])
    expect(frames[2]?.data).toMatchObject({
      ...{ payload: { type: 'text', text: 'removed' }, metadata: { clientMessageId: 'x1' } },
    })
    expect(world.botpress.messages.map(({ payload }) => payload.text)).toEqual(['removed', 'It is gone.'])
    await close()
  })

  it('says once that its conversation began, and passes on what a site tells the bot', async () => {
    const { request, conversationId, close } = await open()
    const began = { conversationId, payload: { type: 'conversation_started', data: {} } }
    const statuses = [await json(request('POST', '/events', began)), await json(request('POST', '/events', began))]
    expect(statuses.map(({ body }) => body.event.payload.data.status)).toEqual([
      { isInitial: true },
      { isInitial: false },
    ])
    const custom = { conversationId, payload: { type: 'custom', data: { cart: 3 } }, bindUser: true }
    expect((await json(request('POST', '/events', custom))).status).toBe(201)
    await world.botpress.idle()
    const told = world.botpress.messages.map(({ payload }) => String(payload.text).split(' ')[0])
    expect(told).toEqual(['webchat:conversationStarted', 'webchat:trigger'])
    await close()
  })
})

describe('two people side by side', () => {
  const calls: Array<[string, string, object?]> = [
    ['GET', ''],
    ['GET', '/messages'],
    ['GET', '/participants'],
    ['GET', '/listen'],
    ['DELETE', ''],
  ]

  const pair = async (): Promise<[Chat, Chat]> => [await open('ada'), await open('bob')]

  it('never see each other’s things', async () => {
    const [ada, bob] = await pair()
    const { body } = await json(ada.say('mine'))
    await world.botpress.idle()
    for (const [method, path] of calls) {
      const { status } = await json(bob.request(method, `/conversations/${ada.conversationId}${path}`))
      expect([method, path, status]).toEqual([method, path, 404])
    }
    const message = `/messages/${body.message.id}`
    expect((await bob.request('GET', message)).status).toBe(404)
    expect((await bob.request('DELETE', message)).status).toBe(404)
    const payload = { type: 'text', text: 'hers' }
    const writing = await bob.request('POST', '/messages', { conversationId: ada.conversationId, payload })
    expect(writing.status).toBe(404)
    expect((await json(bob.request('GET', '/conversations'))).body.conversations).toHaveLength(1)
    await bob.say('his')
    expect(await bob.next()).toMatchObject({ data: { payload: { text: 'his' } } })
    expect(world.botpress.messages.filter(({ payload: { text } }) => text === 'mine')).toHaveLength(1)
    await ada.close()
    await bob.close()
  })

  it('cannot use a key in another window, or none at all', async () => {
    const [ada, bob] = await pair()
    expect((await bob.request('GET', '/users/me', undefined, ada.key)).status).toBe(401)
    expect((await bob.request('GET', '/users/me', undefined, '')).status).toBe(401)
    const stolen = await open('bob', { key: ada.key, conversationId: ada.conversationId })
    expect(stolen.init.user.id).not.toBe(ada.init.user.id)
    expect(stolen.conversationId).not.toBe(ada.conversationId)
    for (const { close } of [ada, bob, stolen]) await close()
  })
})

describe('what a page asks', () => {
  it('about its person', async () => {
    const { request, init, close } = await open()
    await request('PUT', '/users/me', { name: 'Ada', userData: { source: 'shop' } })
    expect((await json(request('GET', '/users/me'))).body.user).toMatchObject({ id: init.user.id, name: 'Ada' })
    expect(world.botpress.users).toMatchObject([{ id: init.user.id, name: 'Ada' }])
    expect((await request('DELETE', '/users/me')).status).toBe(200)
    expect((await request('GET', '/users/me')).status).toBe(401)
    await close()
  })

  it('about its conversations', async () => {
    const { request, conversationId, init, say, close } = await open()
    await say('hello')
    await world.botpress.idle()
    const { body } = await json(request('POST', '/conversations', {}))
    const { conversations } = (await json(request('GET', '/conversations'))).body
    expect(conversations).toMatchObject([
      { id: body.conversation.id },
      { id: conversationId, lastMessage: { payload: { text: '1: hello' } } },
    ])
    const participants = `/conversations/${conversationId}/participants`
    expect((await json(request('GET', participants))).body.participants).toHaveLength(1)
    expect((await request('GET', `${participants}/${init.user.id}`)).status).toBe(200)
    expect((await request('GET', `${participants}/${world.botpress.ids.botUserId}x`)).status).toBe(404)
    await request('DELETE', `/conversations/${conversationId}`)
    expect(world.botpress.messages).toEqual([])
    await close()
  })

  it('about its messages', async () => {
    const { request, conversationId, say, close } = await open()
    const { body } = await json(say('hello'))
    await world.botpress.idle()
    const path = `/messages/${body.message.id}`
    await request('PUT', `${path}/feedback`, { value: 'positive' })
    expect((await json(request('GET', path))).body.message.feedback).toEqual({ value: 'positive' })
    await request('DELETE', `${path}/feedback`)
    expect((await json(request('GET', path))).body.message.feedback).toBeUndefined()
    await request('PUT', path, { payload: { type: 'text', text: 'hi' } })
    const listed = (await json(request('GET', `/conversations/${conversationId}/messages`))).body.messages
    expect(listed.map(({ payload }: { payload: { text: string } }) => payload.text)).toEqual(['1: hello', 'hi'])
    expect((await request('PUT', `/messages/${listed[0].id}`, { payload: { type: 'text', text: 'x' } })).status).toBe(
      403
    )
    await request('DELETE', path)
    expect((await request('GET', path)).status).toBe(404)
    await close()
  })

  it.each([
    ['a file', 'POST', '/files', { key: 'a.png', size: 1 }, 400, 'The local Botpress keeps no files'],
    ['a key for somebody', 'POST', '/users/key', { id: 'x' }, 403, 'no admin secret'],
    ['a message of no kind', 'POST', '/messages', { payload: { type: 'poem' } }, 400, 'there is no such type'],
    [
      'a message without its text',
      'POST',
      '/messages',
      { payload: { type: 'text' } },
      400,
      "must have required property 'text'",
    ],
    ['an event of no kind', 'POST', '/events', { payload: { type: 'party' } }, 400, 'Invalid body'],
    ['another address', 'GET', '/nowhere', undefined, 404, 'There is no route'],
  ])('is refused for %s, in the form that the page reads', async (_, method, path, body, status, message) => {
    const { request, conversationId, close } = await open()
    const answer = await json(request(method, path, body && { conversationId, ...body }))
    expect(answer).toEqual({
      status,
      body: { id: expect.stringMatching(/^err_/), code: status, type: expect.any(String), message: expect.any(String) },
    })
    expect(answer.body.message).toContain(message)
    await close()
  })

  it('from another origin is not answered to it', async () => {
    const url = `${world.chatUrl}/ada/initialize`
    const response = await fetch(url, { method: 'OPTIONS', headers: { origin: 'http://evil.example' } })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, null])
    expect((await fetch(`${world.chatUrl}/A_B/initialize`)).status).toBe(404)
  })
})

describe('Botpress’ own client of the web chat', () => {
  /** The next frame of a kind, as the page hears it. */
  const heard = (chat: ReturnType<typeof initialize>, type: string, is: (data: object) => boolean = () => true) =>
    new Promise<Record<string, unknown>>((resolve) => {
      chat.on('*' as 'init', (frame: unknown) => {
        const { type: kind, payload } = frame as { type: string; payload: Record<string, unknown> }
        if (kind === type && is(payload)) resolve(payload)
      })
    })

  it('begins, writes, hears the answer, and goes on after it was away', async () => {
    const place = { apiUrl: world.chatUrl, clientId: 'ada' }
    const chat = initialize(place)
    const init = await heard(chat, 'init')
    const { conversation, user } = init as { conversation: { id: string }; user: { id: string; userKey: string } }
    const client = createClient({ ...place, userKey: user.userKey })
    const answer = heard(chat, 'message_created', (data) => 'isBot' in data && data.isBot === true)
    const conversationId = conversation.id
    await client.createMessage({ conversationId, payload: { type: 'text', text: 'hello' }, metadata: {} })
    expect(await answer).toMatchObject({ payload: { text: '1: hello' } })
    chat.disconnect()
    const again = initialize({ ...place, conversationId, userToken: user.userKey })
    expect(await heard(again, 'init')).toMatchObject({ user: { id: user.id }, conversation: { id: conversationId } })
    again.disconnect()
    expect((await client.listConversationMessages({ conversationId })).messages).toHaveLength(2)
    expect((await client.getUser()).user.id).toBe(user.id)
    await expect(client.createFile({ key: 'a', size: 1 })).rejects.toThrow('keeps no files')
  })

  it('makes users', async () => {
    const { user, key } = await createUser({ apiUrl: world.chatUrl, clientId: 'bob' })
    const client = createClient({ apiUrl: world.chatUrl, clientId: 'bob', userKey: key })
    expect((await client.updateUser({ name: 'Bob' })).user).toMatchObject({ id: user.id, name: 'Bob' })
  })
})
