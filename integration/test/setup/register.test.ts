import { DEFAULT_KEYS } from '@botpress-stripe/sandbox-stripe'
import type Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { choiceOf, enabledEvents } from '../../src/events/index'
import { LEGACY_API_VERSION, PINNED_API_VERSION } from '../../src/versions'
import { TEST_KEY } from '../support/embedded'
import { createInstalled, type Installed } from '../support/installed'

let world: Installed
beforeEach(async () => {
  world = await createInstalled({
    keys: [
      ...DEFAULT_KEYS,
      { key: 'rk_test_fake_nothing', permissions: [] },
      { key: 'rk_test_fake_other', permissions: ['webhook_endpoints:write'] },
      { key: 'sk_test_fake_rolled' },
    ],
  })
})
afterEach(() => world.close())

const endpoints = async (key = TEST_KEY): Promise<Stripe.WebhookEndpoint[]> =>
  (await world.shop(key).webhookEndpoints.list()).data
const install = (apiKey: string, more: object = {}) => world.botpress.install({ apiKey, ...more })
const operations = () => world.stripe.requests.entries().map(({ operation }) => operation)

describe('register', () => {
  it('makes one endpoint: pinned, with exactly the events of the table, marked as ours', async () => {
    await install(` ${TEST_KEY}\n`)
    const [endpoint, ...others] = await endpoints()
    expect(others).toEqual([])
    expect(endpoint).toMatchObject({
      ...{ url: world.botpress.webhookUrl, api_version: PINNED_API_VERSION, status: 'enabled' },
      metadata: { botpress_integration: 'stripe', botpress_bot_id: world.botpress.ids.botId },
    })
    expect(endpoint?.enabled_events).toEqual(enabledEvents(choiceOf({})))
    expect(world.botpress.settings.identifier).toBe(world.stripe.account.id)
    expect(world.secret()).toMatch(/^whsec_/)
  })

  it('running it again changes nothing, in two calls', async () => {
    await install(TEST_KEY)
    const before = await endpoints()
    const state = JSON.stringify(world.botpress.states)
    world.stripe.requests.clear()
    await install(TEST_KEY)
    expect(operations()).toEqual(['GET /v1/webhook_endpoints', 'GET /v1/events'])
    expect(await endpoints()).toEqual(before)
    expect(JSON.stringify(world.botpress.states)).toBe(state)
  })

  it('brings the events up to date, and enables an endpoint that was disabled', async () => {
    await install(TEST_KEY)
    const [before] = await endpoints()
    await world.shop().webhookEndpoints.update(before?.id ?? '', { enabled_events: ['charge.failed'], disabled: true })
    await install(TEST_KEY)
    const [after, ...others] = await endpoints()
    expect([after?.id, after?.status, others.length]).toEqual([before?.id, 'enabled', 0])
    expect(after?.enabled_events).toEqual(enabledEvents(choiceOf({})))
  })

  it('replaces an endpoint whose secret is lost, and one of another version', async () => {
    await install(TEST_KEY)
    const [first] = await endpoints()
    world.botpress.reset()
    await install(TEST_KEY)
    const [second, ...others] = await endpoints()
    expect(others).toEqual([])
    expect(second?.id).not.toBe(first?.id)
    await install(TEST_KEY, { apiVersion: LEGACY_API_VERSION })
    const [third, ...more] = await endpoints()
    expect([third?.api_version, more.length]).toEqual([LEGACY_API_VERSION, 0])
    expect(third?.id).not.toBe(second?.id)
  })

  it('creates the new endpoint before it deletes the old one', async () => {
    await install(TEST_KEY)
    world.stripe.requests.clear()
    await install(TEST_KEY, { apiVersion: LEGACY_API_VERSION })
    expect(operations().filter((operation) => operation?.match(/^(POST|DELETE)/))).toEqual([
      'POST /v1/webhook_endpoints',
      'DELETE /v1/webhook_endpoints/{id}',
    ])
  })

  const fill = async (count: number) => {
    for (let index = 0; index < count; index++) {
      await world.shop().webhookEndpoints.create({ url: `https://example.com/${index}`, enabled_events: ['*'] })
    }
  }

  it('at the limit of endpoints deletes ours first', async () => {
    await install(TEST_KEY)
    await fill(15)
    await install(TEST_KEY, { apiVersion: LEGACY_API_VERSION })
    const all = (await world.shop().webhookEndpoints.list({ limit: 100 })).data
    expect(all.filter(({ url }) => url === world.botpress.webhookUrl)).toHaveLength(1)
    expect(all).toHaveLength(16)
  })

  it('says so when 16 foreign endpoints leave no room, and touches none of them', async () => {
    await fill(16)
    await expect(install(TEST_KEY)).rejects.toMatchObject({ metadata: { code: 'endpoint_limit' } })
    expect(world.stripe.count('webhook_endpoint', 'test')).toBe(16)
  })

  it('leaves endpoints of others alone, also with our address', async () => {
    const { url } = { url: world.botpress.webhookUrl }
    await world.shop().webhookEndpoints.create({ url, enabled_events: ['*'] })
    await install(TEST_KEY)
    expect(world.stripe.count('webhook_endpoint', 'test')).toBe(2)
  })

  it('works with a restricted key that may not read the account, again without a change', async () => {
    for (let time = 0; time < 2; time++) await install('rk_test_fake_sandbox')
    expect(world.stripe.count('webhook_endpoint', 'test')).toBe(1)
    expect(world.botpress.settings.identifier).toBeUndefined()
    const [endpoint] = await endpoints()
    await install('rk_test_fake_other')
    expect((await endpoints()).map(({ id }) => id)).toEqual([endpoint?.id])
  })

  it('a rolled key of the same account adopts the endpoint', async () => {
    await install(TEST_KEY)
    const [before] = await endpoints()
    await install('sk_test_fake_rolled')
    expect((await endpoints()).map(({ id }) => id)).toEqual([before?.id])
  })

  it.each([
    ['', /is empty/],
    ['   ', /is empty/],
    ['pk_test_fake_sandbox', /publishable key/],
    ['whsec_fake', /webhook signing secret/],
    ['hello', /is not a Stripe key/],
    ['sk_test_fake spaces', /is not a Stripe key/],
  ])('refuses %j before any call', async (key, message) => {
    await expect(install(key)).rejects.toThrow(message)
    await expect(install(key)).rejects.toMatchObject({ metadata: { code: 'invalid_configuration', retryable: false } })
    expect(operations()).toEqual([])
  })

  it('a wrong key: says so, masks it, stores nothing', async () => {
    const error = await install('sk_test_fake_wrong').catch((reason) => reason)
    expect(error).toMatchObject({ metadata: { code: 'key_refused' } })
    expect(error.message).not.toContain('sk_test_fake_wrong')
    expect(world.botpress.states).toEqual([])
  })

  it('a missing permission is named', async () => {
    const error = await install('rk_test_fake_nothing').catch((reason) => reason)
    expect(error).toMatchObject({ metadata: { code: 'permission_missing' } })
    expect(error.message).toContain('rak_webhook_endpoint_read')
    expect(error.message).not.toContain('rk_test_fake_nothing')
  })

  it('tells test from live, keeps their states apart, and says once what of the old could not be removed', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    await install(TEST_KEY)
    const [old] = await endpoints()
    for (let time = 0; time < 2; time++) await install('sk_live_fake_sandbox')
    const [live] = await endpoints('sk_live_fake_sandbox')
    expect([live?.livemode, world.stripe.count('webhook_endpoint', 'live')]).toEqual([true, 1])
    const warnings = warn.mock.calls.map((parts) => parts.join(' '))
    expect(warnings).toEqual([
      expect.stringMatching(
        `${old?.id} of the account ${world.stripe.account.id} \\(test mode\\) could not be removed`
      ),
    ])
    await install(TEST_KEY)
    expect((await endpoints()).map(({ id }) => id)).toEqual([old?.id])
    warn.mockRestore()
  })

  it('refuses another version than the two', async () => {
    await expect(install(TEST_KEY, { apiVersion: '2020-01-01' })).rejects.toThrow(/apiVersion/)
  })
})

describe('unregister', () => {
  it('removes the endpoint and its secret', async () => {
    await install(TEST_KEY)
    await world.botpress.uninstall()
    expect(world.stripe.count('webhook_endpoint', 'test')).toBe(0)
    expect(JSON.stringify(world.botpress.states)).not.toContain('whsec_')
  })

  it('succeeds when the endpoint is gone, and when the key is', async () => {
    await install(TEST_KEY)
    const [endpoint] = await endpoints()
    await world.shop().webhookEndpoints.del(endpoint?.id ?? '')
    await world.botpress.uninstall()
    await install(TEST_KEY)
    world.stripe.revoke(TEST_KEY)
    await world.botpress.uninstall()
    expect(world.stripe.count('webhook_endpoint', 'test')).toBe(1)
  })
})
