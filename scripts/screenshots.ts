import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startStack } from '../sandbox/playground/src/stack'

/**
 * Takes the pictures of the documentation: `npx tsx scripts/screenshots.ts`. With `--all <folder>` it also takes every
 * page in light and dark, wide and narrow, for looking at after a change.
 */
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const image = (name: string): string => fileURLToPath(new URL(`../docs/images/${name}.png`, import.meta.url))

type Scheme = 'light' | 'dark'

const WIDE = { width: 1280, height: 860 }
const NARROW = { width: 390, height: 844 }

const open = (browser: Browser, colorScheme: Scheme, viewport: typeof WIDE): Promise<Page> =>
  browser.newPage({ colorScheme, viewport, deviceScaleFactor: viewport === WIDE ? 1.5 : 1 })

/** Runs an example of an action and returns the address of the page it made. */
const makeLink = async (page: Page, action: string, example: number): Promise<string> => {
  const panel = page.locator(`#${action}`)
  if ((await panel.getAttribute('open')) === null) await panel.locator('summary').click()
  await panel.locator('[data-example]').nth(example).click()
  await panel.getByRole('button', { name: 'Run' }).click()
  const url = await panel.locator('.open').getAttribute('href')
  if (!url) throw new Error(`${action} made no link.`)
  return url
}

const pay = async (shop: Page, ...cards: string[]): Promise<void> => {
  for (const card of cards) {
    await shop.getByRole('button', { name: card }).click()
    await shop.locator('.submit').click()
    await shop.locator('.banner, .error:not(:empty), h1:text-matches("received|subscribed|started")').first().waitFor()
  }
}

/** A shop in use: a link that is declined and paid, and a subscription. */
const useShop = async (browser: Browser, pageUrl: string, scheme: Scheme, viewport: typeof WIDE) => {
  const page = await open(browser, scheme, viewport)
  const shop = await open(browser, scheme, viewport)
  await page.goto(pageUrl)
  await shop.goto(await makeLink(page, 'createSubsLink', 0))
  await pay(shop, 'Succeeds')
  await shop.goto(await makeLink(page, 'createPaymentLink', 1))
  await page.locator('[data-entry=bot]', { hasText: 'subscriptionCreated' }).first().waitFor()
  return { page, shop }
}

const takeDocumentation = async (browser: Browser, pageUrl: string): Promise<void> => {
  const { page, shop } = await useShop(browser, pageUrl, 'light', WIDE)
  await shop.getByRole('button', { name: 'Succeeds' }).click()
  await shop.screenshot({ path: image('payment-page') })
  await pay(shop, 'Declined')
  const event = page.locator('[data-entry=bot]', { hasText: 'chargeFailed' }).first()
  await event.waitFor()
  // Without the calls there is room for what matters.
  for (const kind of ['call', 'stripe']) await page.locator(`[data-kind=${kind}]`).click()
  // Tall enough for the form and its answer.
  await page.setViewportSize({ width: WIDE.width, height: 1290 })
  await page.evaluate(() => scrollTo(0, 0))
  await page.screenshot({ path: image('playground') })
}

const takeAll = async (browser: Browser, pageUrl: string, folder: string): Promise<void> => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const viewport of [WIDE, NARROW]) {
      const take = (page: Page, name: string) =>
        page.screenshot({ path: `${folder}/${name}-${scheme}-${viewport.width}.png`, fullPage: true })
      const { page, shop } = await useShop(browser, pageUrl, scheme, viewport)
      await take(shop, 'payment')
      await pay(shop, 'Declined')
      await take(shop, 'declined')
      await pay(shop, 'Succeeds')
      await take(shop, 'paid')
      await page.locator('[data-entry=bot] summary').first().click()
      await take(page, 'playground')
    }
  }
}

const stack = await startStack({ port: 0 }, { page: 3000, stripe: 12_111, botpress: 12_112 })
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  await takeDocumentation(browser, stack.pageUrl)
  const folder = process.argv[process.argv.indexOf('--all') + 1]
  if (process.argv.includes('--all') && folder) await takeAll(browser, stack.pageUrl, folder)
} finally {
  await browser.close()
  await stack.close()
}
