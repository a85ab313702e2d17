import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const HOUR = 3_600_000

test('a repeated key replays the first answer for a day, then makes a new object', async () => {
  const { stripe, clock, sandbox } = createShop()
  const create = () => stripe.customers.create({ email: 'a@example.com' }, { idempotencyKey: 'order-1' })
  const first = await create()
  const again = await create()
  expect([again.id, sandbox.requests.entries().at(-1)?.replayed]).toEqual([first.id, true])
  await clock.advance(25 * HOUR)
  expect((await create()).id).not.toBe(first.id)
  expect(sandbox.count('customer', 'test')).toBe(2)
})

test('a key with other parameters is an idempotency error', async () => {
  const { stripe } = createShop()
  await stripe.customers.create({ email: 'a@example.com' }, { idempotencyKey: 'order-1' })
  const error = await failure(stripe.customers.create({ email: 'b@example.com' }, { idempotencyKey: 'order-1' }))
  expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
})

test('a decline and a 500 are finished answers and replayed; a bad request is not kept', async () => {
  const { stripe, sandbox, raw } = createShop()
  const pay = () =>
    stripe.paymentIntents.create(
      { amount: 500, currency: 'usd', payment_method: 'pm_card_visa_chargeDeclined', confirm: true },
      { idempotencyKey: 'pay' }
    )
  const declined = await failure(pay())
  const replayed = await failure(pay())
  expect(declined).toMatchObject({ type: 'StripeCardError', decline_code: 'generic_decline' })
  expect(replayed.headers?.['idempotent-replayed']).toBe('true')
  expect(sandbox.count('payment_intent', 'test')).toBe(1)

  sandbox.faults.add({ fault: '500 after', times: 1 })
  const create = () => stripe.customers.create({}, { idempotencyKey: 'lost' })
  expect((await failure(create())).statusCode).toBe(500)
  expect((await failure(create())).headers?.['idempotent-replayed']).toBe('true')
  expect(sandbox.count('customer', 'test')).toBe(1)

  const key = { 'idempotency-key': 'corrected' }
  expect((await raw('POST', '/v1/customers', 'emali=a', key)).status).toBe(400)
  expect((await raw('POST', '/v1/customers', 'email=a@example.com', key)).status).toBe(200)
})

test('the same key at the same time is 409 in use', async () => {
  const { sandbox, stripe, clock } = createShop({ traffic: { latencyMs: [50, 50] } })
  const create = () => stripe.customers.create({}, { idempotencyKey: 'twice' })
  const both = Promise.allSettled([create(), create()])
  await clock.advance(200)
  const statuses = (await both).map((result) => (result.status === 'rejected' ? result.reason.statusCode : 200))
  expect(statuses.sort()).toEqual([200, 409])
  expect(sandbox.count('customer', 'test')).toBe(1)
})

test('a key of more than 255 characters is refused', async () => {
  const { stripe } = createShop()
  expect((await failure(stripe.customers.create({}, { idempotencyKey: 'x'.repeat(256) }))).statusCode).toBe(400)
})
