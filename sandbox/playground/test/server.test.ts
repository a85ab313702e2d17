import { describe, expect, it } from 'vitest'
import { createPlayground } from '../src/server'
import { fakeDeps, PORT } from './fake-deps'

const ORIGIN = `http://127.0.0.1:${PORT}`

const post = (path: string, body: string, headers: Record<string, string> = {}): Request =>
  new Request(`${ORIGIN}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

const run = (headers: Record<string, string> = {}): Request => post('/api/actions/createPaymentLink', '{}', headers)

describe('the page', () => {
  it('shows each action with its form, and escapes every text', async () => {
    const response = await createPlayground(fakeDeps().deps).fetch(new Request(ORIGIN))
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(page).toContain('Sells &lt;b&gt;one&lt;/b&gt; thing &amp; more')
    expect(page).toContain('data-example="{&quot;productName&quot;:&quot;T-Shirt \\&quot;&lt;&#39;&quot;}"')
    expect(page).toMatch(/name="productName"[^>]* required[^>]* placeholder="T-Shirt"/)
    expect(page).toContain('sk_test_…1234')
  })

  it('loads nothing from elsewhere and may not be framed', async () => {
    const playground = createPlayground(fakeDeps().deps)
    const response = await playground.fetch(new Request(ORIGIN))
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    const loaded = [
      ...(await response.text()).matchAll(/<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"/g),
    ]
    expect(loaded.length).toBeGreaterThan(1)
    for (const [, address = ''] of loaded) {
      expect((await playground.fetch(new Request(`${ORIGIN}${address}`))).status).toBe(200)
    }
  })

  it('offers in test mode only what can be known there', async () => {
    const { deps } = fakeDeps()
    const mode = { kind: 'test-mode', key: 'rk_test_…1234', webhookUrl: 'http://127.0.0.1:4002/webhook' } as const
    const page = await (await createPlayground({ ...deps, mode }).fetch(new Request(ORIGIN))).text()
    expect(page).toContain('Stripe test mode')
    expect([...page.matchAll(/data-kind="(\w+)"/g)].map(([, kind]) => kind)).toEqual(['bot', 'webhook', 'log'])
  })

  it('serves documentation as text, never as a page', async () => {
    const response = await createPlayground(fakeDeps().deps).fetch(new Request(`${ORIGIN}/docs/readme`))
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.text()).toBe('# <script>')
  })
})

describe('who may ask', () => {
  it.each([
    ['another name', 'http://shop.example.com'],
    ['another name of this port', `http://shop.example.com:${PORT}`],
    ['another port', 'http://127.0.0.1:9999'],
    ['a name that begins like ours', `http://127.0.0.1.example.com:${PORT}`],
  ])('refuses a request for %s', async (_, origin) => {
    for (const path of ['/', '/api/stream', '/app.js']) {
      expect((await createPlayground(fakeDeps().deps).fetch(new Request(`${origin}${path}`))).status).toBe(403)
    }
  })

  it('refuses a Host header that says something else than the address', async () => {
    const request = new Request(ORIGIN, { headers: { host: `shop.example.com:${PORT}` } })
    expect((await createPlayground(fakeDeps().deps).fetch(request)).status).toBe(403)
  })

  it.each<Record<string, string>>([
    { origin: 'https://shop.example.com' },
    { origin: 'http://127.0.0.1:9999' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: ORIGIN, 'sec-fetch-site': 'cross-site' },
  ])('refuses a write that begins elsewhere: %o', async (headers) => {
    const { deps, calls } = fakeDeps()
    const response = await createPlayground(deps).fetch(run(headers))
    expect(response.status).toBe(403)
    expect(calls).toEqual([])
  })

  it.each<Record<string, string>>([
    { origin: ORIGIN, 'sec-fetch-site': 'same-origin' },
    { origin: `http://localhost:${PORT}`, 'sec-fetch-site': 'same-origin' },
    {},
  ])('lets the page and programs write: %o', async (headers) => {
    expect((await createPlayground(fakeDeps().deps).fetch(run(headers))).status).toBe(200)
  })
})

describe('an action', () => {
  it('is called with the input and answers its output', async () => {
    const { deps, calls } = fakeDeps()
    const request = post('/api/actions/createPaymentLink', '{"productName":"Mug"}')
    const response = await createPlayground(deps).fetch(request)
    expect(await response.json()).toEqual({ ok: true, output: { id: 'plink_1' } })
    expect(calls).toEqual([['createPaymentLink', { productName: 'Mug' }]])
  })

  it('answers what went wrong', async () => {
    const failed = { ok: false, error: { message: 'Stripe is busy.', code: 'stripe_busy', retryable: true } } as const
    const response = await createPlayground(fakeDeps(failed).deps).fetch(run())
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(failed)
  })

  it.each([
    ['an unknown action', post('/api/actions/destroy', '{}'), 404, 'unknown_action'],
    ['an inherited name', post('/api/actions/constructor', '{}'), 404, 'unknown_action'],
    ['no JSON', post('/api/actions/createPaymentLink', 'nonsense'), 400, 'json_expected'],
    ['a list', post('/api/actions/createPaymentLink', '[]'), 400, 'json_expected'],
    ['a form of another page', run({ 'content-type': 'text/plain' }), 415, 'json_expected'],
    ['too much', post('/api/actions/createPaymentLink', `{"a":"${'a'.repeat(200_000)}"}`), 413, 'too_large'],
    ['an unknown page', new Request(`${ORIGIN}/nothing`), 404, 'not_found'],
  ])('refuses %s in JSON', async (_, request, status, code) => {
    const { deps, calls } = fakeDeps()
    const response = await createPlayground(deps).fetch(request)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ ok: false, error: { code, message: expect.any(String) } })
    expect(calls).toEqual([])
  })
})
