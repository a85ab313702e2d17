import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Snapshot } from '../src'
import { createClub } from './support/customers'
import { createShop } from './support/shop'

const DAY = 86_400_000

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'))
  file = join(folder, 'data.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Without what is different whenever it is taken. */
const comparable = ({ savedAt: _, ids: __, ...snapshot }: Snapshot) => JSON.parse(JSON.stringify(snapshot))

/** A little of everything that is kept: objects, cards, sessions, answers, secrets, renewals, deleted coupons. */
const live = async (shop: Awaited<ReturnType<typeof createClub>>) => {
  const { stripe, subscribe, customer, price, sandbox } = shop
  await stripe.webhookEndpoints.create({ url: 'https://example.com/hook', enabled_events: ['*'] })
  const subscription = await subscribe(900)
  const coupon = await stripe.coupons.create({ id: 'GONE', percent_off: 10 })
  await stripe.coupons.del(coupon.id)
  await stripe.coupons.create({ id: 'AFTER', percent_off: 5 })
  await stripe.coupons.create({ id: 'GONE', percent_off: 20 })
  const session = await stripe.checkout.sessions.create({
    ...{
      mode: 'payment',
      success_url: 'https://example.com',
      line_items: [{ price: (await price()).id, quantity: 2 }],
    },
  })
  const kept = await stripe.customers.create({ name: 'Once' }, { idempotencyKey: 'once' })
  await sandbox.settled()
  return { subscription, session, kept, customer }
}

describe('a snapshot', () => {
  it('is the whole account, and goes through JSON to another sandbox', async () => {
    const shop = await createClub()
    const made = await live(shop)
    const snapshot: unknown = JSON.parse(JSON.stringify(shop.sandbox.snapshot()))
    const other = createShop({ clock: shop.clock })
    other.sandbox.restore(snapshot)
    expect(comparable(other.sandbox.snapshot())).toEqual(comparable(shop.sandbox.snapshot()))

    const again = await other.stripe.customers.create({ name: 'Once' }, { idempotencyKey: 'once' })
    expect(again.id).toBe(made.kept.id)
    expect((await other.stripe.coupons.list()).data.map(({ id }) => id)).toEqual(['GONE', 'AFTER'])
    expect((await other.pay(made.session.url ?? '')).status).toBe(303)
    expect((await other.stripe.checkout.sessions.retrieve(made.session.id)).payment_status).toBe('paid')
  })

  it('holds what waits for its time: subscriptions renew and webhooks are tried again', async () => {
    const shop = await createClub()
    const { subscription } = await live(shop)
    const other = createShop({ clock: shop.clock, answers: [500, 200] })
    other.sandbox.restore(JSON.parse(JSON.stringify(shop.sandbox.snapshot())))
    shop.sandbox.close()
    await other.sandbox.advance(32 * DAY)
    const invoices = (await other.stripe.invoices.list({ subscription: subscription.id })).data
    expect(invoices.map(({ status }) => status)).toEqual(['paid', 'paid'])
    const [first] = other.deliveries
    expect(other.deliveries.filter(({ event }) => event.id === first?.event.id)).toHaveLength(2)
    expect(first?.signature).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/)
  })

  it('goes on with a test clock where it was', async () => {
    const shop = createShop()
    const frozen_time = Math.floor(shop.clock.now() / 1000)
    const { id } = await shop.stripe.testHelpers.testClocks.create({ frozen_time })
    const { id: customer } = await shop.stripe.customers.create({
      ...{
        test_clock: id,
        payment_method: 'pm_card_visa',
        invoice_settings: { default_payment_method: 'pm_card_visa' },
      },
    })
    const { id: price } = await shop.price(900, { interval: 'month' })
    await shop.stripe.subscriptions.create({ customer, items: [{ price }] })
    const other = createShop()
    other.sandbox.restore(JSON.parse(JSON.stringify(shop.sandbox.snapshot())))
    await other.stripe.testHelpers.testClocks.advance(id, { frozen_time: frozen_time + 40 * 86_400 })
    await other.sandbox.settled()
    expect((await other.stripe.invoices.list({ customer })).data).toHaveLength(2)
  })

  it('is refused when it is none, and nothing changes then', async () => {
    const { sandbox, stripe } = createShop()
    await stripe.customers.create({})
    for (const wrong of [{}, { format: 99 }, 'text', null, [1]])
      expect(() => sandbox.restore(wrong)).toThrow(/snapshot|format/)
    expect(sandbox.count('customer', 'test')).toBe(1)
  })
})

describe('a reset', () => {
  it('begins anew, with the same IDs where there is a seed', async () => {
    const { sandbox, stripe, deliveries } = createShop()
    const first = await stripe.customers.create({ name: 'A' })
    await stripe.webhookEndpoints.create({ url: 'https://example.com/hook', enabled_events: ['*'] })
    sandbox.faults.add({ fault: '503', times: 9 })
    sandbox.deliveries.configure({ duplicates: 1 })
    sandbox.revoke('sk_live_fake_sandbox')
    sandbox.reset()
    expect([sandbox.count('customer', 'test'), sandbox.faults.list(), sandbox.deliveries.options()]).toEqual([
      0,
      [],
      {},
    ])
    expect(sandbox.snapshot().revoked).toEqual([])
    expect((await stripe.customers.create({ name: 'A' })).id).toBe(first.id)
    await sandbox.settled()
    expect(deliveries).toEqual([])
  })

  it('leaves nothing behind of a request that is being answered', async () => {
    const { sandbox, stripe } = createShop()
    const creating = stripe.customers.create({ name: 'A' })
    sandbox.reset()
    await creating.catch(() => undefined)
    await sandbox.advance(DAY)
    expect(sandbox.count('customer', 'test')).toBeLessThanOrEqual(1)
  })
})

describe('an account in a file', () => {
  it('is the same after a restart, with its IDs, its time and its keys', async () => {
    const first = createShop({ data: file })
    const { now, sleep } = first.clock
    first.sandbox.close()
    const shop = createShop({ data: file, clock: { now, sleep } })
    const { id } = await shop.stripe.customers.create({ name: 'A' })
    await shop.sandbox.advance(DAY)
    shop.sandbox.revoke('sk_live_fake_sandbox')
    const before = shop.sandbox.snapshot()
    shop.sandbox.close()
    const again = createShop({ data: file, clock: { now, sleep } })
    expect(comparable(again.sandbox.snapshot())).toEqual(comparable(before))
    expect(again.sandbox.account.id).toBe(shop.sandbox.account.id)
    expect(again.sandbox.now()).toBe(now() + DAY)
    expect((await again.stripe.customers.create({ name: 'B' })).id).not.toBe(id)
    again.sandbox.close()
  })

  it('ignores the end of a journal that was cut off, and a journal that the snapshot holds already', async () => {
    const shop = createShop({ data: file })
    const { id } = await shop.stripe.customers.create({ name: 'A' })
    const journal = readFileSync(`${file}.journal`, 'utf8')
    expect(journal.split('\n').length).toBeGreaterThan(2)
    appendFileSync(`${file}.journal`, '[{"mode":"test","object":{"id":"cus_half')
    rmSync(`${file}.lock`)
    const again = createShop({ data: file })
    expect(again.sandbox.get(id)).toMatchObject({ name: 'A' })
    await again.stripe.customers.update(id, { name: 'B' })
    again.sandbox.close()
    // As when the power goes between the new snapshot and the new journal.
    writeFileSync(`${file}.journal`, journal)
    const last = createShop({ data: file })
    expect(last.sandbox.get(id)).toMatchObject({ name: 'B' })
    last.sandbox.close()
  })

  it('is not taken from a process that uses it, nor from a file of something else', () => {
    writeFileSync(`${file}.lock`, String(process.ppid))
    expect(() => createShop({ data: file })).toThrow(/in use by process/)
    rmSync(`${file}.lock`)
    writeFileSync(file, '{"name": "other"}')
    expect(() => createShop({ data: file })).toThrow(/holds no snapshot/)
    writeFileSync(file, 'not JSON')
    expect(() => createShop({ data: file })).toThrow(/holds no JSON/)
    expect(existsSync(`${file}.lock`)).toBe(false)
  })
})

describe('a process that is killed', () => {
  const main = join(import.meta.dirname, '../src/main.ts')
  let running: ChildProcess | undefined
  afterEach(() => void running?.kill('SIGKILL'))

  /** The program, once it answers. */
  const start = async () => {
    const process_ = spawn(process.execPath, ['--import', 'tsx', main, '--port', '0', '--data', file, '--no-seed'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    running = process_
    let text = ''
    for await (const part of process_.stdout) {
      text += String(part)
      const url = /answers on (\S+)/.exec(text)?.[1]
      if (url) return { url, pid: process_.pid ?? 0, killed: new Promise((resolve) => process_.once('exit', resolve)) }
    }
    throw new Error(`It did not start: ${text}`)
  }
  const clientOf = (url: string) => {
    const { hostname, port } = new URL(url)
    return new Stripe('sk_test_fake_sandbox', {
      host: hostname,
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    })
  }

  it('has lost nothing that it answered, and did nothing twice', async () => {
    const answered = new Map<string, string>()
    for (let life = 0; life < 2; life++) {
      const { url, pid, killed } = await start()
      const stripe = clientOf(url)
      const create = async (key: string) => {
        const { id } = await stripe.customers.create({ name: key }, { idempotencyKey: key })
        answered.set(key, id)
      }
      // In the middle of many requests, killed when some of them are answered.
      const creating = Array.from({ length: 60 }, (_, index) =>
        create(`${life}-${index}`).then(() => {
          if (answered.size === life * 60 + 20) process.kill(pid, 'SIGKILL')
        })
      )
      await Promise.allSettled(creating)
      await killed
      const next = await start()
      const again = clientOf(next.url)
      for (const [key, id] of answered) expect((await again.customers.retrieve(id)).id, key).toBe(id)
      // Whoever was not answered asks again under the same key.
      for (let index = 0; index < 60; index++) {
        const key = `${life}-${index}`
        const { id } = await again.customers.create({ name: key }, { idempotencyKey: key })
        expect(answered.get(key) ?? id, key).toBe(id)
        answered.set(key, id)
      }
      const names: string[] = []
      for await (const { name } of again.customers.list({ limit: 100 })) names.push(String(name))
      expect(names.sort()).toEqual([...answered.keys()].sort())
      process.kill(next.pid, 'SIGKILL')
      await next.killed
    }
  }, 120_000)
})
