import type { Page } from 'playwright-core'
import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, heading, openShop, payWith } from './support/browser'

describe.skipIf(!hasBrowser)('paying on the hosted pages', () => {
  let shop: Awaited<ReturnType<typeof openShop>>
  beforeAll(async () => {
    shop = await openShop()
  })
  afterAll(async () => {
    expect(shop.problems).toEqual([])
    await shop.close()
  })

  const charges = () => shop.sandbox.count('charge', 'test')
  const alert = async (page: Page) =>
    (await page.getByRole('alert').filter({ hasText: /./ }).first().textContent()) ?? ''
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name'))
  const newest = async (): Promise<Stripe.Checkout.Session> => {
    const [session] = (await shop.stripe.checkout.sessions.list({ limit: 1 })).data
    if (!session) throw new Error('There is no session.')
    return session
  }
  const lastEvents = async (count: number) =>
    (await shop.stripe.events.list({ limit: count })).data.map(({ type }) => type).reverse()

  it('sells what a link offers: what is bought, from whom, and for how much', async () => {
    const page = await shop.visit((await shop.link()).url)
    expect(await page.locator('.order').textContent()).toMatch(/Sandbox Shop\s*Total\s*\$19\.99\s*T-Shirt\$19\.99/)
    expect(await page.locator('.ribbon').textContent()).toContain('never enter a real card')
    await payWith(page, 'Succeeds')
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    expect(await page.locator('.facts').textContent()).toBe('E-mailcustomer@example.comPaid withVisa •••• 4242')
    expect(await newest()).toMatchObject({ status: 'complete', payment_status: 'paid', amount_total: 1999 })
    await page.reload()
    expect(await heading(page)).toBe('Payment received')
  })

  it.each([
    ['Declined', 'Your card was declined.', 'number'],
    ['Insufficient funds', 'Your card has insufficient funds.', 'number'],
    ['Expired card', 'Your card has expired.', 'expiry'],
    ['Incorrect CVC', "Your card's security code is incorrect.", 'cvc'],
    ['Lost card', 'Your card was declined.', 'number'],
    ['Processing error', 'An error occurred while processing your card. Try again in a little bit.', 'number'],
    ['Saved, declined later', 'Your card was declined.', 'number'],
  ])('%s: %s The focus is there, and another card pays', async (card, message, field) => {
    const page = await shop.visit((await shop.link()).url)
    await payWith(page, card)
    expect([await alert(page), await focused(page)]).toEqual([message, field])
    const described = await page.locator(`#${field}`).getAttribute('aria-describedby')
    expect(await page.locator(`#${described}`).textContent()).toBe(message)
    expect(await page.locator('#email').inputValue()).toBe('customer@example.com')
    expect(await page.locator('#number').inputValue()).toBe('')
    await payWith(page, 'Succeeds')
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
  })

  it('Disputed: it is paid, and the bank takes it back', async () => {
    const page = await shop.visit((await shop.link()).url)
    await payWith(page, 'Disputed')
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    await shop.sandbox.settled()
    const [dispute] = (await shop.stripe.disputes.list({ limit: 1 })).data
    expect(dispute).toMatchObject({ reason: 'fraudulent', amount: 1999, status: 'needs_response' })
  })

  it('refuses a card that is none of the test cards, and keeps its number nowhere', async () => {
    const { sandbox, stripe } = shop
    const seen: string[] = []
    const stop = sandbox.subscribe((entry) => seen.push(JSON.stringify(entry)))
    const page = await shop.visit((await shop.link()).url)
    await page.getByRole('button', { name: 'Succeeds' }).click()
    await page.locator('#number').fill('4111111111111111')
    await page.locator('#payment .submit').click()
    expect(await alert(page)).toContain('used a card that is not one of the test cards')
    await sandbox.settled()
    stop()
    const objects = [stripe.events, stripe.charges, stripe.paymentIntents, stripe.checkout.sessions]
    const kept = await Promise.all(objects.map(async (list) => (await list.list({ limit: 100 })).data))
    const all = JSON.stringify([seen, kept, await page.content(), page.url()])
    expect(all).toContain('test_mode_live_card')
    expect(all).not.toMatch(/4111[ -]?1111[ -]?1111[ -]?1111|"last4":"1111"/)
  })

  it('says what is missing at each field before anything is sent', async () => {
    const before = charges()
    const page = await shop.visit((await shop.link({ phone_number_collection: { enabled: true } })).url)
    await page.locator('#payment .submit').click()
    expect(await page.locator('.error:not(:empty)').allTextContents()).toEqual([
      ...['Enter your e-mail address.', 'Please fill this in.', 'Your card number is incomplete or wrong.'],
      'Enter the month and the year, as on the card: MM / YY.',
      'Enter the 3 or 4 digits of the security code.',
    ])
    expect([await focused(page), charges()]).toEqual(['email', before])
  })

  it.each([true, false])('a double click pays once (with the script: %s)', async (javaScriptEnabled) => {
    const before = charges()
    const page = await shop.visit((await shop.link()).url, { javaScriptEnabled })
    const typed = { email: 'payer@example.com', number: '4242424242424242', expiry: '12/34', cvc: '123' }
    for (const [name, value] of Object.entries(typed)) await page.locator(`#${name}`).fill(value)
    await page.locator('#payment .submit').dblclick()
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    expect(charges()).toBe(before + 1)
  })

  it('two posts at once make one payment', async () => {
    const before = charges()
    const { url } = await fetch((await shop.link()).url)
    const form = { email: 'payer@example.com', number: '4242424242424242', expiry: '12/34', cvc: '123' }
    const post = () => shop.sandbox.fetch(new Request(url, { method: 'POST', body: new URLSearchParams(form) }))
    const answers = await Promise.all([post(), post(), post()])
    expect(answers.map(({ status }) => status)).toEqual([303, 200, 200])
    expect(charges()).toBe(before + 1)
  })

  it('says that it is under way: the button is off and announced', async () => {
    const page = await shop.visit((await shop.link()).url)
    // An answer without content leaves the page as it is while it waits.
    await page.route('**/c/pay/*', (route) => route.fulfill({ status: 204 }))
    await payWith(page, 'Succeeds')
    const button = page.getByRole('button', { name: 'Processing …' })
    await button.waitFor()
    expect(await button.isDisabled()).toBe(true)
    expect(await page.locator('#payment [role=status]').textContent()).toBe('Processing …')
  })

  it('3-D Secure: confirmed', async () => {
    const page = await shop.visit((await shop.link()).url)
    await payWith(page, '3-D Secure')
    await page.getByRole('heading', { name: 'Confirm your payment' }).waitFor()
    expect(await page.locator('.facts').textContent()).toBe('MerchantSandbox ShopAmount$19.99CardVisa •••• 3220')
    expect(await page.content()).not.toMatch(/4000 ?0000 ?0000 ?3220/)
    expect(await newest()).toMatchObject({ status: 'open', payment_status: 'unpaid' })
    await page.getByRole('button', { name: 'Complete authentication' }).dblclick()
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    expect(await lastEvents(5)).toEqual([
      ...['payment_intent.created', 'payment_intent.requires_action', 'charge.succeeded', 'payment_intent.succeeded'],
      'checkout.session.completed',
    ])
    expect((await newest()).customer_details?.email).toBe('customer@example.com')
  })

  it('3-D Secure: failed, no charge is tried, and another card pays', async () => {
    const before = charges()
    const page = await shop.visit((await shop.link()).url)
    await payWith(page, '3-D Secure')
    await page.getByRole('button', { name: 'Fail authentication' }).click()
    expect(await alert(page)).toBe(
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.'
    )
    expect([await focused(page), charges()]).toEqual(['number', before])
    expect((await lastEvents(1))[0]).toBe('payment_intent.payment_failed')
    const [intent] = (await shop.stripe.paymentIntents.list({ limit: 1 })).data
    expect(intent?.last_payment_error?.code).toBe('payment_intent_authentication_failure')
    await payWith(page, 'Succeeds')
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    expect(charges()).toBe(before + 1)
  })

  it('asks what the seller wants to know, and keeps it', async () => {
    const { url } = await shop.link({
      ...{ phone_number_collection: { enabled: true }, shipping_address_collection: { allowed_countries: ['DE'] } },
      consent_collection: { terms_of_service: 'required' },
      custom_fields: [
        {
          ...{ key: 'size', label: { type: 'custom', custom: 'Size' }, type: 'dropdown' },
          dropdown: { options: ['Small', 'Large'].map((label) => ({ label, value: label.toLowerCase() })) },
        },
      ],
    })
    const page = await shop.visit(url)
    await payWith(page, 'Succeeds')
    expect(await alert(page)).toBe('You must agree to go on.')
    await page.getByLabel('I agree').check()
    await page.getByLabel('Size').selectOption('Large')
    expect(await page.getByLabel('Country').locator('option').allTextContents()).toEqual(['Germany'])
    await page.locator('#payment .submit').click()
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    const { custom_fields, customer_details, collected_information, consent } = await newest()
    expect([custom_fields[0]?.dropdown?.value, customer_details?.phone]).toEqual(['large', '+1 555 0100'])
    expect(collected_information?.shipping_details?.address).toMatchObject({ city: 'Example City', country: 'DE' })
    expect(consent?.terms_of_service).toBe('accepted')
  })

  it('takes a promotion code; quantities and their discount are reckoned before paying', async () => {
    const { stripe } = shop
    const coupon = await stripe.coupons.create({ percent_off: 10 })
    await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'TEN' })
    const item = { price: (await shop.price(1000)).id, quantity: 1 }
    const adjustable_quantity = { enabled: true, minimum: 1, maximum: 5 }
    const line_items = [{ ...item, adjustable_quantity }]
    const page = await shop.visit((await shop.link({ allow_promotion_codes: true, line_items })).url)
    await page.getByLabel('Promotion code').fill('nothing')
    await page.getByRole('button', { name: 'Apply' }).click()
    expect([await alert(page), await focused(page)]).toEqual(['This code is invalid.', 'promotion_code'])
    await page.getByLabel('Promotion code').fill('ten')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('Discount (TEN, 10% off)').waitFor()
    await page.getByRole('button', { name: 'One more' }).click()
    await page.getByRole('button', { name: 'Pay $18.00' }).waitFor()
    await payWith(page, 'Succeeds')
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    expect((await newest()).amount_total).toBe(1800)
  })

  it('without the script: a new total, and what is wrong has the focus', async () => {
    const adjustable_quantity = { enabled: true, minimum: 1, maximum: 5 }
    const line_items = [{ price: (await shop.price(1000)).id, quantity: 1, adjustable_quantity }]
    const page = await shop.visit((await shop.link({ line_items })).url, { javaScriptEnabled: false })
    await page.getByLabel('Quantity of T-Shirt').fill('3')
    await page.getByRole('button', { name: 'Update total' }).click()
    await page.getByRole('button', { name: 'Pay $30.00' }).waitFor()
    const typed = { email: 'payer@example.com', number: '4000000000000069', expiry: '12/34', cvc: '123' }
    for (const [name, value] of Object.entries(typed)) await page.locator(`#${name}`).fill(value)
    await page.locator('#payment .submit').click()
    expect(await page.locator('#expiry-error').textContent()).toBe('Your card has expired.')
    expect(await page.locator('#expiry').getAttribute('autofocus')).toBe('')
  })
})
