import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import Stripe from 'stripe'
import { createStripe, manualClock, serveStripe } from '../../src'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Whether the tests of the hosted pages can run; otherwise they are left out, and it is said why. */
export const hasBrowser = existsSync(executablePath)
if (!hasBrowser) {
  console.warn(`The tests of the hosted pages in a browser are left out: ${executablePath} is missing.`)
}

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run']

/** An embedded Stripe that serves its pages, whose clock stands still, and a browser to see them with. */
export const openShop = async () => {
  const clock = manualClock()
  const sandbox = createStripe({ seed: 'hosted pages', clock })
  const server = await serveStripe(sandbox, { port: 0 })
  const browser = await chromium.launch({ executablePath, args: ARGS })
  const { port, url } = server
  const stripe = new Stripe('sk_test_fake_sandbox', {
    ...{ host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false },
  })
  /** What went wrong in any page: errors, and requests to elsewhere. */
  const problems: string[] = []
  const visit = async (address: string, options: BrowserContextOptions = {}): Promise<Page> =>
    watched(await openPage(browser, options), problems).then((page) => page.goto(address).then(() => page))
  const price = (unit_amount: number, recurring?: Stripe.PriceCreateParams.Recurring, name = 'T-Shirt') =>
    stripe.prices.create({ currency: 'usd', unit_amount, product_data: { name }, ...(recurring && { recurring }) })
  const link = async (params: Partial<Stripe.PaymentLinkCreateParams> = {}, unitAmount = 1999) =>
    stripe.paymentLinks.create({ line_items: [{ price: (await price(unitAmount)).id, quantity: 1 }], ...params })
  const close = async () => {
    await browser.close()
    await server.close()
  }
  return { clock, sandbox, stripe, url, visit, price, link, problems, close }
}

const openPage = async (browser: Browser, options: BrowserContextOptions): Promise<Page> =>
  (await browser.newContext({ viewport: { width: 1280, height: 844 }, ...options })).newPage()

const watched = async (page: Page, problems: string[]): Promise<Page> => {
  // Shorter than the limit of a test, so that what was waited for is named.
  page.setDefaultTimeout(12_000)
  page.on('console', (message) => {
    // A page that is gone answers 410; the browser says so.
    const isStatus = message.text().startsWith('Failed to load resource: the server responded with a status of 4')
    if (['error', 'warning'].includes(message.type()) && !isStatus) problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (hostname !== '127.0.0.1' && protocol !== 'data:') problems.push(`request to ${request.url()}`)
  })
  return page
}

/** What axe finds serious or critical. */
export const audit = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** Fills in a test card with one click and presses the button that pays. */
export const payWith = async (page: Page, card: string): Promise<void> => {
  await page.getByRole('button', { name: card, exact: true }).click()
  await page.locator('#payment .submit').click()
}

export const heading = (page: Page): Promise<string | null> => page.getByRole('heading', { level: 1 }).textContent()
