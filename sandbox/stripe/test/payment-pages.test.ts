import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createShop } from './support/shop'

const billing_details = { email: 'payer@example.com', name: 'Payer' }

/** A session, and its page as programs pay on it: with no types in the SDK, by raw requests. */
const opened = async (params: Stripe.Checkout.SessionCreateParams = {}, recurring?: { interval: 'month' }) => {
  const shop = createShop()
  const { stripe, raw } = shop
  const session = await stripe.checkout.sessions.create({
    ...{ success_url: 'https://example.com/thanks', mode: recurring ? 'subscription' : 'payment' },
    line_items: [{ price: (await shop.price(1999, recurring)).id, quantity: 1 }],
    ...params,
  })
  const card = async (token: string) =>
    (await stripe.paymentMethods.create({ type: 'card', card: { token }, billing_details })).id
  const confirm = async (method: string, amount = 1999, id = session.id) => {
    const body = `payment_method=${method}&expected_amount=${amount}`
    const { status, json } = await raw('POST', `/v1/payment_pages/${id}/confirm`, body)
    return { status, body: json() }
  }
  const now = () => stripe.checkout.sessions.retrieve(session.id)
  return { ...shop, session, card, confirm, now }
}

test('a page knows its session, and is paid by a payment method', async () => {
  const { raw, session, card, confirm, now, types } = await opened()
  const page = (await raw('GET', `/v1/payment_pages/${session.id}`)).json()
  expect(page).toMatchObject({ session_id: session.id, amount_total: 1999, currency: 'usd', status: 'open' })
  const { status, body } = await confirm(await card('tok_visa'))
  expect([status, body.status, body.payment_status]).toEqual([200, 'complete', 'paid'])
  expect(await now()).toMatchObject({ payment_status: 'paid', customer_details: billing_details })
  expect((await types()).slice(2)).toEqual([
    ...['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'checkout.session.completed'],
  ])
  const again = await confirm(await card('tok_visa'))
  expect([again.status, again.body.error.message]).toEqual([400, expect.stringContaining('complete')])
})

test('a page begins a subscription', async () => {
  const { card, confirm, stripe } = await opened({}, { interval: 'month' })
  const { body } = await confirm(await card('tok_visa'))
  expect((await stripe.subscriptions.retrieve(body.subscription)).status).toBe('active')
})

test('a decline and a confirmation by the bank leave the page open', async () => {
  const { card, confirm, now, types } = await opened()
  const declined = await confirm(await card('tok_chargeDeclinedInsufficientFunds'))
  expect([declined.status, declined.body.error]).toEqual([
    402,
    expect.objectContaining({ type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' }),
  ])
  expect((await confirm('pm_card_threeDSecure2Required')).body.error.message).toContain('email')
  expect((await confirm(await card('tok_threeDSecure2Required'))).status).toBe(200)
  expect(await now()).toMatchObject({ status: 'open', payment_status: 'unpaid' })
  expect((await types()).at(-1)).toBe('payment_intent.requires_action')
})

test.each([
  ['another amount', 'tok_visa', 1998, 'expected_amount'],
  ['a type that the session does not allow', 'tok_visa', 1999, 'payment_method'],
])('%s is refused, and nothing is charged', async (_, token, amount, param) => {
  const { card, confirm, sandbox } = await opened({ allowed_payment_method_types: ['us_bank_account'] })
  const { status, body } = await confirm(await card(token), amount)
  expect([status, body.error.param]).toEqual([400, param])
  expect(sandbox.count('payment_intent', 'test')).toBe(0)
})

test('a parameter that the tool does not send, a session that is not there or over: refused', async () => {
  const { raw, card, confirm, stripe, session } = await opened()
  const path = `/v1/payment_pages/${session.id}/confirm`
  expect((await raw('POST', path, 'payment_method=pm_card_visa')).json().error.param).toBe('expected_amount')
  const unknown = await raw('POST', path, 'payment_method=pm_card_visa&expected_amount=1999&eid=1')
  expect(unknown.json().error.code).toBe('parameter_unknown')
  expect((await confirm('pm_card_visa', 1999, 'cs_test_none')).status).toBe(404)
  await stripe.checkout.sessions.expire(session.id)
  expect((await confirm(await card('tok_visa'))).body.error.message).toContain('expired')
})
