import type { Page } from 'playwright-core'
import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, heading, openShop, payWith } from './support/browser'

describe.skipIf(!hasBrowser)('subscriptions, cards and invoices on the hosted pages', () => {
  let shop: Awaited<ReturnType<typeof openShop>>
  let monthly: Stripe.Price
  beforeAll(async () => {
    shop = await openShop()
    monthly = await shop.price(1000, { interval: 'month' }, 'Coffee club')
  })
  afterAll(async () => {
    expect(shop.problems).toEqual([])
    await shop.close()
  })

  const method = 'pm_card_visa'
  const createCustomer = () =>
    shop.stripe.customers.create({
      ...{ email: 'member@example.com', name: 'Member', payment_method: method },
      invoice_settings: { default_payment_method: method },
    })
  const alert = async (page: Page) => page.getByRole('alert').filter({ hasText: /./ }).first().textContent()
  const last4 = async (customer: string) =>
    (await shop.stripe.customers.listPaymentMethods(customer)).data.map(({ card }) => card?.last4)

  const trial = () =>
    shop.stripe.paymentLinks.create({
      line_items: [{ price: monthly.id, quantity: 1 }],
      subscription_data: { trial_period_days: 7 },
    })

  it.each(['Succeeds', '3-D Secure'])('a trial says what comes when, and begins (%s)', async (card) => {
    const page = await shop.visit((await trial()).url)
    expect(await page.locator('.order').textContent()).toMatch(
      /Due today\s*\$0\.00\s*7 days free, then \$10\.00 per month/
    )
    expect(await page.locator('#payment .small').textContent()).toContain(
      'Nothing is charged today. Sandbox Shop charges $10.00 per month from 22 Jan 2027, until you cancel.'
    )
    await payWith(page, card)
    if (card === '3-D Secure') await page.getByRole('button', { name: 'Complete authentication' }).click()
    await page.getByRole('heading', { name: 'Your trial has started' }).waitFor()
    expect(await page.locator('.facts').textContent()).toContain('First charge on22 Jan 2027')
    const [subscription] = (await shop.stripe.subscriptions.list({ limit: 1 })).data
    expect(subscription?.status).toBe('trialing')
  })

  it('a subscription whose customer does not confirm does not begin', async () => {
    const before = shop.sandbox.count('subscription', 'test')
    const { url } = await shop.stripe.paymentLinks.create({ line_items: [{ price: monthly.id, quantity: 1 }] })
    const page = await shop.visit(url)
    await payWith(page, '3-D Secure')
    await page.getByRole('button', { name: 'Fail authentication' }).click()
    expect(await alert(page)).toContain('We are unable to authenticate your payment method.')
    expect(shop.sandbox.count('subscription', 'test')).toBe(before)
    await payWith(page, '3-D Secure')
    await page.getByRole('button', { name: 'Complete authentication' }).click()
    await page.getByRole('heading', { name: 'You are subscribed' }).waitFor()
    expect(shop.sandbox.count('subscription', 'test')).toBe(before + 1)
  })

  it.each([
    ['Succeeds', '4242'],
    ['3-D Secure', '3220'],
  ])('a card is saved for later and nothing is charged (%s)', async (card, digits) => {
    const before = shop.sandbox.count('charge', 'test')
    const { id: customer } = await shop.stripe.customers.create({ email: 'saver@example.com' })
    const success_url = `${shop.url}/b/thanks`
    const session = await shop.stripe.checkout.sessions.create({
      mode: 'setup',
      currency: 'usd',
      customer,
      success_url,
    })
    const page = await shop.visit(session.url ?? '')
    expect(await page.locator('#email').inputValue()).toBe('saver@example.com')
    await payWith(page, 'Declined')
    expect(await alert(page)).toBe('Your card was declined.')
    await payWith(page, card)
    if (card === '3-D Secure') {
      await page.getByRole('heading', { name: 'Confirm your card' }).waitFor()
      await page.getByRole('button', { name: 'Complete authentication' }).click()
    }
    await page.waitForURL(success_url)
    expect([await last4(customer), shop.sandbox.count('charge', 'test')]).toEqual([[digits], before])
  })

  it('a session that expires while its page is open says so, and leads back', async () => {
    const line_items = [{ price: (await shop.price(500)).id, quantity: 1 }]
    const urls = { success_url: `${shop.url}/b/thanks`, cancel_url: `${shop.url}/b/back` }
    const { url } = await shop.stripe.checkout.sessions.create({ mode: 'payment', line_items, ...urls })
    const page = await shop.visit(url ?? '')
    expect(await page.getByRole('link', { name: 'Back' }).getAttribute('href')).toBe(urls.cancel_url)
    expect(await page.locator('#payment .small').textContent()).toMatch(/open until \d+ Jan 2027, \d\d:\d\d UTC/)
    await shop.clock.advance(25 * 3_600_000)
    await payWith(page, 'Succeeds')
    await page.getByRole('heading', { name: 'This page has expired' }).waitFor()
    expect(await page.getByText('Nothing was charged.').count()).toBe(1)
    expect(await page.getByRole('link', { name: 'Back to the shop' }).getAttribute('href')).toBe(urls.cancel_url)
  })

  it('a debit is on its way until the bank has decided', async () => {
    const page = await shop.visit((await shop.link()).url)
    await page.getByText('Pay from a bank account instead').click()
    await page.locator('#debit-email').fill('payer@example.com')
    await page.getByRole('button', { name: 'Allow the debit' }).dblclick()
    await page.getByRole('heading', { name: 'Your payment is on its way' }).waitFor()
    expect(await page.locator('.totals').textContent()).toBe('To be paid$19.99')
    await shop.clock.advance(5 * 86_400_000)
    await page.reload()
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    expect(await page.locator('.facts').textContent()).toContain('Bank account •••• 6789')
  })

  const createInvoice = async () => {
    const { stripe } = shop
    const { id: customer } = await createCustomer()
    const params = { customer, collection_method: 'send_invoice', days_until_due: 14 } as const
    const { id: invoice } = await stripe.invoices.create(params)
    await stripe.invoiceItems.create({
      ...{ customer, invoice, amount: 5000, currency: 'usd' },
      description: 'An hour',
    })
    return stripe.invoices.finalizeInvoice(invoice)
  }

  it.each(['Succeeds', '3-D Secure'])('an invoice says what it is for, and is paid once (%s)', async (card) => {
    const before = shop.sandbox.count('charge', 'test')
    const { id, number, hosted_invoice_url: url } = await createInvoice()
    const page = await shop.visit(url ?? '')
    expect(await page.locator('.facts').textContent()).toMatch(
      new RegExp(`Invoice${number}FromSandbox ShopBilled toMember, member@example.comDate.*Due.* 2027`)
    )
    await payWith(page, 'Insufficient funds')
    expect(await alert(page)).toBe('Your card has insufficient funds.')
    await payWith(page, card)
    if (card === '3-D Secure') await page.getByRole('button', { name: 'Complete authentication' }).dblclick()
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    expect(await page.locator('.facts').textContent()).toContain(`Invoice${number}`)
    expect((await shop.stripe.invoices.retrieve(id)).status).toBe('paid')
    expect(shop.sandbox.count('charge', 'test')).toBe(before + 2)
  })

  it('an invoice that is voided cannot be paid', async () => {
    const { id, hosted_invoice_url: url } = await createInvoice()
    await shop.stripe.invoices.voidInvoice(id)
    expect(await heading(await shop.visit(url ?? ''))).toBe('This invoice was voided')
  })

  const openPortal = async () => {
    const { id: customer } = await createCustomer()
    const { id } = await shop.stripe.subscriptions.create({ customer, items: [{ price: monthly.id }] })
    const return_url = `${shop.url}/b/account`
    const { url } = await shop.stripe.billingPortal.sessions.create({ customer, return_url })
    return { page: await shop.visit(url), customer, read: () => shop.stripe.subscriptions.retrieve(id) }
  }

  it('the portal: a subscription is cancelled after it was said what that means, and kept after all', async () => {
    const { page, read } = await openPortal()
    await page.getByText('Cancel', { exact: true }).click()
    await page.getByText(/You can use it until \d+ Feb 2027, and are not charged again\./).waitFor()
    await page.getByLabel('Why do you cancel?').selectOption('Too expensive')
    await page.getByRole('button', { name: 'Cancel subscription' }).click()
    expect(await page.getByRole('status').first().textContent()).toBe('Your subscription is cancelled.')
    expect(await read()).toMatchObject({
      ...{ cancel_at_period_end: true, cancellation_details: { feedback: 'too_expensive' } },
    })
    await page.getByRole('button', { name: 'Keep subscription' }).click()
    await page.getByText('Your subscription goes on.').waitFor()
    expect((await read()).cancel_at_period_end).toBe(false)
  })

  it('the portal: another card is added, declined or confirmed by the bank, and charged from then on', async () => {
    const { page, customer } = await openPortal()
    await page.getByText('Add a card').click()
    await payWith(page, 'Expired card')
    await page.getByText('Your card has expired.').waitFor()
    await payWith(page, '3-D Secure')
    await page.getByRole('button', { name: 'Fail authentication' }).click()
    expect(await alert(page)).toContain('We are unable to authenticate your payment method.')
    expect(await last4(customer)).toEqual(['4242'])
    await payWith(page, '3-D Secure')
    await page.getByRole('button', { name: 'Complete authentication' }).dblclick()
    await page.getByText('Your card is saved and will be charged from now on.').waitFor()
    expect(await last4(customer)).toEqual(['3220', '4242'])
    await page.getByRole('button', { name: 'Remove: Visa •••• 4242' }).click()
    await page.getByText('The card was removed.').waitFor()
    expect(await page.locator('.row').allTextContents()).toEqual([expect.stringMatching(/^Visa •••• 3220.* charged$/)])
  })

  it('the portal: invoices are there to look at', async () => {
    const { page } = await openPortal()
    const invoices = page.getByRole('region', { name: 'Invoices' })
    expect(await invoices.locator('li').count()).toBe(1)
    await invoices.getByRole('link').click()
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    expect(await page.locator('.lines').textContent()).toContain('Coffee club')
  })
})
