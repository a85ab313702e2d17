import { describe, expect, it } from 'vitest'
import { readFaults } from '../src'
import { createShop, failure } from './support/shop'

const DAY = 86_400_000

/** What is done to the sandbox itself, as over HTTP. */
const createControlled = (answers?: number[]) => {
  const shop = createShop(answers ? { answers } : {})
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await shop.sandbox.fetch(
      new Request(`http://127.0.0.1:12111/_sandbox${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    )
    return { status: response.status, body: await response.json() }
  }
  const listen = () =>
    shop.stripe.webhookEndpoints.create({ url: 'https://example.com/hook', enabled_events: ['customer.created'] })
  return { ...shop, control, listen }
}

describe('faults by script', () => {
  it('hit the operation they name, as often as they say', async () => {
    const { control, stripe } = createControlled()
    const faults = [{ fault: '503', times: 2, operation: 'POST /v1/customers' }, { fault: '409' }]
    expect(await control('POST', '/faults', { faults })).toMatchObject({ status: 200, body: { hits: 0 } })
    expect((await failure(stripe.customers.create({}))).statusCode).toBe(503)
    expect((await failure(stripe.customers.list())).statusCode).toBe(409)
    expect((await stripe.customers.list()).data).toEqual([])
    expect((await control('GET', '/faults')).body).toEqual({
      hits: 2,
      faults: [{ fault: '503', times: 1, operation: 'POST /v1/customers' }],
    })
    expect((await control('DELETE', '/faults')).body).toEqual({ hits: 0, faults: [] })
    expect((await stripe.customers.create({})).object).toBe('customer')
  })

  it('are refused with the place of what is wrong', () => {
    const problems: Array<[unknown, RegExp]> = [
      [{}, /is a list/],
      [[{ fault: 'earthquake' }], /Fault 1: fault must be one of 429 limiter/],
      [[{ fault: '503' }, { fault: '503', times: 0 }], /Fault 2: times/],
      [[{ fault: '503', operation: 'POST /v1/nothing' }], /Fault 1: operation must be one like/],
      [[{ fault: '503', often: 1 }], /unknown "often"/],
      [['503'], /Fault 1 must be an object/],
    ]
    for (const [script, problem] of problems) expect(() => readFaults(script)).toThrow(problem)
  })
})

describe('deliveries', () => {
  it('come twice and overtake each other as soon as they are asked to, and no more when not', async () => {
    const { control, stripe, sandbox, deliveries, listen } = createControlled()
    await listen()
    const numbers = async (count: number) => {
      deliveries.length = 0
      for (let number = 0; number < count; number++) await stripe.customers.create({ name: String(number) })
      await sandbox.advance(60_000)
      return deliveries.map(({ body }) => Number(JSON.parse(body).data.object.name))
    }
    expect(await numbers(3)).toEqual([0, 1, 2])
    await control('POST', '/deliveries', { duplicates: 1, shuffleMs: 30_000 })
    const bad = await numbers(10)
    expect(bad).toHaveLength(20)
    expect(bad).not.toEqual(bad.toSorted((a, b) => a - b))
    await control('POST', '/deliveries', { duplicates: 0, shuffleMs: 0 })
    expect(await numbers(3)).toEqual([0, 1, 2])
  })

  it('are refused what makes no sense', async () => {
    const { control } = createControlled()
    for (const body of [{ duplicates: 2 }, { shuffleMs: -1 }, { often: 1 }]) {
      expect((await control('POST', '/deliveries', body)).status).toBe(400)
    }
  })

  it('are shown, and an event is sent again by hand, once, to whom it is meant for', async () => {
    const { control, stripe, sandbox, deliveries, listen } = createControlled([200, 500])
    const { id: endpoint } = await listen()
    await stripe.customers.create({})
    await sandbox.settled()
    const [event] = (await stripe.events.list({ type: 'customer.created' })).data
    expect((await control('POST', '/resend', { event: event?.id })).body).toEqual({ endpoints: [endpoint] })
    await sandbox.advance(3 * DAY)
    expect(deliveries.map(({ event: { id } }) => id)).toEqual([event?.id, event?.id])
    expect((await control('GET', '/deliveries')).body).toMatchObject({
      ...{ duplicates: 0, shuffleMs: 0 },
      deliveries: [
        { endpoint, attempt: 1, status: 200 },
        { endpoint, attempt: 0, status: 500 },
      ],
    })
    const { id: deaf } = await stripe.webhookEndpoints.create({
      url: 'https://example.com/2',
      enabled_events: ['charge.failed'],
    })
    await control('POST', '/resend', { event: event?.id, endpoint: deaf })
    await sandbox.settled()
    expect(deliveries.at(-1)?.url).toBe('https://example.com/2')
    expect((await control('POST', '/resend', { event: 'evt_none' })).body).toEqual({
      error: 'There is no event evt_none.',
    })
    expect((await control('POST', '/resend', { event: event?.id, endpoint: 'we_none' })).status).toBe(400)
  })
})

describe('the account', () => {
  it('is taken, put back and begun anew', async () => {
    const { control, stripe, sandbox } = createControlled()
    const { id } = await stripe.customers.create({ name: 'A' })
    const { body } = await control('GET', '/snapshot')
    expect(await control('POST', '/reset', { seed: true })).toMatchObject({ status: 200 })
    expect([sandbox.get(id), sandbox.count('product', 'test') > 0]).toEqual([undefined, true])
    expect((await control('POST', '/snapshot', body)).status).toBe(200)
    expect(sandbox.get(id)).toMatchObject({ name: 'A' })
    expect((await control('POST', '/snapshot', {})).body).toEqual({
      error: 'What was given holds no snapshot of the embedded Stripe.',
    })
  })
})

it('events are shown for 30 days', async () => {
  const { stripe, sandbox } = createControlled()
  await stripe.customers.create({})
  const [event] = (await stripe.events.list()).data
  await sandbox.advance(30 * DAY)
  expect((await stripe.events.list()).data).toHaveLength(1)
  await sandbox.advance(1000)
  expect((await stripe.events.list()).data).toEqual([])
  expect((await failure(stripe.events.retrieve(event?.id ?? ''))).code).toBe('resource_missing')
})
