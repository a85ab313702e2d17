import { DEFAULT_KEYS } from '@botpress-stripe/sandbox-stripe'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PINNED_API_VERSION } from '../../src/versions'
import { TEST_KEY } from '../support/embedded'
import { createMissing, type Missing } from '../support/missing'

const FEW = { key: 'rk_test_fake_few', permissions: ['webhook_endpoints:write', 'events:read', 'customers:write'] }

let world: Missing
beforeEach(async () => {
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation(() => undefined)
  world = await createMissing({ keys: [...DEFAULT_KEYS, FEW] })
})
afterEach(() => {
  vi.restoreAllMocks()
  return world.close()
})

const codes = ({ problems }: { problems: Array<{ code: string }> }) => problems.map(({ code }) => code)

describe('all is well', () => {
  it('says so: mode, key, endpoint, last event', async () => {
    await world.install()
    await world.fail()
    const at = Math.floor(world.clock.now() / 1000)
    await world.wait(3600)
    const [endpoint] = await world.endpoints()
    const verified = await world.verify()
    expect(verified).toMatchObject({
      ...{ mode: 'test', keyKind: 'secret', accountId: world.stripe.account.id, mended: [], problems: [] },
      webhook: {
        ...{ url: world.botpress.webhookUrl, status: 'enabled', canBeReached: true, endpointId: endpoint?.id },
        ...{ apiVersion: PINNED_API_VERSION, events: endpoint?.enabled_events, notAskedFor: [] },
        ...{ lastEventAt: at, undelivered: 0, caughtUp: 0, moreToCatchUp: false },
      },
    })
    expect(verified.permissions).toContainEqual({ feature: 'Customers', permission: 'Customers: Write', ok: true })
  })

  it('costs two calls with a secret key', async () => {
    await world.install()
    expect(await world.asked(() => world.verify())).toEqual(['GET /v1/webhook_endpoints', 'GET /v1/events'])
  })

  it('a restricted key with all that the documentation asks for', async () => {
    await world.botpress.install({ apiKey: 'rk_test_fake_sandbox' })
    const { keyKind, permissions, problems, accountId } = await world.verify()
    expect([keyKind, problems, accountId]).toEqual(['restricted', [], undefined])
    expect(permissions).toEqual(expect.not.arrayContaining([expect.objectContaining({ ok: false })]))
  })
})

describe('something is wrong', () => {
  it('permissions that a restricted key lacks are named, each with what does not work', async () => {
    await world.botpress.install({ apiKey: FEW.key })
    const verified = await world.verify()
    expect(new Set(codes(verified))).toEqual(new Set(['permission_missing']))
    expect(verified.problems[0]).toEqual({
      code: 'permission_missing',
      problem:
        'The key lacks the permission "Payment Links: Write". Without it this does not work: Payment links and subscription links.',
      remedy: expect.stringContaining('add the permission'),
    })
    expect(verified.permissions).toContainEqual(expect.objectContaining({ feature: 'Customers', ok: true }))
  })

  it('a key that was revoked is an answer', async () => {
    await world.install()
    world.stripe.revoke(TEST_KEY)
    const verified = await world.verify()
    expect(verified).toMatchObject({ mode: 'test', keyKind: 'secret', permissions: [], webhook: { status: 'unknown' } })
    expect(codes(verified)).toEqual(['key_refused'])
  })

  it.each(['', 'pk_test_fake_sandbox', 'whsec_fake', 'sk_test_fake spaces'])(
    'the key %j is an answer',
    async (apiKey) => {
      await world.botpress.install({ apiKey }).catch(() => undefined)
      const call = { type: 'verifySetup', input: {} }
      const { body } = await world.botpress.callOperation('action_triggered', call)
      const { output: verified } = body as { output: { problems: Array<{ code: string }> } }
      expect(verified).toMatchObject({ permissions: [], mended: [], webhook: { status: 'unknown' } })
      expect(codes(verified)).toEqual(['invalid_configuration'])
      expect(JSON.stringify(verified)).not.toContain('fake spaces')
    }
  )

  it('a deleted endpoint: looked at, nothing changes; then mended, with what was missed', async () => {
    await world.install()
    const [before] = await world.endpoints()
    await world.shop().webhookEndpoints.del(before?.id ?? '')
    const id = await world.fail()
    await world.wait(600)
    const states = JSON.stringify(world.botpress.states)
    const looked = await world.verify({ repair: false })
    expect(codes(looked)).toEqual(['endpoint_missing'])
    expect(looked.webhook).toMatchObject({ status: 'missing', caughtUp: 0 })
    expect([JSON.stringify(world.botpress.states), await world.endpoints(), world.told()]).toEqual([states, [], []])

    const mended = await world.verify()
    expect(mended.problems).toEqual([])
    expect(mended.mended).toEqual([expect.stringMatching(/had been deleted.*1 missed event was given/)])
    expect(mended.webhook).toMatchObject({ status: 'enabled', caughtUp: 1, moreToCatchUp: false })
    expect(world.told()).toEqual([id])
    expect((await world.verify({ repair: false })).problems).toEqual([])
  })

  it('a rolled secret: undelivered events are counted, then delivered, and the next arrives by itself', async () => {
    await world.install()
    const [before] = await world.endpoints()
    world.stripe.rollSecret(before?.id ?? '')
    const ids = [await world.fail(), await world.fail()]
    await world.wait(600)
    const looked = await world.verify({ repair: false })
    expect(codes(looked)).toEqual(['endpoint_secret', 'events_missed'])
    expect(looked.webhook).toMatchObject({ undelivered: 2 })
    await world.verify()
    ids.push(await world.fail())
    expect(world.told()).toEqual(ids)
    expect(world.statuses.at(-1)).toBe(200)
  })

  it('more endpoints than Stripe allows', async () => {
    await world.install()
    const [ours] = await world.endpoints()
    await world.shop().webhookEndpoints.del(ours?.id ?? '')
    for (let index = 0; index < 16; index++) {
      await world.shop().webhookEndpoints.create({ url: `https://shop.example.com/${index}`, enabled_events: ['*'] })
    }
    expect(codes(await world.verify())).toEqual(['endpoint_limit'])
  })
})
