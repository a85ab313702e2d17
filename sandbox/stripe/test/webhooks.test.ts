import Stripe from 'stripe'
import { expect, test } from 'vitest'
import type { StripeOptions } from '../src'
import { createShop, failure } from './support/shop'

const URL = 'https://example.com/hook'

test('an event reaches the endpoints that want it, signed so that the SDK accepts it', async () => {
  const { stripe, sandbox, deliveries } = createShop()
  const endpoint = await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['customer.created'] })
  await stripe.customers.create({ email: 'a@example.com' })
  await stripe.products.create({ name: 'not asked for' })
  await sandbox.settled()
  expect(deliveries).toHaveLength(1)
  const [{ body, signature } = { body: '', signature: '' }] = deliveries
  const at = sandbox.get(JSON.parse(body).id)?.created as number
  const event = Stripe.webhooks.constructEvent(body, signature, endpoint.secret ?? '', 300, undefined, at * 1000)
  expect(event).toMatchObject({ type: 'customer.created', data: { object: { email: 'a@example.com' } } })
  const forged = () =>
    Stripe.webhooks.constructEvent(`${body} `, signature, endpoint.secret ?? '', 300, undefined, at * 1000)
  expect(forged).toThrow(Stripe.errors.StripeSignatureVerificationError)
})

test('the secret is told once, at creation', async () => {
  const { stripe } = createShop()
  const { id, secret } = await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'] })
  expect(secret).toMatch(/^whsec_/)
  expect((await stripe.webhookEndpoints.retrieve(id)).secret).toBeUndefined()
})

test('a delivery that fails comes again later, with the same event and a new time', async () => {
  const { stripe, sandbox, deliveries, clock } = createShop({ answers: [500, 500, 200] })
  await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['customer.created'] })
  await stripe.customers.create({})
  await sandbox.settled()
  expect(deliveries).toHaveLength(1)
  await clock.advance(60_000)
  await sandbox.settled()
  await clock.advance(3_600_000)
  await sandbox.settled()
  expect(deliveries.map(({ event }) => event.id)).toEqual(Array(3).fill(deliveries[0]?.event.id))
  expect(new Set(deliveries.map(({ signature }) => signature)).size).toBe(3)
})

test('a deleted or disabled endpoint gets nothing more', async () => {
  const { stripe, sandbox, deliveries, clock } = createShop({ answers: [500] })
  const { id } = await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['customer.created'] })
  await stripe.customers.create({})
  await sandbox.settled()
  await stripe.webhookEndpoints.update(id, { disabled: true })
  await clock.advance(86_400_000)
  await stripe.customers.create({})
  await stripe.webhookEndpoints.del(id)
  await sandbox.settled()
  expect(deliveries).toHaveLength(1)
})

test('at most 16 endpoints in a mode; live mode wants https', async () => {
  const { stripe, client } = createShop()
  for (let index = 0; index < 16; index++)
    await stripe.webhookEndpoints.create({ url: `${URL}/${index}`, enabled_events: ['*'] })
  expect((await failure(stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'] }))).statusCode).toBe(400)
  const live = client('sk_live_fake_sandbox').webhookEndpoints
  expect((await failure(live.create({ url: 'http://example.com', enabled_events: ['*'] }))).param).toBe('url')
  expect((await live.create({ url: URL, enabled_events: ['*'] })).livemode).toBe(true)
})

test('an endpoint of 2023-10-16 gets objects as that version shows them', async () => {
  const { stripe, sandbox, deliveries, price, link, pay } = createShop()
  const enabled_events = ['invoice.paid', 'customer.subscription.created'] as const
  await stripe.webhookEndpoints.create({ url: URL, enabled_events: [...enabled_events], api_version: '2023-10-16' })
  await stripe.webhookEndpoints.create({ url: `${URL}/new`, enabled_events: [...enabled_events] })
  const { url } = await link({}, await price(900, { interval: 'month' }))
  await pay(url)
  await sandbox.settled()
  const objectOf = (to: string, type: string) =>
    deliveries.find((delivery) => delivery.url === to && delivery.event.type === type)?.event
  const old = objectOf(URL, 'invoice.paid')
  expect(old?.api_version).toBe('2023-10-16')
  expect(old?.data.object).toMatchObject({ paid: true, subscription: expect.stringMatching(/^sub_/) })
  expect(objectOf(`${URL}/new`, 'invoice.paid')?.data.object).not.toHaveProperty('subscription')
  expect(objectOf(URL, 'customer.subscription.created')?.data.object).toHaveProperty('current_period_end')
})

test('an event can be looked up and listed by type', async () => {
  const { stripe } = createShop()
  await stripe.customers.create({})
  await stripe.products.create({ name: 'A' })
  const { data } = await stripe.events.list({ type: 'customer.created' })
  expect(data.map(({ type }) => type)).toEqual(['customer.created'])
  expect(await stripe.events.retrieve(data[0]?.id ?? '')).toMatchObject({ object: 'event', type: 'customer.created' })
  expect((await stripe.events.list({ types: ['customer.created', 'product.created'] })).data).toHaveLength(2)
})

test('undelivered events can be listed; those of a time without an endpoint are not among them', async () => {
  const { stripe, sandbox } = createShop({ answers: [500] })
  await stripe.customers.create({})
  const { id } = await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['customer.created'] })
  const failed = await stripe.customers.create({})
  await sandbox.settled()
  await stripe.webhookEndpoints.del(id)
  await stripe.customers.create({})
  const undelivered = async () =>
    (await stripe.events.list({ delivery_success: false })).data.map(
      ({ data }) => 'id' in data.object && data.object.id
    )
  expect(await undelivered()).toEqual([failed.id])
})

test('a secret rolled in the Dashboard is void at once', async () => {
  const { stripe, sandbox, deliveries } = createShop()
  const endpoint = await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['customer.created'] })
  const rolled = sandbox.rollSecret(endpoint.id)
  await stripe.customers.create({})
  await sandbox.settled()
  const [{ body, signature } = { body: '', signature: '' }] = deliveries
  const at = Number(sandbox.get(JSON.parse(body).id)?.created) * 1000
  const check = (secret = '') => Stripe.webhooks.constructEvent(body, signature, secret, 300, undefined, at)
  expect(check(rolled).type).toBe('customer.created')
  expect(() => check(endpoint.secret)).toThrow(Stripe.errors.StripeSignatureVerificationError)
  expect(() => sandbox.rollSecret('we_nothing')).toThrow(/no webhook endpoint/)
})

test('the list shows events in the version of the account; an object can be retrieved in either', async () => {
  const { stripe, sandbox, price, link, pay, client } = createShop({ accountApiVersion: '2023-10-16' })
  const { url } = await link({}, await price(900, { interval: 'month' }))
  await pay(url)
  await sandbox.settled()
  const { data } = await stripe.events.list({ types: ['invoice.paid'] })
  expect(data[0]).toMatchObject({ api_version: '2023-10-16', data: { object: { paid: true } } })
  expect(await stripe.events.retrieve(data[0]?.id ?? '')).toMatchObject({ data: { object: { paid: true } } })
  const id = (await stripe.invoices.list()).data[0]?.id ?? ''
  expect(await stripe.invoices.retrieve(id)).not.toHaveProperty('paid')
  const old = client().rawRequest('GET', `/v1/invoices/${id}`, undefined, { apiVersion: '2023-10-16' })
  expect(await old).toMatchObject({ id, paid: true })
})

/** The events that were made, and those that came, in their order. */
const deliveriesOf = async (options: StripeOptions) => {
  const { stripe, sandbox, deliveries, clock } = createShop(options)
  await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['customer.created'] })
  for (let count = 0; count < 100; count++) await stripe.customers.create({ email: `${count}@example.com` })
  const made: string[] = []
  for await (const { id } of stripe.events.list({ type: 'customer.created', limit: 100 })) made.unshift(id)
  await clock.advance(10_000, sandbox.settled)
  return { made, came: deliveries.map(({ event }) => event.id) }
}

test('webhooks come once and in order, unless they are to come twice and in disorder', async () => {
  const calm = await deliveriesOf({})
  expect(calm.came).toEqual(calm.made)
  const wild = await deliveriesOf({ deliveries: { duplicates: 0.2, shuffleMs: 10_000 } })
  expect(wild.came).not.toEqual(wild.made)
  expect([...new Set(wild.came)].sort()).toEqual(wild.made.toSorted())
  const twice = wild.came.length - wild.made.length
  expect(twice).toBeGreaterThan(10)
  expect(twice).toBeLessThan(40)
  expect(wild).toEqual(await deliveriesOf({ deliveries: { duplicates: 0.2, shuffleMs: 10_000 } }))
})

test('the first retry comes later than a minute, and the last one after three days', async () => {
  const { stripe, sandbox, deliveries, clock } = createShop({ answers: [500] })
  await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['customer.created'] })
  const begin = clock.now()
  const at: number[] = []
  sandbox.subscribe((entry) => {
    if (entry.kind === 'delivery') at.push((clock.now() - begin) / 1000)
  })
  await stripe.customers.create({})
  await clock.advance(5 * 86_400_000, sandbox.settled)
  expect(at[0]).toBe(0)
  expect(at[1]).toBeGreaterThan(60)
  expect(at.at(-1)).toBe(3 * 86_400)
  expect(deliveries).toHaveLength(at.length)
})
