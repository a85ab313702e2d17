import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const opened = async (params: Partial<Stripe.Checkout.SessionCreateParams> = {}, amount = 2000) => {
  const shop = createShop()
  const session = await shop.stripe.checkout.sessions.create({
    ...{ mode: 'payment', line_items: [{ price: (await shop.price(amount)).id, quantity: 1 }] },
    ...{ success_url: 'https://shop.example/thanks' },
    ...params,
  })
  const url = session.url ?? ''
  const show = async () => (await shop.sandbox.fetch(new Request(url))).text()
  const post = async (form: Record<string, string>) => {
    const response = await shop.sandbox.fetch(new Request(url, { method: 'POST', body: new URLSearchParams(form) }))
    return { status: response.status, text: await response.text() }
  }
  const read = () => shop.stripe.checkout.sessions.retrieve(session.id)
  return { ...shop, session, url, show, post, read }
}

const coupons = async (stripe: Stripe, params: Stripe.CouponCreateParams = { percent_off: 25 }) => {
  const { id: coupon } = await stripe.coupons.create(params)
  const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'SAVE25' })
  return { coupon, code }
}

test('a discount that the seller gives: in the amounts, on the page and in what is charged', async () => {
  const { stripe, price, pay, sandbox } = createShop()
  const { coupon } = await coupons(stripe)
  const session = await stripe.checkout.sessions.create({
    ...{ mode: 'payment', line_items: [{ price: (await price(2000)).id, quantity: 2 }], discounts: [{ coupon }] },
  })
  expect(session).toMatchObject({ amount_subtotal: 4000, amount_total: 3000, total_details: { amount_discount: 1000 } })
  expect(session.discounts).toEqual([{ coupon, promotion_code: null }])
  const page = await (await sandbox.fetch(new Request(session.url ?? ''))).text()
  expect(page).toContain('-$10.00')
  expect(page).not.toContain('promotion_code')
  expect((await stripe.coupons.retrieve(coupon)).times_redeemed).toBe(0)
  await pay(session.url ?? '')
  expect((await stripe.charges.list()).data[0]?.amount).toBe(3000)
  expect((await stripe.coupons.retrieve(coupon)).times_redeemed).toBe(1)
  const items = await stripe.checkout.sessions.listLineItems(session.id)
  expect(items.data[0]).toMatchObject({ amount_subtotal: 4000, amount_discount: 1000, amount_total: 3000 })
})

test('a promotion code is typed on the page, may be taken away, and is refused when it does not fit', async () => {
  const { stripe, show, post, read, pay, url } = await opened({ allow_promotion_codes: true })
  const { code, coupon } = await coupons(stripe)
  expect(await show()).toContain('Promotion code')
  expect((await post({ promotion_code: 'NOTHING' })).text).toContain('This code is invalid.')
  expect((await post({ promotion_code: 'save25' })).status).toBe(303)
  expect(await read()).toMatchObject({ amount_total: 1500, discounts: [{ coupon, promotion_code: code.id }] })
  expect(await show()).toContain('SAVE25')
  await post({ promotion_code: '' })
  expect((await read()).amount_total).toBe(2000)
  await post({ promotion_code: 'SAVE25' })
  await pay(url)
  expect(await read()).toMatchObject({ status: 'complete', amount_total: 1500 })
  expect((await stripe.promotionCodes.retrieve(code.id)).times_redeemed).toBe(1)
})

test('nothing to pay: no card is asked for', async () => {
  const { stripe, show, post, read } = await opened({ allow_promotion_codes: true })
  await coupons(stripe, { percent_off: 100 })
  await post({ promotion_code: 'SAVE25' })
  expect(await show()).not.toContain('Card number')
  expect((await post({ email: 'payer@example.com' })).status).toBe(303)
  expect(await read()).toMatchObject({
    status: 'complete',
    payment_status: 'no_payment_required',
    payment_intent: null,
  })
})

test('a subscription with a code: on its first invoice, and kept', async () => {
  const { stripe, price, pay } = createShop()
  const { coupon, code } = await coupons(stripe, { percent_off: 50, duration: 'forever' })
  const session = await stripe.checkout.sessions.create({
    ...{ mode: 'subscription', discounts: [{ promotion_code: code.id }] },
    line_items: [
      { price: (await price(1000, { interval: 'month' })).id, quantity: 1 },
      { price: (await price(500)).id, quantity: 1 },
    ],
  })
  expect(session.amount_total).toBe(750)
  await pay(session.url ?? '')
  const [subscription] = (await stripe.subscriptions.list({ expand: ['data.discounts', 'data.latest_invoice'] })).data
  expect(subscription?.discounts[0]).toMatchObject({ source: { coupon }, checkout_session: session.id })
  expect(subscription?.latest_invoice).toMatchObject({ amount_paid: 750, lines: { data: [{}, {}] } })
})

test('what a page asks must be filled in, and stands in the session', async () => {
  const field = { key: 'size', label: { type: 'custom', custom: 'Size' }, type: 'dropdown' } as const
  const { show, post, read, stripe, sandbox, session } = await opened({
    ...{ phone_number_collection: { enabled: true }, billing_address_collection: 'required', locale: 'de' },
    ...{ shipping_address_collection: { allowed_countries: ['DE'] }, submit_type: 'book' },
    shipping_options: [{ shipping_rate_data: rate('Standard', 0) }, { shipping_rate_data: rate('Express', 700) }],
    consent_collection: { terms_of_service: 'required' },
    custom_fields: [{ ...field, dropdown: { options: [{ label: 'Large', value: 'l' }] } }],
    ...{ automatic_tax: { enabled: true }, tax_id_collection: { enabled: true } },
  })
  expect(session).toMatchObject({
    locale: 'de',
    submit_type: 'book',
    automatic_tax: { enabled: true, status: 'complete' },
  })
  const page = await show()
  for (const label of ['Phone', 'Express ($7.00)', 'I agree', 'Size', 'Billing address']) expect(page).toContain(label)
  const card = { email: 'payer@example.com', name: 'Payer', number: '4242424242424242', cvc: '123', expiry: '12/40' }
  const express = (await stripe.shippingRates.list()).data[0]?.id ?? ''
  const all = {
    ...{ ...card, phone: '+49 30 123456', shipping_line1: 'Street 1', shipping_postal_code: '10115' },
    ...{ shipping_city: 'Berlin', shipping_country: 'DE', shipping_rate: express, custom_size: 'l' },
    ...{ billing_line1: 'Street 2', billing_postal_code: '10117', billing_city: 'Berlin', billing_country: 'DE' },
  }
  for (const missing of ['phone', 'shipping_line1', 'custom_size']) {
    const { status, text } = await post({ ...all, terms_of_service: 'on', [missing]: '' })
    expect([status, text.includes('aria-invalid="true"')]).toEqual([200, true])
  }
  expect((await post(all)).text).toContain('You must agree to go on.')
  expect(sandbox.count('payment_intent', 'test')).toBe(0)
  expect((await post({ ...all, terms_of_service: 'on' })).status).toBe(303)
  expect(await read()).toMatchObject({
    ...{ amount_total: 2700, shipping_cost: { amount_total: 700, shipping_rate: express } },
    ...{ total_details: { amount_shipping: 700, amount_tax: 0 }, consent: { terms_of_service: 'accepted' } },
    customer_details: { phone: '+49 30 123456', address: { line1: 'Street 2', country: 'DE' } },
    collected_information: { shipping_details: { name: 'Payer', address: { city: 'Berlin' } } },
    custom_fields: [{ key: 'size', dropdown: { value: 'l' } }],
  })
  const [intent] = (await stripe.paymentIntents.list()).data
  expect(intent).toMatchObject({ amount: 2700, shipping: { name: 'Payer', address: { line1: 'Street 1' } } })
})

const rate = (display_name: string, amount: number) =>
  ({ display_name, type: 'fixed_amount', fixed_amount: { amount, currency: 'usd' } }) as const

test('what the payment has of its session: receipt, descriptor, a card that is kept', async () => {
  const { stripe, pay, url, read } = await opened({
    payment_intent_data: {
      ...{ receipt_email: 'receipt@example.com', statement_descriptor_suffix: 'ORDER 7' },
      ...{ setup_future_usage: 'off_session', description: 'Order 7' },
    },
  })
  await pay(url)
  const { customer, payment_intent: id } = await read()
  const intent = await stripe.paymentIntents.retrieve(String(id), { expand: ['latest_charge'] })
  expect(intent).toMatchObject({
    ...{ receipt_email: 'receipt@example.com', description: 'Order 7', customer },
    latest_charge: { calculated_statement_descriptor: 'SANDBOX SHOP* ORDER 7' },
  })
  const { data } = await stripe.customers.listPaymentMethods(String(customer))
  expect(data.map(({ id: method }) => method)).toEqual([intent.payment_method])
})

test('an invoice for a payment says what it was to say', async () => {
  const { stripe, pay, url, read } = await opened({
    invoice_creation: { enabled: true, invoice_data: { footer: 'Bye', description: 'Order', metadata: { a: '1' } } },
  })
  await pay(url)
  const invoice = await stripe.invoices.retrieve(String((await read()).invoice))
  expect(invoice).toMatchObject({
    footer: 'Bye',
    description: 'Order',
    metadata: { a: '1' },
    status: 'paid',
    total: 2000,
  })
})

test('set-up: a card is kept for a customer, a declined one is not', async () => {
  const { stripe, pay, types } = createShop()
  const { id: customer } = await stripe.customers.create({})
  const session = await stripe.checkout.sessions.create({
    ...{ mode: 'setup', currency: 'usd', customer, setup_intent_data: { metadata: { order: '7' } } },
  })
  expect(session).toMatchObject({ amount_total: null, payment_status: 'no_payment_required', payment_intent: null })
  expect((await pay(session.url ?? '', '4000000000000002')).text).toContain('Your card was declined.')
  expect((await pay(session.url ?? '')).status).toBe(303)
  const [intent] = (await stripe.setupIntents.list({ customer })).data
  expect(intent).toMatchObject({ id: session.setup_intent, status: 'succeeded', metadata: { order: '7' } })
  const { data } = await stripe.customers.listPaymentMethods(customer)
  expect(data.map(({ id }) => id)).toEqual([intent?.payment_method])
  expect((await types()).slice(-5)).toEqual([
    ...['setup_intent.created', 'setup_intent.setup_failed', 'payment_method.attached'],
    ...['setup_intent.succeeded', 'checkout.session.completed'],
  ])
})

test.each<[string, Partial<Stripe.Checkout.SessionCreateParams>, string]>([
  [
    'a discount and promotion codes',
    { discounts: [{ coupon: 'x' }], allow_promotion_codes: true },
    'allow_promotion_codes',
  ],
  ['two discounts', { discounts: [{ coupon: 'x' }, { coupon: 'y' }] }, 'discounts'],
  ['an unknown coupon', { discounts: [{ coupon: 'x' }] }, 'discounts[0][coupon]'],
  ['subscription data in a payment', { subscription_data: { description: 'x' } }, 'subscription_data'],
  ['items to set up', { mode: 'setup', currency: 'usd' }, 'line_items'],
  ['an update of nobody', { customer_update: { name: 'auto' } }, 'customer_update'],
  [
    'a descriptor that is too long',
    { payment_intent_data: { statement_descriptor: 'x'.repeat(23) } },
    'payment_intent_data[statement_descriptor]',
  ],
])('a session with %s is refused', async (_, params, param) => {
  const error = await failure(opened(params))
  expect([error.statusCode, error.param]).toEqual([400, param])
})

test('what the sandbox does not model is said, not ignored', async () => {
  expect((await failure(opened({ ui_mode: 'embedded_page' }))).statusCode).toBe(501)
  expect((await failure(opened({ optional_items: [{ price: 'x', quantity: 1 }] }))).statusCode).toBe(501)
})
