import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit, hasBrowser, openShop, payWith } from './support/browser'

type Shop = Awaited<ReturnType<typeof openShop>>

/** Where each kind of page is seen, and what is done there first. */
type Scene = [address: string, act?: (page: Page) => Promise<unknown>]

const everyExtra = {
  ...{ allow_promotion_codes: true, phone_number_collection: { enabled: true } },
  shipping_address_collection: { allowed_countries: ['US' as const, 'DE' as const] },
  ...{ billing_address_collection: 'required' as const, tax_id_collection: { enabled: true } },
  consent_collection: { terms_of_service: 'required' as const },
}

const scenesOf = async ({ stripe, link, price, url }: Shop): Promise<Record<string, Scene>> => {
  const line_items = [{ price: (await price(1999)).id, quantity: 2, adjustable_quantity: { enabled: true } }]
  const monthly = await price(1000, { interval: 'month' })
  const pay = { success_url: `${url}/b/thanks`, cancel_url: `${url}/b/back` }
  const over = await stripe.checkout.sessions.create({ mode: 'payment', line_items, ...pay })
  await stripe.checkout.sessions.expire(over.id)
  const { id: customer } = await stripe.customers.create({
    ...{ email: 'member@example.com', payment_method: 'pm_card_visa' },
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const { id: subscription } = await stripe.subscriptions.create({ customer, items: [{ price: monthly.id }] })
  await stripe.paymentMethods.attach('pm_card_mastercard', { customer })
  const invoice = await stripe.invoices.create({ customer, collection_method: 'send_invoice', days_until_due: 14 })
  await stripe.invoiceItems.create({
    customer,
    invoice: invoice.id,
    amount: 5000,
    currency: 'usd',
    description: 'Work',
  })
  const { hosted_invoice_url: invoiceUrl } = await stripe.invoices.finalizeInvoice(invoice.id)
  const portal = await stripe.billingPortal.sessions.create({ customer, return_url: url })
  const flow_data = { type: 'subscription_cancel', subscription_cancel: { subscription } } as const
  const cancel = await stripe.billingPortal.sessions.create({ customer, flow_data })
  const setup = await stripe.checkout.sessions.create({ mode: 'setup', currency: 'usd', customer, ...pay })
  const trial = { line_items: [{ price: monthly.id, quantity: 1 }], subscription_data: { trial_period_days: 7 } }
  const inactive = await link()
  await stripe.paymentLinks.update(inactive.id, { active: false })
  const simple = async () => (await link()).url
  return {
    link: [await simple()],
    'everything that may be asked': [(await link({ ...everyExtra, line_items })).url],
    'what is missing': [await simple(), (page) => page.locator('#payment .submit').click()],
    declined: [await simple(), (page) => payWith(page, 'Declined').then(() => page.waitForLoadState())],
    '3-D Secure': [
      await simple(),
      (page) => payWith(page, '3-D Secure').then(() => page.getByText('Confirm your payment').waitFor()),
    ],
    paid: [
      await simple(),
      (page) => payWith(page, 'Succeeds').then(() => page.getByText('Payment received').waitFor()),
    ],
    trial: [(await link(trial)).url],
    setup: [setup.url ?? ''],
    expired: [over.url ?? ''],
    inactive: [inactive.url],
    invoice: [invoiceUrl ?? ''],
    portal: [portal.url, (page) => page.getByText('Add a card').click()],
    'one thing of the portal': [cancel.url],
  }
}

const NAMES = [
  ...['link', 'everything that may be asked', 'what is missing', 'declined', '3-D Secure', 'paid', 'trial', 'setup'],
  ...['expired', 'inactive', 'invoice', 'portal', 'one thing of the portal'],
]

describe.skipIf(!hasBrowser)('everybody can use the hosted pages', () => {
  let shop: Shop
  let scenes: Record<string, Scene>
  beforeAll(async () => {
    shop = await openShop()
    scenes = await scenesOf(shop)
  })
  afterAll(async () => {
    expect(Object.keys(scenes)).toEqual(NAMES)
    expect(shop.problems).toEqual([])
    await shop.close()
  })

  describe.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 390 },
  ] as const)('$colorScheme, $width px', ({ colorScheme, width }) => {
    it.each(NAMES)('%s: nothing serious found by axe, nothing wider than the window', async (name) => {
      const [address, act] = scenes[name] ?? ['']
      const page = await shop.visit(address, { colorScheme, viewport: { width, height: 844 } })
      await act?.(page)
      expect(await audit(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      await page.context().close()
    })
  })
})
