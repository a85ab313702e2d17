import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActionInfo, Session } from '../src/api'
import { listen, type PlaygroundUnderTest, startPlayground } from './support/playground'

let playground: PlaygroundUnderTest
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'))
  const page = join(folder, 'dist')
  await mkdir(join(page, 'assets'), { recursive: true })
  await writeFile(join(page, 'index.html'), '<!doctype html><title>The page</title>')
  await writeFile(join(page, 'assets', 'index-abc.js'), 'export {}')
  await writeFile(join(folder, 'secret'), 'no')
  await writeFile(join(folder, 'dist-secret'), 'no')
  playground = await startPlayground({ pageFolder: page })
})
afterAll(async () => {
  await playground?.close()
  await rm(folder, { recursive: true, force: true })
})

/** `fetch` sets some headers itself: this sends any. */
const raw = (path: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(playground.stack.pageUrl)
    const all = { 'content-length': String(body.length), ...headers }
    const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers: all }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end(body)
  })

describe('the page', () => {
  it.each(['/', '/actions', '/timeline/conv_1', '/objects/cus_1.2'])(
    'is served for each of its views: %s',
    async (path) => {
      const response = await playground.ask(path, { headers: { accept: 'text/html,*/*' } })
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('The page')
      expect(response.headers.get('cache-control')).toBe('no-cache')
    }
  )

  it('has parts that never change', async () => {
    const response = await playground.ask('/assets/index-abc.js')
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })

  it.each([
    '/assets/index-old.js',
    '/nothing.js',
    '/api/nothing',
    '/assets/..%2f..%2fsecret',
    '/..%2fsecret',
    '/..%2fdist-secret',
    '/%',
  ])('is not served in place of what is not there: %s', async (path) => {
    const response = await playground.ask(path, { headers: { accept: '*/*' } })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'not_found', message: expect.any(String) } })
  })

  it('runs its own scripts only, makes no code from text, and may not be framed', async () => {
    const policy = (await playground.ask('/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe-eval')
  })

  it('finds documentation as text, never as a page', async () => {
    const response = await playground.ask('/api/documents/readme')
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('who may ask', () => {
  it.each(['shop.example.com', 'shop.example.com:80', '127.0.0.1:9', '127.0.0.1.example.com'])(
    'refuses a request for another host: %s',
    async (host) => {
      for (const path of ['/', '/api/session', '/api/stream', '/chat/customer-1/initialize']) {
        expect(await raw(path, { host })).toBe(403)
      }
    }
  )

  it.each<Record<string, string>>([
    { origin: 'https://shop.example.com' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('refuses a write that begins elsewhere: %o', async (headers) => {
    const { host } = new URL(playground.stack.pageUrl)
    const all = { host, 'content-type': 'application/json', ...headers }
    for (const [method, path] of [
      ['POST', '/api/actions/getBalance'],
      ['POST', '/api/time'],
      ['PUT', '/api/faults/latency'],
      ['DELETE', '/api/faults'],
      ['POST', '/api/reset'],
    ] as const) {
      expect(await raw(path, all, method, '{}')).toBe(403)
    }
    expect(await playground.entries()).toEqual([])
  })

  it('lets the page and programs write', async () => {
    const { host, origin } = new URL(playground.stack.pageUrl)
    const page = { host, origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
    expect(await raw('/api/actions/getBalance', page, 'POST', '{}')).toBe(200)
    expect(await raw('/api/actions/getBalance', { host, 'content-type': 'application/json' }, 'POST', '{}')).toBe(200)
  })
})

describe('the session', () => {
  it('says where everything is, with a masked key', async () => {
    const session = await playground.get<Session>('/api/session')
    expect(session).toMatchObject({
      mode: { kind: 'embedded', key: 'sk_test_…dbox', stripeUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
      chat: { apiUrl: `${playground.stack.pageUrl}/chat` },
      canSteer: true,
    })
    expect(session.chat.customers.length).toBeGreaterThan(1)
  })
})

describe('an action', () => {
  it('is listed with its schema and examples, and an example fits', async () => {
    const actions = await playground.get<ActionInfo[]>('/api/actions')
    expect(actions.length).toBeGreaterThan(40)
    for (const { name, examples } of actions) {
      for (const { input } of examples) {
        expect(await playground.post(`/api/actions/${name}/check`, input)).toEqual({ problems: [] })
      }
    }
  })

  it('has a check that says where an input is wrong', async () => {
    const input = { productName: 3 }
    expect(await playground.post('/api/actions/createPaymentLink/check', input)).toEqual({
      problems: [{ path: '/productName', message: expect.any(String) }],
    })
    expect((await playground.entries('kind=action')).map(({ title }) => title)).not.toContain('createPaymentLink')
  })

  it('that fails is answered with why', async () => {
    const run = await playground.act('retrieveCustomerById', { id: 'cus_nothing' })
    expect(run).toMatchObject({ ok: false, error: { code: 'not_found', retryable: false } })
    expect(run.calls).toMatchObject([{ status: 404 }])
    const entry = (await playground.entries('kind=action')).find(({ id }) => id === run.entryId)
    expect(entry).toMatchObject({ ok: false, detail: expect.stringContaining('not_found') })
  })

  it('that Botpress refuses has an entry too', async () => {
    const run = await playground.act('createPaymentLink', { productName: 3 })
    expect(run).toMatchObject({ ok: false, error: { code: 'InvalidDataFormat' }, calls: [] })
    expect((await playground.entries()).at(-1)).toMatchObject({ id: run.entryId, kind: 'action', ok: false })
  })

  it.each([
    ['unknown', '/api/actions/destroy', '{}', 'application/json', 404, 'unknown_action'],
    ['inherited', '/api/actions/constructor', '{}', 'application/json', 404, 'unknown_action'],
    ['no JSON', '/api/actions/getBalance', 'nonsense', 'application/json', 400, 'json_expected'],
    ['a list', '/api/actions/getBalance', '[]', 'application/json', 400, 'json_expected'],
    ['a form', '/api/actions/getBalance', '{}', 'text/plain', 415, 'json_expected'],
    ['too much', '/api/actions/getBalance', `{"a":"${'a'.repeat(200_000)}"}`, 'application/json', 413, 'too_large'],
  ])('is refused: %s', async (_, path, body, type, status, code) => {
    const response = await playground.ask(path, { method: 'POST', body, headers: { 'content-type': type } })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code, message: expect.any(String) } })
  })
})

describe('the stream', () => {
  it('tells of what happens, and a page that reconnects misses nothing', async () => {
    const stream = await listen(playground)
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream')
    const run = await playground.act('getBalance')
    const first = await stream.next('entry', ({ kind }) => kind === 'action')
    expect(first.data).toMatchObject({ id: run.entryId, title: 'getBalance', isRunning: true })
    stream.end()

    const missed = await playground.act('listCustomers')
    const again = await listen(playground, first.id)
    // Also that what had begun before has ended.
    const ended = await again.next('entry', ({ id, isRunning }) => id === run.entryId && !isRunning)
    expect(ended.data).toMatchObject({ ok: true })
    expect((await again.next('entry', ({ id }) => id === missed.entryId)).data.title).toBe('listCustomers')
    again.end()
  })

  it('tells of each second', async () => {
    const stream = await listen(playground)
    const { data } = await stream.next('sample')
    expect(data).toMatchObject({ at: expect.any(Number), requests: expect.any(Number) })
    stream.end()
  })
})
