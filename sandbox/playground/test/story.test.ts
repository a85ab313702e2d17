import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Entry } from '../src/api'
import { idsIn } from '../src/timeline/objects'
import { type PlaygroundUnderTest, payOn, startPlayground } from './support/playground'

let playground: PlaygroundUnderTest

beforeAll(async () => {
  playground = await startPlayground()
})
afterAll(() => playground?.close())

/** The chain of what an entry follows from, the first cause last. */
const causesOf = (entry: Entry, all: readonly Entry[]): string[] => {
  const cause = all.find(({ id }) => id === entry.causeId)
  return cause ? [`${cause.kind} ${cause.title}`, ...causesOf(cause, all)] : []
}

describe('the story of a conversation', () => {
  it('joins what was sold, paid and told', async () => {
    const { world } = playground.stack.current()
    const { conversationId, userId } = world.botpress.grantConversation()
    const input = { productName: 'T-Shirt', conversationId, userId }
    const run = await playground.act('createPaymentLink', input)
    const { url, id } = playground.outputOf(run)
    expect(await payOn(String(url))).toBe(true)

    const told = await playground.entry(`conversation=${conversationId}`, ({ kind }) => kind === 'event')
    await playground.entry(`conversation=${conversationId}`, ({ kind }) => kind === 'webhook')
    const all = await playground.entries(`conversation=${conversationId}`)
    expect(told).toMatchObject({ title: 'paymentSucceeded', conversationId, ok: true })
    expect(causesOf(told, all)).toEqual([
      'webhook checkout.session.completed',
      'change checkout.session.completed',
      'page Customer sends the payment page',
      'call POST /v1/payment_links',
      'action createPaymentLink',
    ])
    const action = all.find((entry) => entry.id === run.entryId)
    expect(action).toMatchObject({ kind: 'action', objects: [id], conversationId })
    expect(all.filter(({ isRunning }) => isRunning)).toEqual([])
    expect(all.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['action', 'call', 'page', 'change', 'webhook']))
  })

  it('keeps two conversations apart', async () => {
    const { world } = playground.stack.current()
    const places = [world.botpress.grantConversation(), world.botpress.grantConversation()]
    const urls = await Promise.all(
      places.map(async ({ conversationId, userId }) =>
        playground.outputOf(await playground.act('createPaymentLink', { productName: 'Mug', conversationId, userId }))
      )
    )
    await Promise.all(urls.map(({ url }) => payOn(String(url))))
    for (const { conversationId } of places) {
      const query = `conversation=${conversationId}`
      await playground.entry(query, ({ kind }) => kind === 'event')
      const others = places.filter((place) => place.conversationId !== conversationId)
      const text = JSON.stringify(await playground.entries(query))
      for (const other of others) expect(text).not.toContain(other.conversationId)
    }
  })
})

it('gives two calls of one action at once their own calls to Stripe', async () => {
  const emails = [1, 2, 3, 4, 5].map((number) => `customer-${number}@example.com`)
  const runs = await Promise.all(emails.map((email) => playground.act('createCustomer', { email })))
  const all = await playground.entries('kind=call')
  for (const run of runs) {
    expect(run.calls.map(({ operation }) => operation)).toEqual(['POST /v1/customers'])
    const own = all.filter(({ causeId }) => causeId === run.entryId)
    expect(own).toMatchObject([
      { title: 'POST /v1/customers', objects: idsIn(run.ok && run.output), payload: run.calls[0] },
    ])
  }
  expect(new Set(runs.flatMap(({ calls }) => calls.map(({ requestId }) => requestId))).size).toBe(emails.length)
})

it('shows neither keys nor secrets nor card numbers', async () => {
  await playground.act('createCustomer', { email: 'a@example.com', name: 'sk_test_fake1234567890' })
  await playground.act('createCustomer', { email: 'a@example.com', name: 'my card is 4242 4242 4242 4242' })
  const text = JSON.stringify(await playground.entries())
  expect(text).toContain('sk_test_…7890')
  expect(text).not.toMatch(/sk_test_fake|whsec_[A-Za-z0-9]|4242 ?4242 ?4242/)
})

describe('what is looked for', () => {
  it('is found by kind, object and words, page by page', async () => {
    const run = await playground.act('createCustomer', { email: 'a@example.com', name: 'Some Customer' })
    const [id] = idsIn(run.ok && run.output)
    const byText = await playground.entries('q=some%20CUSTOMER')
    expect(byText.map(({ kind }) => kind)).toContain('action')
    expect((await playground.entries(`object=${id}`)).every(({ objects }) => objects.includes(String(id)))).toBe(true)
    expect((await playground.entries('kind=call&kind=state')).every(({ kind }) => kind !== 'action')).toBe(true)

    const all = await playground.entries()
    const newest = await playground.get<{ entries: Entry[]; hasMore: boolean }>('/api/entries?limit=3')
    expect(newest).toEqual({ entries: all.toReversed().slice(0, 3), hasMore: true })
    const before = newest.entries.at(-1)?.id
    const next = await playground.get<{ entries: Entry[] }>(`/api/entries?limit=3&before=${before}`)
    expect(next.entries).toEqual(all.toReversed().slice(3, 6))
  })

  it.each(['kind=nonsense', 'limit=0', 'limit=x', 'limit=501'])(
    'is refused when it makes no sense: %s',
    async (query) => {
      const response = await playground.ask(`/api/entries?${query}`)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_query' } })
    }
  )
})
