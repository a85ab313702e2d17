import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

test('a wrong, missing or revoked key is an authentication error that repeats little of the key', async () => {
  const { client, raw, sandbox } = createShop()
  const wrong = await failure(client('sk_test_fake_wrong_and_long').customers.list())
  expect(wrong).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 })
  expect(wrong.message).not.toContain('sk_test_fake_wrong_and_long')
  expect((await raw('GET', '/v1/customers', undefined, { authorization: '' })).status).toBe(401)
  sandbox.revoke('sk_test_fake_sandbox')
  expect((await failure(client().customers.list())).type).toBe('StripeAuthenticationError')
})

test('a publishable key may not read', async () => {
  const { client } = createShop()
  expect((await failure(client('pk_test_fake_sandbox').customers.list())).statusCode).toBeGreaterThanOrEqual(400)
})

test('a restricted key may do what its permissions say, and the error names the missing one', async () => {
  const { client } = createShop({ keys: [{ key: 'rk_test_fake_sandbox', permissions: ['customers:read'] }] })
  const stripe = client('rk_test_fake_sandbox')
  expect((await stripe.customers.list()).data).toEqual([])
  const write = await failure(stripe.customers.create({ email: 'a@example.com' }))
  expect(write).toMatchObject({ type: 'StripePermissionError', statusCode: 403 })
  expect(write.message).toContain('customer_write')
  expect((await failure(stripe.prices.list())).type).toBe('StripePermissionError')
})

test('test and live data never meet', async () => {
  const { client, stripe } = createShop()
  const { id } = await stripe.customers.create({ email: 'a@example.com' })
  const live = client('sk_live_fake_sandbox')
  expect((await live.customers.list()).data).toEqual([])
  expect((await failure(live.customers.retrieve(id))).code).toBe('resource_missing')
  expect((await live.customers.create({})).livemode).toBe(true)
})
