import { DEFAULT_KEYS } from '@botpress-stripe/sandbox-stripe'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NAMES } from '../../src/binding'
import { LEGACY_API_VERSION } from '../../src/versions'
import { createMissing, type Missing } from '../support/missing'
import { pay } from '../support/shop'

let world: Missing
/** What is logged is looked at by the tests that are about it. */
const logged: string[] = []
beforeEach(() => {
  logged.length = 0
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...parts) => void logged.push(parts.join(' ')))
  }
})

const begin = async (...options: Parameters<typeof createMissing>): Promise<Missing> => {
  world = await createMissing(...options)
  await world.install()
  return world
}
afterEach(() => {
  vi.restoreAllMocks()
  return world.close()
})

const MINUTE = 60
const DAY = 86_400
const idOf = async ({ endpoints }: Missing): Promise<string> => (await endpoints())[0]?.id ?? ''

describe('nothing to do', () => {
  it('costs two calls to Stripe and three to Botpress, and changes nothing, whatever arrived', async () => {
    const { fail, wait, install, asked, botpress } = await begin()
    for (let time = 0; time < 3; time++) await fail()
    await wait(2 * DAY)
    const states = JSON.stringify(botpress.states)
    const calls = botpress.calls.length
    expect(await asked(() => install())).toEqual(['GET /v1/webhook_endpoints', 'GET /v1/events'])
    expect(botpress.calls.slice(calls).map(({ operation }) => operation)).toEqual([
      ...['getState', 'getState', 'configureIntegration'],
    ])
    expect(JSON.stringify(botpress.states)).toBe(states)
    expect(botpress.settings.scheduleRegisterCall).toBe('daily')
  })

  it('an account that has a past: a new bot does not hear of it', async () => {
    world = await createMissing()
    const { fail, wait, install, told, shop } = world
    await shop().webhookEndpoints.create({ url: 'https://shop.example.com/', enabled_events: ['*'] })
    for (let time = 0; time < 5; time++) await fail()
    await wait(DAY)
    await install()
    await wait(DAY)
    await install()
    expect(told()).toEqual([])
  })

  it("another's endpoint that fails is no reason to replace ours, and is looked into once", async () => {
    const { fail, wait, install, asked, told, shop, endpoints } = await begin()
    await shop().webhookEndpoints.create({ url: 'https://down.example.com/', enabled_events: ['*'] })
    const ids = [await fail(), await fail()]
    await wait(4 * DAY)
    const before = (await endpoints()).map(({ id }) => id)
    for (let time = 0; time < 2; time++) {
      expect(await asked(() => install())).toEqual(['GET /v1/webhook_endpoints', 'GET /v1/events'])
    }
    expect((await endpoints()).map(({ id }) => id)).toEqual(before)
    expect(told()).toEqual(ids)
  })
})

it("another bot's endpoint that fails is no reason to replace ours", async () => {
  const { fail, wait, install, told, shop } = await begin()
  await shop().webhookEndpoints.create({ url: 'https://down.example.com/', enabled_events: ['*'] })
  await fail({ metadata: { [NAMES.bot]: 'bot_other' } })
  await wait(DAY)
  const before = (await world.endpoints()).map(({ id }) => id)
  await install()
  expect([(await world.endpoints()).map(({ id }) => id), told()]).toEqual([before, []])
})

describe('the endpoint', () => {
  it('deleted: a new one, and what came meanwhile, once and in order', async () => {
    const { fail, wait, install, told, shop, endpoints } = await begin()
    const ids = [await fail()]
    await wait(3 * MINUTE)
    await shop().webhookEndpoints.del(await idOf(world))
    for (let time = 0; time < 4; time++) ids.push(await fail())
    await wait(DAY)
    await install()
    expect(told()).toEqual(ids)
    expect(await endpoints()).toHaveLength(1)
    ids.push(await fail())
    await wait(DAY)
    await install()
    expect(told()).toEqual(ids)
  })

  it('disabled: enabled again, and what came meanwhile', async () => {
    const { fail, wait, install, told, shop, endpoints } = await begin()
    const ids = [await fail()]
    const id = await idOf(world)
    await shop().webhookEndpoints.update(id, { disabled: true })
    for (let time = 0; time < 3; time++) ids.push(await fail())
    await wait(DAY)
    await install()
    expect(told()).toEqual(ids)
    expect((await endpoints()).map((endpoint) => [endpoint.id, endpoint.status])).toEqual([[id, 'enabled']])
  })

  it('its secret rolled in the Dashboard: replaced, and what was refused arrives', async () => {
    const { fail, wait, install, told, stripe, statuses } = await begin()
    const ids = [await fail()]
    const before = await idOf(world)
    stripe.rollSecret(before)
    ids.push(await fail(), await fail())
    expect(statuses.at(-1)).toBe(400)
    await wait(2 * MINUTE)
    await install()
    expect(told()).toEqual(ids)
    expect(await idOf(world)).not.toBe(before)
    ids.push(await fail())
    await wait(DAY)
    const after = await idOf(world)
    await install()
    expect([told(), await idOf(world)]).toEqual([ids, after])
  })

  it('made to ask for less: only what it did not ask for is looked for', async () => {
    const { fail, wait, install, told, shop } = await begin()
    const types = (await world.endpoints())[0]?.enabled_events.filter((type) => type !== 'charge.failed') ?? []
    await shop().webhookEndpoints.update(await idOf(world), { enabled_events: types as never })
    const missed = await fail()
    const arrived = await fail({ object: 'invoice' }, 'invoice.payment_failed')
    await wait(DAY)
    await install()
    expect(told().filter((id) => id === missed)).toHaveLength(1)
    expect(told().filter((id) => id === arrived)).toHaveLength(1)
  })

  it('an event chosen from now on brings nothing of the past', async () => {
    const { fail, wait, install, told, shop } = await begin()
    await shop().webhookEndpoints.create({ url: 'https://down.example.com/', enabled_events: ['*'] })
    await fail({ object: 'customer' }, 'customer.created')
    await wait(DAY)
    for (let time = 0; time < 2; time++) await install({ events: ['customerCreated', 'chargeFailed'] })
    expect(told()).toEqual([])
    const now = await fail({ object: 'customer' }, 'customer.created')
    expect(told()).toEqual([now])
  })
})

describe('Botpress down for longer than Stripe tries', () => {
  it('everything arrives once, and the endpoint stays when newer events arrived', async () => {
    const { fail, wait, install, told, staleOf, withBotpressDown } = await begin()
    const before = await idOf(world)
    const [first] = [await fail()]
    const missed = await withBotpressDown(async () => {
      const ids = [await fail(), await fail({ id: 'ch_same' })]
      await wait(4 * DAY)
      return ids
    })
    const newer = await fail({ id: 'ch_same', status: 'failed' })
    await install()
    expect(told()).toEqual([first, newer, ...missed])
    expect([await idOf(world), staleOf(missed[0] ?? '')]).toEqual([before, undefined])
    expect(world.botpress.events.at(-1)?.payload).toMatchObject({ stale: true, data: { object: { id: 'ch_same' } } })
    await install()
    expect(told()).toHaveLength(4)
  })

  it("Stripe's own retry after catching up is not delivered again", async () => {
    const { fail, wait, install, told, withBotpressDown } = await begin()
    const ids = [await withBotpressDown(() => fail())]
    await wait(2)
    await install()
    await wait(DAY)
    ids.push(await fail())
    await wait(DAY)
    await install()
    expect(told()).toEqual(ids)
  })
})

describe('what is caught up', () => {
  const missSome = async (work: (missing: Missing) => Promise<unknown>): Promise<void> => {
    const before = await idOf(world)
    await world.wait(3 * MINUTE)
    await world.shop().webhookEndpoints.del(before)
    await work(world)
    await world.wait(DAY)
  }

  it("not another bot's", async () => {
    const { install, told } = await begin()
    await missSome(({ fail }) => fail({ metadata: { [NAMES.bot]: 'bot_other' } }))
    await install()
    expect(told()).toEqual([])
  })

  it('a payment is announced once, by what the event said', async () => {
    const { install, botpress, wait } = await begin()
    const place = botpress.grantConversation()
    await missSome(async () => {
      const { output } = await botpress.callAction('createPaymentLink', {
        ...{ productName: 'Mug', unit_amount: 500, ...place },
      })
      await pay(world, (output as { url: string }).url)
    })
    await install()
    await wait(DAY)
    await install()
    expect(botpress.events.map(({ type, conversationId }) => [type, conversationId])).toEqual([
      ['paymentSucceeded', place.conversationId],
    ])
  })

  it('300 events, page by page, each once and in order', async () => {
    const { install, told, asked } = await begin()
    const ids: string[] = []
    await missSome(async ({ fail }) => {
      for (let time = 0; time < 300; time++) ids.push(await fail())
    })
    const calls = await asked(() => install())
    expect(told()).toEqual(ids)
    // One to see what is undelivered, three pages.
    expect(calls.filter((call) => call === 'GET /v1/events').length).toBe(4)
  })

  it('when the time is up the place is kept, and the next run goes on', async () => {
    let slow = false
    const { install, told, gap, botpress } = await begin({
      accountApiVersion: LEGACY_API_VERSION,
      wrap: (stripe) => async (input, init) => {
        // Each event has an object to retrieve.
        if (slow && String(input).includes('/v1/charges/')) await world.clock.advance(5_000)
        return stripe(input, init)
      },
    })
    const ids: string[] = []
    await missSome(async ({ fail }) => {
      for (let time = 0; time < 10; time++) ids.push(await fail())
    })
    slow = true
    await install()
    expect(told()).toEqual(ids.slice(0, 4))
    expect(botpress.settings.scheduleRegisterCall).toBe('hourly')
    await install()
    expect(told()).toEqual(ids.slice(0, 8))
    await world.verify()
    expect(told()).toEqual(ids)
    expect(Object.values(gap())).toEqual([{ plannedUntil: expect.any(Number), segments: [] }])
    await install()
    expect(botpress.settings.scheduleRegisterCall).toBe('daily')
  })

  it.each([
    ['the pinned version', undefined, LEGACY_API_VERSION, undefined],
    ['the older version', LEGACY_API_VERSION, undefined, expect.stringMatching(/^in_/)],
  ] as const)('objects in %s, whatever the account has', async (_, apiVersion, accountApiVersion, invoice) => {
    world = await createMissing(accountApiVersion ? { accountApiVersion } : {})
    await world.install({ ...(apiVersion && { apiVersion }) })
    await missSome(async ({ shop }) => {
      const { id: customer } = await shop().customers.create({ email: 'a@example.com' })
      const bad = await shop().paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
      const price = await shop().prices.create({
        ...{ currency: 'usd', unit_amount: 900, recurring: { interval: 'month' } },
        product_data: { name: 'Club' },
      })
      await shop().subscriptions.create({ customer, items: [{ price: price.id }], default_payment_method: bad.id })
    })
    await world.install({ ...(apiVersion && { apiVersion }) })
    const failed = world.botpress.events.find(({ type }) => type === 'chargeFailed')
    expect(failed?.payload.data.object).toMatchObject({ object: 'charge', status: 'failed' })
    expect(failed?.payload.data.object.invoice).toEqual(invoice)
  })
})

describe('what goes wrong while catching up', () => {
  it('does not fail registering, is said, and is made good the next time', async () => {
    let broken = false
    const error = { error: { type: 'invalid_request_error', message: 'Not now.' } }
    const { fail, wait, install, told, shop, endpoints } = await begin({
      wrap: (stripe) => async (input, init) =>
        broken && String(input).includes('/v1/events') ? Response.json(error, { status: 400 }) : stripe(input, init),
    })
    await wait(3 * MINUTE)
    await shop().webhookEndpoints.del(await idOf(world))
    const id = await fail()
    await wait(DAY)
    broken = true
    await install()
    broken = false
    expect([told(), await endpoints()]).toEqual([[], [expect.objectContaining({ status: 'enabled' })]])
    expect(logged.join()).toContain('Missed events could not be looked for')
    await install()
    expect(told()).toEqual([id])
  })

  it('ends in the middle of mending: the gap is known all the same', async () => {
    let broken = false
    const error = { error: { type: 'invalid_request_error', message: 'Not now.' } }
    const { fail, wait, install, told, shop } = await begin({
      wrap: (stripe) => async (input, init) =>
        broken && init?.method === 'DELETE' ? Response.json(error, { status: 400 }) : stripe(input, init),
    })
    await shop().webhookEndpoints.update(await idOf(world), { disabled: true })
    const id = await fail()
    await wait(DAY)
    broken = true
    await expect(install({ apiVersion: LEGACY_API_VERSION })).rejects.toThrow('Not now.')
    broken = false
    await install({ apiVersion: LEGACY_API_VERSION })
    expect(told()).toEqual([id])
  })

  it('a restricted key that may not read events: registers, and says what it lacks', async () => {
    const key = { key: 'rk_test_fake_other', permissions: ['webhook_endpoints:write'] }
    world = await createMissing({ keys: [...DEFAULT_KEYS, key] })
    for (let time = 0; time < 2; time++) await world.install({ apiKey: key.key })
    expect(logged.join()).toContain('Give the key the permission to read Events.')
    expect(await world.asked(() => world.install({ apiKey: key.key }))).toHaveLength(2)
  })

  it('two at once do no harm', async () => {
    const { fail, wait, verify, told, shop } = await begin()
    await wait(3 * MINUTE)
    await shop().webhookEndpoints.del(await idOf(world))
    const ids = [await fail(), await fail(), await fail()]
    await wait(DAY)
    await Promise.all([verify(), verify()])
    expect(told()).toEqual(ids)
  })
})

it('a warm webhook is three calls to Botpress', async () => {
  const { fail, botpress, clock } = await begin()
  await fail()
  // A process that has just begun asks Botpress what the one before it may have delivered.
  await clock.advance(60_000)
  const calls = botpress.calls.length
  await fail()
  expect(botpress.calls.slice(calls).map(({ operation }) => operation)).toEqual(['getState', 'createEvent', 'setState'])
})
