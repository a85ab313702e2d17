import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

test.each([
  ['an unknown parameter', 'emali=a', 'parameter_unknown', 'emali'],
  ['an unknown nested parameter', 'address[lin1]=x', 'parameter_unknown', 'address[lin1]'],
])('%s is refused and named', async (_, body, code, param) => {
  const { raw } = createShop()
  const { status, json } = await raw('POST', '/v1/customers', body)
  expect(status).toBe(400)
  expect(json().error).toMatchObject({ type: 'invalid_request_error', code, param })
})

test('a missing parameter is named', async () => {
  const { stripe } = createShop()
  const error = await failure(stripe.paymentLinks.create({ line_items: [] }))
  expect(error).toMatchObject({ type: 'StripeInvalidRequestError', param: 'line_items' })
  const { raw } = createShop()
  expect((await raw('POST', '/v1/payment_links', '')).json().error).toMatchObject({
    code: 'parameter_missing',
    param: 'line_items',
  })
})

test.each([
  ['GET', '/v1/customers?limit=abc', 'limit'],
  ['GET', '/v1/customers?limit=1000', 'limit'],
  ['GET', '/v1/customers?limit=0', 'limit'],
  ['POST', '/v1/prices', 'unit_amount', 'currency=usd&product=prod_x&unit_amount=1.5'],
  ['POST', '/v1/prices', 'recurring[interval]', 'currency=usd&product=prod_x&unit_amount=1&recurring[interval]=hour'],
  ['POST', '/v1/products', 'active', 'name=a&active=yes'],
])('%s %s: an ill-typed value of %s is refused', async (method, path, param, body?: string) => {
  const { raw } = createShop()
  const { status, json } = await raw(method, path, body)
  expect(status).toBe(400)
  expect(json().error.param).toBe(param)
})

test('an unknown path is 404, a known operation that is not modelled says so', async () => {
  const { raw } = createShop()
  expect((await raw('GET', '/v1/nothing')).status).toBe(404)
  expect((await raw('GET', '/v1/customers/')).status).toBe(404)
  const { status, json } = await raw('GET', '/v1/tax_codes')
  expect(status).toBe(501)
  expect(json().error.message).toContain('not modelled')
})

test('another API version than the pinned one is refused', async () => {
  const { raw } = createShop()
  const { status, json } = await raw('GET', '/v1/customers', undefined, { 'stripe-version': '2019-01-01' })
  expect([status, json().error.message]).toEqual([400, expect.stringContaining('2019-01-01')])
})

test('whatever arrives is answered, never with a 500', async () => {
  const { raw, sandbox } = createShop()
  const problems: string[] = []
  sandbox.subscribe((entry) => entry.kind === 'problem' && problems.push(entry.message))
  const nested = `${'a['.repeat(40)}${']'.repeat(40)}=1`
  const bodies = [
    ...[
      'metadata=x',
      'metadata[a][b]=x',
      'email[]=a',
      'email[0]=a&email[b]=c',
      nested,
      '%',
      '%ff%fe',
      '&&&===',
      '[]=1',
    ],
    ...['__proto__[x]=1', 'constructor[prototype][x]=1', 'metadata[__proto__]=1', `name=${'x'.repeat(200_000)}`],
    ...['expand[]=constructor', 'expand=x', 'expand[][a]=b', 'address=', 'metadata=', 'preferred_locales[]=é'],
  ]
  const paths = ['/v1/customers', '/v1/products', '/v1/payment_links', '/v1/checkout/sessions', '/v1/webhook_endpoints']
  for (const path of paths) {
    for (const body of bodies)
      expect([400, 404, 200, 413], `${path} ${body.slice(0, 40)}`).toContain((await raw('POST', path, body)).status)
    for (const body of bodies.slice(0, -6))
      expect((await raw('GET', `${path}?${body.slice(0, 1000)}`)).status).toBeLessThan(500)
  }
  const odd = [
    '/v1/customers/constructor',
    '/v1/customers/__proto__',
    '/v1/customers/%00',
    '/v1/customers/%',
    '/v1/%2e%2e',
  ]
  for (const path of odd) expect((await raw('GET', path)).status).toBe(404)
  expect((await raw('POST', '/v1/customers', '{"email":"a"}', { 'content-type': 'application/json' })).status).toBe(400)
  expect(problems).toEqual([])
  expect(Object.prototype).not.toHaveProperty('x')
})
