import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startStack } from '../sandbox/playground/src/stack'
import { type Customer, customerOf, orderShirt } from '../sandbox/playground/test/web/support/customer'

/**
 * Takes the pictures of the documentation: `npx tsx scripts/screenshots.ts`. With `--all <folder>` it takes every view in
 * light and dark, wide and narrow instead, for looking at after a change.
 */
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const image = (name: string): string => fileURLToPath(new URL(`../docs/images/${name}.png`, import.meta.url))

type Scheme = 'light' | 'dark'

const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 390, height: 844 }

const stack = await startStack({ port: 0 }, { page: 3000, stripe: 12_111, botpress: 12_112 })
const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })

/** A window of somebody who was here before. */
const open = async (path: string, colorScheme: Scheme, viewport: typeof WIDE): Promise<Page> => {
  const seen = { origin: stack.pageUrl, localStorage: [{ name: 'playground-tour-seen', value: '1' }] }
  const storageState = { cookies: [], origins: [seen] }
  const context = await browser.newContext({ colorScheme, viewport, storageState, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(`${stack.pageUrl}${path}`)
  return page
}

/** What the web chat moves has come to rest. */
const settled = (page: Page): Promise<void> => page.waitForTimeout(800)

/** One customer is declined and pays then; the other one looks around. */
const useShop = async (page: Page, pictureOfPage?: string): Promise<void> => {
  const customer = customerOf(page, 'customer-1')
  await customer.hears(/What would you like to do/)
  await orderShirt(customer)
  const declined = await customer.paysBy('Pay $19.99', 'Declined')
  await customer.hears(/That did not work/)
  if (pictureOfPage) await declined.screenshot({ path: pictureOfPage })
  await declined.close()
  await (await customer.paysBy('Try again', 'Succeeds')).close()
  await customer.hears(/has arrived/)
  await settled(page)
}

const lookAround = async (page: Page, customer: Customer): Promise<void> => {
  await customer.hears(/What would you like to do/)
  await customer.says('shop')
  await customer.hears(/Press "Choose" on a card/)
  await settled(page)
}

const runExample = async (page: Page, example: string): Promise<void> => {
  await page.getByRole('button', { name: example }).click()
  await page.getByRole('button', { name: 'Run' }).click()
  await page.locator('[data-result]').waitFor()
  await page.evaluate(() => scrollTo(0, 0))
}

const takeDocumentation = async (): Promise<void> => {
  const shop = await open('/', 'light', WIDE)
  await lookAround(shop, customerOf(shop, 'customer-2'))
  await useShop(shop, image('payment-page'))
  await shop.screenshot({ path: image('shop') })

  const actions = await open('/actions/createPaymentLink', 'light', WIDE)
  await runExample(actions, 'A T-shirt for 19.99 USD')
  await actions.screenshot({ path: image('actions') })

  const story = await open('/', 'dark', WIDE)
  const [newest] = await (await fetch(`${stack.pageUrl}/api/conversations`)).json()
  const kinds = ['message', 'action', 'call', 'page', 'webhook', 'event'].map((kind) => `kind=${kind}`).join('&')
  await story.goto(`${stack.pageUrl}/timeline?conversation=${newest.id}&${kinds}`)
  await story.locator('[data-entry=event]').first().waitFor()
  await story.evaluate(() => scrollTo(0, document.body.scrollHeight))
  await settled(story)
  await story.screenshot({ path: image('timeline') })

  const phone = await open('/', 'light', NARROW)
  await lookAround(phone, customerOf(phone, 'customer-1'))
  await phone.screenshot({ path: image('shop-on-a-phone') })
}

const VIEWS = ['/', '/actions', '/timeline', '/faults', '/figures', '/docs/readme']

const takeAll = async (folder: string): Promise<void> => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const viewport of [WIDE, NARROW]) {
      const take = (page: Page, name: string) =>
        page.screenshot({ path: `${folder}/${name}-${scheme}-${viewport.width}.png` })
      const shop = await open('/', scheme, viewport)
      await useShop(shop, `${folder}/declined-${scheme}-${viewport.width}.png`)
      await take(shop, 'shop')
      for (const path of VIEWS.slice(1)) {
        await shop.goto(`${stack.pageUrl}${path}`)
        await shop.locator('main h1').waitFor()
        // Figures come once a second.
        await shop.waitForTimeout(1_500)
        await take(shop, path.slice(1).replace('/', '-'))
      }
      for (const [name, example] of [
        ['createCheckoutSession', 'A T-shirt'],
        ['refundPayment', 'A part'],
      ] as const) {
        await shop.goto(`${stack.pageUrl}/actions/${name}`)
        await runExample(shop, example)
        await take(shop, name)
      }
      await shop.context().close()
    }
  }
}

try {
  const folder = process.argv[process.argv.indexOf('--all') + 1]
  if (process.argv.includes('--all') && folder) await takeAll(folder)
  else await takeDocumentation()
} finally {
  await browser.close()
  await stack.close()
}
