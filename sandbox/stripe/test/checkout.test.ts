import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createShop } from './support/shop'

const DAY = 86_400_000

const opened = async (params: Partial<Stripe.Checkout.SessionCreateParams> = {}) => {
  const shop = createShop()
  const session = await shop.stripe.checkout.sessions.create({
    ...{ mode: 'payment', line_items: [{ price: (await shop.price()).id, quantity: 1 }] },
    ...{ success_url: 'https://shop.example/thanks', metadata: { order: '1' } },
    ...params,
  })
  const debit = async (account: string) => {
    const body = new URLSearchParams({ email: 'payer@example.com', account })
    const response = await shop.sandbox.fetch(new Request(session.url ?? '', { method: 'POST', body }))
    return { status: response.status, text: await response.text() }
  }
  return { ...shop, session, debit }
}

test.each([
  ['000123456789', 'paid', 'checkout.session.async_payment_succeeded'],
  ['000111111113', 'unpaid', 'checkout.session.async_payment_failed'],
])('a debit of %s: complete and unpaid at once, %s four days later', async (account, status, last) => {
  const { stripe, session, debit, clock, types } = await opened()
  expect((await debit(account)).status).toBe(303)
  const waiting = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge'] })
  expect(waiting).toMatchObject({ status: 'complete', payment_status: 'unpaid' })
  expect(waiting.payment_intent).toMatchObject({
    status: 'processing',
    latest_charge: { status: 'pending', paid: false },
  })
  await clock.advance(5 * DAY)
  expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe(status)
  const happened = await types()
  expect(happened.at(-1)).toBe(last)
  expect(happened).toEqual(
    expect.arrayContaining(['charge.pending', 'payment_intent.processing', 'checkout.session.completed'])
  )
})

test('an account that is none of the test accounts', async () => {
  const { debit, sandbox } = await opened()
  const { status, text } = await debit('123456789')
  expect(status).toBe(200)
  expect(text).toContain('Your account number is invalid.')
  expect(sandbox.count('payment_intent', 'test')).toBe(0)
})

test('a manual capture: complete, unpaid, and paid when it is captured', async () => {
  const { stripe, session, pay } = await opened({ payment_intent_data: { capture_method: 'manual' } })
  await pay(session.url ?? '')
  const done = await stripe.checkout.sessions.retrieve(session.id)
  expect(done).toMatchObject({ status: 'complete', payment_status: 'unpaid' })
  const captured = await stripe.paymentIntents.capture(String(done.payment_intent))
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1999 })
})

test('a session expires by itself, and its recovery opens another', async () => {
  const { stripe, session, clock, types, open, pay } = await opened({
    after_expiration: { recovery: { enabled: true } },
  })
  expect(session.after_expiration).toMatchObject({ recovery: { enabled: true, url: null } })
  await clock.advance(DAY + 1000)
  expect((await types()).at(-1)).toBe('checkout.session.expired')
  const expired = await stripe.checkout.sessions.retrieve(session.id)
  const url = expired.after_expiration?.recovery?.url ?? ''
  const page = await open(url)
  expect((await pay(page)).status).toBe(303)
  const [recovered] = (await stripe.checkout.sessions.list({ status: 'complete' })).data
  expect(recovered).toMatchObject({ recovered_from: session.id, payment_status: 'paid', metadata: { order: '1' } })
  await clock.advance(31 * DAY)
  expect(await open(url)).toBe(url)
})
