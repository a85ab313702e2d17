import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

test('a paid link: session, intent and charge, and their events in order', async () => {
  const { stripe, link, pay, types } = createShop()
  const { url, id } = await link({ metadata: { order: '1' }, payment_intent_data: { metadata: { order: '2' } } })
  expect((await pay(url)).status).toBe(303)
  const [session] = (await stripe.checkout.sessions.list({ payment_link: id })).data
  expect(session).toMatchObject({ status: 'complete', payment_status: 'paid', metadata: { order: '1' } })
  const intent = await stripe.paymentIntents.retrieve(String(session?.payment_intent), { expand: ['latest_charge'] })
  expect(intent).toMatchObject({ status: 'succeeded', metadata: { order: '2' }, amount_received: 1999 })
  expect(intent.latest_charge).toMatchObject({ status: 'succeeded', paid: true, metadata: { order: '2' } })
  const happened = (await types()).filter((type) => /^(payment_intent|charge|checkout)/.test(type))
  expect(happened).toEqual([
    ...['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'checkout.session.completed'],
  ])
})

test.each([
  ['4000000000000002', 'card_declined', 'generic_decline', 'declined'],
  ['4000000000009995', 'card_declined', 'insufficient_funds', 'insufficient'],
  ['4000000000009987', 'card_declined', 'lost_card', 'declined'],
  ['4000000000009979', 'card_declined', 'stolen_card', 'declined'],
  ['4000000000000069', 'expired_card', 'expired_card', 'expired'],
  ['4000000000000127', 'incorrect_cvc', 'incorrect_cvc', 'security code'],
  ['4000000000000119', 'processing_error', 'processing_error', 'processing'],
  ['4100000000000019', 'card_declined', 'fraudulent', 'declined'],
])('card %s is declined: %s, %s', async (number, code, declineCode, word) => {
  const { stripe, link, pay, types } = createShop()
  const { url } = await link()
  const page = await pay(url, number)
  expect([page.status, page.text.includes(word)]).toEqual([200, true])
  const [intent] = (await stripe.paymentIntents.list()).data
  expect(intent).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { code, decline_code: declineCode },
  })
  expect(await types()).toEqual(expect.arrayContaining(['charge.failed', 'payment_intent.payment_failed']))
  const [charge] = (await stripe.charges.list()).data
  expect(charge).toMatchObject({ status: 'failed', failure_code: code })

  const retried = await pay(page.page)
  expect(retried.status).toBe(303)
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1)
  expect((await stripe.paymentIntents.retrieve(intent?.id ?? '')).status).toBe('succeeded')
})

test.each([
  ['a number that fails its check digit', { number: '4242424242424241' }, 'card number is invalid'],
  ['a past expiry', { expiry: '01/20' }, 'past'],
  ['a short security code', { cvc: '1' }, 'security code'],
  ['no e-mail', { email: '' }, 'valid email'],
])('%s is refused on the page: no charge is made', async (_, typed, reason) => {
  const { sandbox, link, pay } = createShop()
  const { url } = await link()
  const page = await pay(url, '4242424242424242', typed)
  expect([page.status, page.text.includes(reason)]).toEqual([200, true])
  expect([sandbox.count('charge', 'test'), sandbox.count('payment_intent', 'test')]).toEqual([0, 0])
})

test('nothing of a card but brand and last digits is kept or shown', async () => {
  const { stripe, link, pay, sandbox } = createShop()
  const seen: string[] = []
  sandbox.subscribe((entry) => seen.push(JSON.stringify(entry)))
  const { url } = await link()
  const declined = await pay(url, '4000000000000002')
  await pay(url)
  const all = JSON.stringify([
    ...[(await stripe.events.list({ limit: 100 })).data, (await stripe.charges.list()).data, seen, declined.text],
  ])
  expect(all).not.toContain('4242424242424242')
  expect(all).not.toContain('4000000000000002')
  expect(all).toContain('4242')
})

test('a link is good for as many payments as it allows, and a paid page pays nothing twice', async () => {
  const { stripe, link, pay, sandbox } = createShop()
  const { url, id } = await link({ restrictions: { completed_sessions: { limit: 1 } } })
  const paid = await pay(url)
  await pay(paid.page)
  expect(sandbox.count('charge', 'test')).toBe(1)
  expect((await stripe.paymentLinks.retrieve(id)).active).toBe(false)
  expect((await pay(url)).status).toBe(410)
})

test('a deactivated link and an unknown one say so', async () => {
  const { stripe, link, pay, raw } = createShop()
  const { url, id } = await link()
  await stripe.paymentLinks.update(id, { active: false, inactive_message: 'Sold out' })
  const page = await pay(url)
  expect([page.status, page.text.includes('Sold out')]).toEqual([410, true])
  expect((await raw('GET', '/b/nothing')).status).toBe(404)
})

test('an adjustable quantity stays within what the seller allows', async () => {
  const { stripe, price, pay } = createShop()
  const { id } = await price(1000)
  const adjustable_quantity = { enabled: true, minimum: 1, maximum: 5 }
  const { url } = await stripe.paymentLinks.create({ line_items: [{ price: id, quantity: 2, adjustable_quantity }] })
  await pay(url, undefined, { quantity_0: '4' })
  await pay(url, undefined, { quantity_0: '400' })
  expect((await stripe.charges.list()).data.map(({ amount }) => amount)).toEqual([5000, 4000])
})

test('a session expires when its time is over or on demand, and cannot be paid then', async () => {
  const { stripe, sandbox, price, clock, pay, types } = createShop()
  const create = async () =>
    stripe.checkout.sessions.create({
      ...{ mode: 'payment', success_url: 'https://example.com/{CHECKOUT_SESSION_ID}' },
      line_items: [{ price: (await price()).id, quantity: 1 }],
    })
  const first = await create()
  expect((await stripe.checkout.sessions.expire(first.id)).status).toBe('expired')
  expect((await failure(stripe.checkout.sessions.expire(first.id))).statusCode).toBe(400)
  const second = await create()
  await clock.advance(25 * 3_600_000)
  expect((await pay(second.url ?? '')).status).toBe(410)
  expect((await types()).filter((type) => type === 'checkout.session.expired')).toHaveLength(2)
  const third = await create()
  const paid = await pay(third.url ?? '')
  const again = await sandbox.fetch(new Request(paid.page))
  expect(again.headers.get('location')).toBe(`https://example.com/${third.id}`)
})

test('an intent by the API: declined, then paid; another card asks for confirmation', async () => {
  const { stripe } = createShop()
  const params = { amount: 500, currency: 'usd', confirm: true }
  const declined = await failure(
    stripe.paymentIntents.create({ ...params, payment_method: 'pm_card_visa_chargeDeclined' })
  )
  expect(declined).toMatchObject({ type: 'StripeCardError', statusCode: 402, decline_code: 'generic_decline' })
  const intent = declined.payment_intent
  const paid = await stripe.paymentIntents.confirm(intent?.id ?? '', { payment_method: 'pm_card_visa' })
  expect(paid.status).toBe('succeeded')
  const asked = await stripe.paymentIntents.create({ ...params, payment_method: 'pm_card_authenticationRequired' })
  expect(asked.status).toBe('requires_action')
})
