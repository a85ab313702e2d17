import { describe, expect, it } from 'vitest'
import type { FeedEntry } from '../src/deps'
import { createFeed } from '../src/feed'
import { createPlayground } from '../src/server'
import { fakeDeps, PORT } from './fake-deps'

const entry = (title: string) => ({ kind: 'bot', title, ok: true }) as const

/** Reads frames until it has as many entries as expected. */
const read = async (reader: ReadableStreamDefaultReader<Uint8Array>, count: number): Promise<FeedEntry[]> => {
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const entries = [...text.matchAll(/^id: (.+)\ndata: (.+)\n\n/gm)].map(([, id, data = '']) => ({
      id,
      ...JSON.parse(data),
    }))
    if (entries.length >= count) return entries
    const { value, done } = await reader.read()
    if (done) throw new Error(`The stream ended after ${entries.length} entries.`)
    text += decoder.decode(value, { stream: true })
  }
}

const open = async (playground: ReturnType<typeof createPlayground>, lastId?: string) => {
  const headers: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId }
  const response = await playground.fetch(new Request(`http://127.0.0.1:${PORT}/api/stream`, { headers }))
  if (!response.body) throw new Error('The stream has no body.')
  return { response, reader: response.body.getReader() }
}

describe('the live feed', () => {
  it('sends what happened so far, then what happens', async () => {
    const { deps, feed } = fakeDeps()
    feed.add(entry('first'))
    const { response, reader } = await open(createPlayground(deps))
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await read(reader, 1)).toMatchObject([{ id: 'run-1', title: 'first', at: 1 }])
    feed.add({ ...entry('second\nline'), payload: { text: 'a\n\nb' } })
    expect(await read(reader, 1)).toMatchObject([{ id: 'run-2', title: 'second\nline', payload: { text: 'a\n\nb' } }])
  })

  it('gives a page that reconnects only what it missed', async () => {
    const { deps, feed } = fakeDeps()
    for (const title of ['a', 'b', 'c']) feed.add(entry(title))
    const { reader } = await open(createPlayground(deps), 'run-2')
    expect(await read(reader, 1)).toMatchObject([{ title: 'c' }])
  })

  it('gives a page of an earlier run everything', async () => {
    const { deps, feed } = fakeDeps()
    for (const title of ['a', 'b']) feed.add(entry(title))
    const { reader } = await open(createPlayground(deps), 'other-2')
    expect(await read(reader, 2)).toMatchObject([{ title: 'a' }, { title: 'b' }])
  })

  it('forgets a page that is gone', async () => {
    const { deps, feed, listeners } = fakeDeps()
    const { reader } = await open(createPlayground(deps))
    expect(listeners()).toBe(1)
    await reader.cancel()
    expect(listeners()).toBe(0)
    feed.add(entry('later'))
  })

  it('keeps a bounded number of entries', () => {
    const feed = createFeed({ run: 'run', now: () => 0 })
    for (let index = 0; index < 1200; index += 1) feed.add(entry(String(index)))
    expect(feed.history()).toHaveLength(500)
    expect(feed.history().at(-1)?.title).toBe('1199')
  })
})
