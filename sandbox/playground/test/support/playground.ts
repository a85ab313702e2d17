import { vi } from 'vitest'
import type { ActionRun, Entry, EntryPage, StreamEvents } from '../../src/api'
import type { Options } from '../../src/options'
import { type Stack, type StackExtras, startStack } from '../../src/stack'

/** The page has tests of its own. */
const NO_PAGE: StackExtras = { pageFolder: '/nowhere' }

/** The playground, asked over HTTP as the page asks it. */
export const startPlayground = async (extras: StackExtras = {}, options: Partial<Options> = {}) => {
  const stack: Stack = await startStack(
    { port: 0, ...options },
    { page: 0, stripe: 0, botpress: 0 },
    { ...NO_PAGE, ...extras }
  )
  const ask = (path: string, init?: RequestInit) => fetch(`${stack.pageUrl}${path}`, init)
  const send = (method: string, path: string, body?: unknown) =>
    ask(path, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  // What comes is what `api.ts` says; the tests look at it.
  const get = async <T>(path: string): Promise<T> => (await ask(path)).json() as Promise<T>
  const post = async <T>(path: string, body: unknown): Promise<T> =>
    (await send('POST', path, body)).json() as Promise<T>
  const entries = async (query = ''): Promise<Entry[]> =>
    (await get<EntryPage>(`/api/entries?limit=500&${query}`)).entries.toReversed()

  return {
    ...{ stack, ask, send, get, post, entries },
    act: (name: string, input: Record<string, unknown> = {}) => post<ActionRun>(`/api/actions/${name}`, input),
    /** An output's field, of an action that must succeed. */
    outputOf: (run: ActionRun): Record<string, unknown> => {
      if (!run.ok) throw new Error(JSON.stringify(run.error))
      return { ...(run.output as object) }
    },
    /** Waits for an entry: what happens after an answer has no other sign. */
    entry: (query: string, fits: (entry: Entry) => boolean): Promise<Entry> =>
      vi.waitFor(
        async () => {
          const all = await entries(query)
          const found = all.find((entry) => !entry.isRunning && fits(entry))
          if (!found)
            throw new Error(`No such entry among:\n${all.map(({ kind, title }) => `${kind} ${title}`).join('\n')}`)
          return found
        },
        { timeout: 10_000, interval: 20 }
      ),
    close: () => stack.close(),
  }
}

export type PlaygroundUnderTest = Awaited<ReturnType<typeof startPlayground>>

/** Sends the form of a hosted page, as a customer does who pays by card. @returns whether it was paid */
export const payOn = async (url: string, number = '4242424242424242'): Promise<boolean> => {
  const page = await fetch(url)
  const body = new URLSearchParams({
    ...{ email: 'customer@example.com', name: 'Test Customer', number, expiry: '12 / 34', cvc: '123' },
  })
  const paid = await fetch(page.url, { method: 'POST', body, redirect: 'manual' })
  return paid.headers.has('location') || (await paid.text()).includes('received')
}

type Name = keyof StreamEvents

/** Listens to the stream; `next` gives the first event of a name that was not taken yet. */
export const listen = async ({ ask }: PlaygroundUnderTest, lastId?: string) => {
  const end = new AbortController()
  const headers: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId }
  const response = await ask('/api/stream', { headers, signal: end.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) throw new Error('The stream has no body.')
  let text = ''
  const waiting: Array<{ name: string; id: string | undefined; data: unknown }> = []

  const read = async (): Promise<void> => {
    const { value, done } = await reader.read()
    if (done) throw new Error('The stream ended.')
    const frames = (text + value).split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1]
      const [name, data] = [field('event'), field('data')]
      if (name !== undefined && data !== undefined) waiting.push({ name, id: field('id'), data: JSON.parse(data) })
    }
  }

  return {
    response,
    end: () => end.abort(),
    next: async <Event extends Name>(
      name: Event,
      fits: (data: StreamEvents[Event]) => boolean = () => true
    ): Promise<{ id: string | undefined; data: StreamEvents[Event] }> => {
      for (;;) {
        for (let found = waiting.shift(); found; found = waiting.shift()) {
          const data = found.data as StreamEvents[Event]
          if (found.name === name && fits(data)) return { id: found.id, data }
        }
        await read()
      }
    },
  }
}
