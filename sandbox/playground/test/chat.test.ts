import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationInfo, Entry } from '../src/api'
import { type PlaygroundUnderTest, payOn, startPlayground } from './support/playground'

let playground: PlaygroundUnderTest

beforeAll(async () => {
  playground = await startPlayground()
})
afterAll(() => playground?.close())

/** Somebody in a window of the web chat, as its page asks for it. */
const enter = async (clientId: string) => {
  const end = new AbortController()
  const response = await playground.ask(`/chat/${clientId}/initialize`, { signal: end.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const first = (await reader?.read())?.value ?? ''
  end.abort()
  const { data } = JSON.parse(first.slice('data: '.length))
  const conversationId: string = data.conversation.id
  const headers = { 'x-user-key': data.user.userKey, 'content-type': 'application/json' }
  const { botpress } = playground.stack.current().world
  const own = () => playground.entries(`conversation=${conversationId}`)
  return {
    conversationId,
    own,
    /** Says something, and waits until the bot has nothing more to say. */
    say: async (text: string): Promise<void> => {
      const body = JSON.stringify({ conversationId, payload: { type: 'text', text } })
      const sent = await playground.ask(`/chat/${clientId}/messages`, { method: 'POST', headers, body })
      expect(sent.status).toBe(201)
      await botpress.idle()
    },
    /** The newest payment page that the bot sent. */
    page: async (): Promise<string> => {
      const messages = (await own()).filter(({ kind, detail }) => kind === 'message' && detail === 'from the bot')
      return /http:\/\/127\.0\.0\.1:\d+\/c\/pay\/\w+/.exec(JSON.stringify(messages.toReversed()))?.[0] ?? ''
    },
  }
}

const causesOf = (entry: Entry | undefined, all: readonly Entry[]): string[] =>
  entry
    ? [
        entry.kind,
        ...causesOf(
          all.find(({ id }) => id === entry.causeId),
          all
        ),
      ]
    : []

describe('a customer in the chat', () => {
  it('buys, and the story goes from the first word to the thanks', async () => {
    const customer = await enter('customer-1')
    for (const words of ['shop', 'T-Shirt', '1', 'yes']) await customer.say(words)
    expect(await payOn(await customer.page())).toBe(true)
    const { conversationId } = customer
    await playground.entry(
      `conversation=${conversationId}`,
      ({ kind, title }) => kind === 'event' && title === 'paymentSucceeded'
    )
    await playground.stack.current().world.settled()

    const all = await customer.own()
    const thanks = all.findLast(({ kind, detail }) => kind === 'message' && detail === 'from the bot')
    expect(causesOf(thanks, all)).toEqual([
      ...['message', 'event', 'webhook', 'change', 'page', 'call', 'action', 'message'],
    ])
    expect(all.filter(({ isRunning, ok }) => isRunning || !ok).map(({ title, detail }) => [title, detail])).toEqual([])

    const conversations = await playground.get<ConversationInfo[]>('/api/conversations')
    const messages = all.filter(({ kind }) => kind === 'message')
    expect(conversations).toMatchObject([
      { id: conversationId, clientId: 'customer-1', messages: messages.length, lastText: messages.at(-1)?.title },
    ])
  })

  it('is not seen in the story of another one', async () => {
    const [first, second] = [await enter('customer-1'), await enter('customer-2')]
    await Promise.all([first, second].map((customer) => customer.say('shop')))
    await Promise.all([first.say('T-Shirt'), second.say('Mug')])
    await Promise.all([first, second].map((customer) => customer.say('1')))
    await Promise.all([first, second].map((customer) => customer.say('yes')))
    const pages = [await first.page(), await second.page()]
    expect(new Set(pages).size).toBe(2)
    for (const [mine, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const all = await mine.own()
      const text = JSON.stringify(all)
      expect(text).not.toContain(other.conversationId)
      expect(all.filter(({ kind }) => kind === 'action').length).toBeGreaterThan(1)
      // Each call belongs to an action of the same conversation.
      for (const call of all.filter(({ kind }) => kind === 'call')) {
        expect(all.find(({ id }) => id === call.causeId)).toMatchObject({ kind: 'action' })
      }
    }
  })

  it('who types a card number finds it nowhere', async () => {
    const customer = await enter('customer-2')
    await customer.say('my card is 4242 4242 4242 4242, thanks')
    const [everything, conversations] = [await playground.entries(), await playground.get('/api/conversations')]
    expect((await customer.own()).length).toBeGreaterThan(1)
    expect(JSON.stringify([everything, conversations])).not.toMatch(/4242[\s-]?4242/)
  })

  it('is reminded when time moves on, before the page expires', async () => {
    const customer = await enter('customer-1')
    for (const words of ['shop', 'T-Shirt', '1', 'yes']) await customer.say(words)
    await playground.send('POST', '/api/time', { seconds: 25 * 3600 })
    await playground.stack.current().time.ended()
    await playground.stack.current().world.settled()
    const all = await customer.own()
    const titles = all.filter(({ kind }) => kind === 'event').map(({ title }) => title)
    expect(titles).toEqual(['paymentReminder', 'paymentExpired'])
    const [reminder] = all.filter(({ title }) => title === 'paymentReminder')
    const reminded = all.filter(({ kind, causeId }) => kind === 'message' && causeId === reminder?.id)
    expect(reminded.length).toBeGreaterThan(0)
    expect(reminded[0]?.at).toBeLessThan(all.find(({ title }) => title === 'checkout.session.expired')?.at ?? 0)
  })
})
