import { describe, expect, it } from 'vitest'
import { maskKey, parseOptions } from '../src/options'

describe('what npm start is asked for', () => {
  it('is the embedded Stripe on port 3000', () => {
    expect(parseOptions([], {})).toEqual({ port: 3000 })
    expect(parseOptions([], { STRIPE_API_KEY: ' ' })).toEqual({ port: 3000 })
  })

  it.each([[['--port', '4000']], [['--port=4000']]])('takes a port: %j', (args) => {
    expect(parseOptions(args, {}).port).toBe(4000)
  })

  it.each([[['--port']], [['--port', 'x']], [['--port', '-1']], [['--port=70000']]])('refuses %j', (args) => {
    expect(() => parseOptions(args, {})).toThrow('--port takes a number')
  })

  it.each(['sk_test_fake1234', 'rk_test_fake1234'])('takes a test key and a forwarding secret: %s', (stripeKey) => {
    const env = { STRIPE_API_KEY: ` ${stripeKey}\n`, STRIPE_WEBHOOK_SECRET: 'whsec_fake' }
    expect(parseOptions([], env)).toEqual({ port: 3000, stripeKey, webhookSecret: 'whsec_fake' })
  })

  it.each(['sk_live_fake1234', 'rk_live_fake1234'])('refuses a live key without repeating it: %s', (key) => {
    const parse = () => parseOptions([], { STRIPE_API_KEY: key })
    expect(parse).toThrow('live key')
    expect(parse).not.toThrow('fake1234')
  })

  it.each(['pk_test_fake', 'sk_test_', 'nonsense'])('refuses what is no test key: %s', (key) => {
    expect(() => parseOptions([], { STRIPE_API_KEY: key })).toThrow('not a key of the test mode')
  })
})

describe('a masked key', () => {
  it.each([
    ['sk_test_fakefakefake1234', 'sk_test_…1234'],
    ['rk_test_fakefakefake1234', 'rk_test_…1234'],
    ['nonsense', '…ense'],
  ])('shows its kind and its end: %s', (key, masked) => {
    expect(maskKey(key)).toBe(masked)
  })
})

it('--trace asks for the calls to Stripe', () => {
  expect(parseOptions(['--trace'], {})).toEqual({ port: 3000, trace: true })
  expect(parseOptions(['--port', '0', '--trace'], {})).toEqual({ port: 0, trace: true })
})

describe('instances', () => {
  it('are as many as asked for, and share a Redis that is started or given', () => {
    expect(parseOptions(['--instances', '4'], {})).toEqual({ port: 3000, instances: 4 })
    expect(parseOptions(['--instances=4', '--redis'], {})).toEqual({ port: 3000, instances: 4, redis: 'start' })
    const REDIS_URL = 'redis://127.0.0.1:6379'
    expect(parseOptions(['--redis'], { REDIS_URL })).toEqual({ port: 3000, redis: REDIS_URL })
    expect(parseOptions([], { REDIS_URL })).toEqual({ port: 3000 })
  })

  it.each(['0', '17', 'many', ''])('are not %s', (count) => {
    expect(() => parseOptions(['--instances', count], {})).toThrow('--instances takes a number from 1 to 16')
  })

  it('share nothing at an address of something else', () => {
    expect(() => parseOptions(['--redis'], { REDIS_URL: 'http://127.0.0.1' })).toThrow(
      'REDIS_URL must begin with redis://'
    )
  })
})
