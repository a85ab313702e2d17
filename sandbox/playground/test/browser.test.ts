import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Stack, startStack } from '../src/stack'

const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const isInstalled = existsSync(chromiumPath)
if (!isInstalled) {
  console.warn(
    `The browser tests are left out: ${chromiumPath} is missing. It is installed by: apt-get install chromium`
  )
}

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run']

describe.skipIf(!isInstalled)('the playground in a browser', () => {
  let stack: Stack
  let browser: Browser
  const problems: string[] = []

  beforeAll(async () => {
    stack = await startStack({ port: 0 }, { page: 0, stripe: 0, botpress: 0 })
    browser = await chromium.launch({ executablePath: chromiumPath, args: ARGS })
  })

  afterAll(async () => {
    await browser?.close()
    await stack?.close()
  })

  /** A page whose errors and whose requests to elsewhere are written down. */
  const watched = (page: Page): Page => {
    // Shorter than the limit of a test, so that what was waited for is named.
    page.setDefaultTimeout(12_000)
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text())
    })
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url())
      if (hostname !== '127.0.0.1' && protocol !== 'data:') problems.push(`request to ${request.url()}`)
    })
    return page
  }

  const openPlayground = async (width: number): Promise<Page> => {
    const page = watched(await browser.newPage({ viewport: { width, height: 844 } }))
    await page.goto(stack.pageUrl)
    await page.locator('.connection.on').waitFor()
    return page
  }

  /** Runs the first example of an action through its form. */
  const runExample = async (page: Page, action: string): Promise<void> => {
    const panel = page.locator(`#${action}`)
    if ((await panel.getAttribute('open')) === null) await panel.locator('summary').click()
    await panel.locator('[data-example]').first().click()
    await panel.getByRole('button', { name: 'Run' }).click()
  }

  const pay = async (page: Page, card: string): Promise<void> => {
    await page.getByRole('button', { name: card }).click()
    await page.getByRole('button', { name: 'Pay $19.99' }).click()
  }

  /** Opens the hosted page of the link that an action just made. */
  const openShop = async (page: Page): Promise<Page> => {
    const link = page.getByRole('link', { name: 'Open the page' })
    const [opened] = await Promise.all([page.waitForEvent('popup'), link.click()])
    const shop = watched(opened)
    await shop.getByText('Sandbox – no real card is charged').waitFor()
    return shop
  }

  const entry = (page: Page, kind: string, title: string) =>
    page.locator(`[data-entry=${kind}]`, { hasText: title }).first()

  it('begins with what to do', async () => {
    const page = await openPlayground(1280)
    await page.getByText('Nothing has happened yet').waitFor()
    await page.getByRole('link', { name: 'Create a payment link' }).click()
    expect(await page.locator('#createPaymentLink').getAttribute('open')).not.toBeNull()
    await page.close()
  })

  it.each([1280, 390])('sells, is declined, is paid, and shows it all (%i px)', async (width) => {
    const page = await openPlayground(width)
    await page.getByRole('button', { name: 'Clear' }).click()
    await runExample(page, 'createPaymentLink')
    const shop = await openShop(page)

    await pay(shop, 'Declined')
    expect(await shop.getByRole('alert').filter({ hasText: 'declined' }).textContent()).toMatch(/declined/)
    expect((await shop.content()).replace(/data-card="[^"]*"|title="[^"]*"/g, '')).not.toMatch(/4000 ?0000 ?0000 ?0002/)
    const event = entry(page, 'bot', 'chargeFailed')
    await event.locator('summary').click()
    expect(await event.locator('pre').textContent()).toContain('"type": "chargeFailed"')

    await pay(shop, 'Succeeds')
    await shop.getByRole('heading', { name: 'Payment received' }).waitFor()
    await entry(page, 'stripe', 'checkout.session.completed').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    await page.close()
    await shop.close()
  })

  it('sells a subscription and tells the bot', async () => {
    const page = await openPlayground(1280)
    await runExample(page, 'createSubsLink')
    const shop = await openShop(page)
    await shop.getByRole('button', { name: 'Succeeds' }).click()
    await shop.getByRole('button', { name: 'Subscribe' }).click()
    await shop.getByRole('heading', { name: 'You are subscribed' }).waitFor()
    await entry(page, 'webhook', 'customer.subscription.created').waitFor()
    await entry(page, 'bot', 'subscriptionCreated').waitFor()
    await page.close()
    await shop.close()
  })

  it('says what went wrong, and what to do', async () => {
    const page = await openPlayground(1280)
    const panel = page.locator('#retrieveCustomerById')
    await panel.locator('summary').click()
    await panel.getByRole('textbox').first().fill('cus_unknown')
    await panel.getByRole('button', { name: 'Run' }).click()
    const failure = panel.locator('.failed')
    await failure.waitFor()
    expect(await failure.textContent()).toMatch(/Code\s*not_found.*Trying again\s*will not help/)
    await page.close()
  })

  it('hides a kind of entry and shows it again', async () => {
    const page = await openPlayground(1280)
    await runExample(page, 'listCustomers')
    const calls = page.locator('[data-entry=call]')
    await calls.first().waitFor()
    await page.getByRole('button', { name: /Stripe calls/ }).click()
    expect(await calls.first().isVisible()).toBe(false)
    await page.getByRole('button', { name: /Stripe calls/ }).click()
    expect(await calls.first().isVisible()).toBe(true)
    await page.close()
  })

  it('had no errors and asked nothing of another host', () => {
    expect(problems).toEqual([])
  })
})
