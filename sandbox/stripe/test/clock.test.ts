import { afterEach, describe, expect, it } from 'vitest'
import { type Clock, createStripe, manualClock, serveStripe } from '../src'
import { createShop, failure } from './support/shop'

const DAY = 86_400_000

/** A shop whose sandbox keeps its own time, over a clock that nobody moves. */
const createOwnTime = (answers = [200]) => {
  const { now, sleep } = manualClock()
  const base: Clock = { now, sleep }
  return { ...createShop({ clock: base, answers }), base }
}

const createMember = async ({ stripe, price }: ReturnType<typeof createShop>, trial_period_days?: number) => {
  const customer = await stripe.customers.create({
    ...{ payment_method: 'pm_card_visa', invoice_settings: { default_payment_method: 'pm_card_visa' } },
  })
  return stripe.subscriptions.create({
    ...{ customer: customer.id, items: [{ price: (await price(900, { interval: 'month' })).id }] },
    ...(trial_period_days && { trial_period_days }),
  })
}

describe('the time of the sandbox', () => {
  it('is that of its clock, and as far ahead as it was moved', async () => {
    const { sandbox, base } = createOwnTime()
    expect(sandbox.now()).toBe(base.now())
    await sandbox.advance(90_000)
    await sandbox.advance(10_000)
    expect(sandbox.now()).toBe(base.now() + 100_000)
  })

  it('is moved by the sum when two move it at once', async () => {
    const { sandbox, base } = createOwnTime()
    await Promise.all([sandbox.advance(1000), sandbox.advance(2000)])
    expect(sandbox.now()).toBe(base.now() + 3000)
  })

  it('brings a trial to its end and renews, each at its moment', async () => {
    const shop = createOwnTime()
    const { id, created } = await createMember(shop, 14)
    await shop.sandbox.advance(20 * DAY)
    const { data } = await shop.stripe.events.list({ type: 'customer.subscription.trial_will_end' })
    expect(data.map((event) => event.created)).toEqual([created + 11 * 86_400])
    await shop.sandbox.advance(80 * DAY)
    const invoices = (await shop.stripe.invoices.list({ subscription: id })).data
    expect(invoices.map(({ status, amount_paid }) => [status, amount_paid])).toEqual([
      ['paid', 900],
      ['paid', 900],
      ['paid', 900],
      ['paid', 0],
    ])
  })

  it('is the same whether it is moved in one step or in many', async () => {
    const lived = async (steps: number) => {
      const shop = createOwnTime()
      await createMember(shop, 3)
      for (let step = 0; step < steps; step++) await shop.sandbox.advance((60 * DAY) / steps)
      return (await shop.stripe.events.list({ limit: 100 })).data.map(({ id, type, created }) => [id, type, created])
    }
    expect(await lived(60)).toEqual(await lived(1))
  })

  it('lets idempotency keys go after a day, and sessions expire', async () => {
    const { sandbox, stripe, price } = createOwnTime()
    const create = () => stripe.customers.create({ name: 'A' }, { idempotencyKey: 'same' })
    const { id } = await create()
    const session = await stripe.checkout.sessions.create({
      ...{
        mode: 'payment',
        success_url: 'https://example.com',
        line_items: [{ price: (await price()).id, quantity: 1 }],
      },
    })
    await sandbox.advance(DAY - 1)
    expect((await create()).id).toBe(id)
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open')
    await sandbox.advance(1)
    expect((await create()).id).not.toBe(id)
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired')
  })

  it('brings search up to date', async () => {
    const { now, sleep } = manualClock()
    const { sandbox, stripe } = createShop({ clock: { now, sleep }, searchLagMs: 60_000 })
    await stripe.customers.create({ name: 'Later' })
    const found = async () => (await stripe.customers.search({ query: 'name:"Later"' })).data.length
    expect(await found()).toBe(0)
    await sandbox.advance(60_000)
    expect(await found()).toBe(1)
  })

  it('tries webhooks again, each attempt signed at its own time', async () => {
    const { sandbox, stripe, deliveries, base } = createOwnTime([500, 500, 200])
    await stripe.webhookEndpoints.create({ url: 'https://example.com/hook', enabled_events: ['customer.created'] })
    await stripe.customers.create({})
    await sandbox.settled()
    await sandbox.advance(DAY)
    const start = Math.floor(base.now() / 1000)
    expect(deliveries.map(({ signature }) => Number(/t=(\d+)/.exec(signature)?.[1]) - start)).toEqual([0, 300, 2100])
  })

  it('moves the clock that it was given, where that can be moved', async () => {
    const { sandbox, clock } = createShop()
    await sandbox.advance(5000)
    expect(sandbox.now()).toBe(clock.now())
    expect(clock.now()).toBe(manualClock().now() + 5000)
  })

  it('leaves test clocks as they are', async () => {
    const { sandbox, stripe } = createOwnTime()
    const frozen_time = Math.floor(sandbox.now() / 1000)
    const { id } = await stripe.testHelpers.testClocks.create({ frozen_time })
    await sandbox.advance(DAY)
    expect((await stripe.testHelpers.testClocks.retrieve(id)).frozen_time).toBe(frozen_time)
  })

  it('goes forward only, by whole milliseconds', () => {
    const { sandbox } = createOwnTime()
    for (const ms of [-1, 1.5, Number.NaN, Infinity]) expect(() => sandbox.advance(ms)).toThrow(/advance\(ms\)/)
  })

  it('is the time of the machine where no clock was given', async () => {
    const sandbox = createStripe()
    await sandbox.advance(365 * DAY)
    expect(new Date(sandbox.now()).getUTCFullYear()).toBeGreaterThan(2026)
    sandbox.close()
  })
})

describe('the sandbox over HTTP', () => {
  const closing: Array<() => Promise<void>> = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  const serve = async () => {
    const shop = createOwnTime()
    const server = await serveStripe(shop.sandbox, { port: 0 })
    closing.push(server.close)
    const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      })
    return { ...shop, url: server.url, post }
  }

  it('is moved on, and says what time it is', async () => {
    const { url, post, base, sandbox } = await serve()
    const answer = await post('/_sandbox/advance', { ms: DAY })
    expect(await answer.json()).toEqual({ now: base.now() + DAY, date: new Date(base.now() + DAY).toISOString() })
    expect(await (await fetch(`${url}/_sandbox/clock`)).json()).toMatchObject({ now: sandbox.now() })
    expect(Object.keys(Object(await (await fetch(`${url}/_sandbox`)).json()))).toContain('POST /_sandbox/advance')
  })

  it('says what is wrong with a request', async () => {
    const { url, post } = await serve()
    expect(await (await post('/_sandbox/advance', { ms: -1 })).text()).toContain('ms must be a whole number')
    expect(await (await post('/_sandbox/advance', { days: 1 })).text()).toContain('Unknown: days')
    expect((await post('/_sandbox/nothing', {})).status).toBe(404)
    const form = await fetch(`${url}/_sandbox/advance`, { method: 'POST', body: new URLSearchParams({ ms: '1' }) })
    expect(form.status).toBe(415)
  })

  it('is closed to other sites and other names of this machine', async () => {
    const { sandbox, post, base } = await serve()
    const from = (url: string, headers: Record<string, string> = {}) =>
      sandbox.fetch(
        new Request(url, {
          method: 'POST',
          body: '{"ms":1000}',
          headers: { 'content-type': 'application/json', ...headers },
        })
      )
    expect((await from('http://rebound.example.com:12111/_sandbox/advance')).status).toBe(403)
    for (const origin of ['https://example.com', 'null']) {
      expect((await from('http://127.0.0.1:12111/_sandbox/advance', { origin })).status).toBe(403)
    }
    expect(sandbox.now()).toBe(base.now())
    expect((await post('/_sandbox/advance', { ms: 1000 }, { origin: 'http://127.0.0.1:3000' })).status).toBe(200)
  })

  it('needs no key, and is not the API: what is not below /_sandbox still does', async () => {
    const { client } = createOwnTime()
    expect((await failure(client('sk_test_fake_wrong').customers.list())).statusCode).toBe(401)
  })
})
