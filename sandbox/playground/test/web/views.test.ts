import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInstalled, overflow, type PageTest, type Scheme, seriousProblems, startPageTest } from './support/browser'

interface ViewCase {
  path: string
  /** What must be there before it is looked at. */
  ready: (page: Page) => Promise<unknown>
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { level: 1, name }).waitFor()

describe.skipIf(!isInstalled)('the views', () => {
  let test: PageTest
  let linkId: string

  const call = async (name: string, input: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${test.stack.pageUrl}/api/actions/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    return (await response.json()).output
  }

  const ready = async (page: Page): Promise<unknown> => page.locator('[data-entry]').first().waitFor()

  const views = (): ViewCase[] => [
    {
      path: '/',
      ready: (page) => page.getByText('What would you like to do').first().waitFor(),
    },
    { path: '/actions', ready: heading('Actions') },
    {
      path: '/actions/createPaymentLink',
      ready: async (page) => {
        await page.getByRole('button', { name: 'A T-shirt for 19.99 USD' }).click()
        await page.getByRole('button', { name: 'Run' }).click()
        await page.locator('[data-result=ok]').waitFor()
        await page.getByRole('button', { name: /more fields/ }).click()
      },
    },
    {
      path: '/actions/refundPayment',
      ready: async (page) => {
        await page.getByRole('button', { name: 'All that is left' }).click()
        await page.getByRole('button', { name: 'Run' }).click()
        await page.locator('[data-result=failed]').waitFor()
      },
    },
    {
      path: '/timeline',
      ready: async (page) => {
        await ready(page)
        await page.locator('[data-entry=action]').first().click()
      },
    },
    { path: '/timeline?q=nothing-has-this', ready: (page) => page.getByText('Nothing fits the filter').waitFor() },
    { path: `/objects/${linkId}`, ready: heading('Payment link') },
    { path: '/objects/cus_unknown', ready: (page) => page.getByRole('button', { name: 'Try again' }).waitFor() },
    { path: '/faults', ready: (page) => page.getByRole('switch').first().waitFor() },
    { path: '/figures', ready: (page) => page.getByText('most in a second').waitFor() },
    { path: '/docs/guide', ready: (page) => page.getByRole('article', { name: 'Guide for bot builders' }).waitFor() },
    { path: '/nowhere', ready: (page) => page.getByText('There is no such view').waitFor() },
  ]

  beforeAll(async () => {
    test = await startPageTest()
    linkId = String((await call('createPaymentLink', { productName: 'T-Shirt', unit_amount: 1999 })).id)
  })

  afterAll(async () => {
    await test?.close()
  })

  it.each<{ scheme: Scheme; width: number }>([
    { scheme: 'light', width: 1280 },
    { scheme: 'dark', width: 1280 },
    { scheme: 'light', width: 390 },
    { scheme: 'dark', width: 390 },
  ])(
    'can be used by everybody: $scheme, $width px',
    async ({ scheme, width }) => {
      const page = await test.open('/', { scheme, width })
      const found: string[] = []
      for (const view of views()) {
        await page.goto(`${test.stack.pageUrl}${view.path}`)
        await view.ready(page)
        for (const problem of await seriousProblems(page)) found.push(`${view.path}: ${problem}`)
        if ((await overflow(page)) > 0) found.push(`${view.path}: is wider than ${width} px`)
      }
      expect(found).toEqual([])
      await page.close()
    },
    90_000
  )

  it('is reached by the keyboard: first the content, then the views', async () => {
    const page = await test.open('/timeline')
    await ready(page)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Search the timeline')
    await page.close()
  })

  it('moves the focus and the title to the view that was opened', async () => {
    const page = await test.open('/')
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Figures' }).click()
    await heading('Figures')(page)
    expect(await page.title()).toBe('Figures · Stripe for Botpress')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN')
    await page.close()
  })

  it('shows newcomers around in four steps, once, and again when asked', async () => {
    const page = await test.open('/figures', { isFirstVisit: true })
    await page.getByText('1 of 4').waitFor()
    expect(await seriousProblems(page)).toEqual([])
    const steps: Array<string | null> = []
    for (let step = 1; step <= 4; step += 1) {
      await page.getByText(`${step} of 4`).waitFor()
      steps.push(await page.getByRole('dialog').textContent())
      await page
        .getByRole('button', { name: step < 4 ? 'Next' : 'Done' })
        .last()
        .click()
    }
    expect(new Set(steps).size).toBe(4)
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.reload()
    await heading('Figures')(page)
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.getByRole('button', { name: 'Show the tour' }).click()
    await page.getByText('1 of 4').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.close()
  })

  it('keeps the colours that were chosen', async () => {
    const page = await test.open('/figures')
    await page.getByRole('button', { name: /^Colours/ }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.reload()
    await heading('Figures')(page)
    expect(await page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe('dark')
    await page.close()
  })

  it('says that the stream was interrupted, and goes on by itself', async () => {
    const page = await test.open('/timeline')
    await ready(page)
    await page.context().setOffline(true)
    // The stream that is open stays so; a new page cannot open one.
    await page.route('**/api/stream', (route) => route.abort())
    await page.context().setOffline(false)
    await page.reload()
    await page.getByText('Connecting again').waitFor()
    await page.unroute('**/api/stream')
    await page.getByText('Connecting again').waitFor({ state: 'detached' })
    // The browser itself tells of what it could not load.
    test.problems.splice(0, test.problems.length, ...test.problems.filter((text) => !text.includes('ERR_FAILED')))
    await page.close()
  })

  it('says what failed, and tries again at a click', async () => {
    const page = await test.open('/figures')
    await page.route('**/api/faults', (route) =>
      route.fulfill({ status: 500, json: { error: { code: 'x', message: 'It broke.' } } })
    )
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Faults' }).click()
    await page.getByText('It broke.').waitFor()
    await page.unroute('**/api/faults')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('switch').first().waitFor()
    test.problems.splice(0, test.problems.length, ...test.problems.filter((text) => !text.includes('500')))
    await page.close()
  })

  it('says in red that a real test key is in use, and steers nothing then', async () => {
    const page = await test.open('/figures')
    await page.route('**/api/session', async (route) => {
      const session = await (await route.fetch()).json()
      const mode = { kind: 'test-mode', key: 'sk_test_…1234', webhookUrl: session.mode.webhookUrl }
      await route.fulfill({ json: { ...session, mode, canSteer: false } })
    })
    await page.goto(`${test.stack.pageUrl}/faults`)
    await page.getByText('A real Stripe test key is in use').waitFor()
    await page.getByText('The real Stripe cannot be disturbed').waitFor()
    expect(await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Faults' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Begin again' }).count()).toBe(0)
    expect(await seriousProblems(page)).toEqual([])
    await page.close()
  })

  it('lets go of its connections while nobody looks, and misses nothing', async () => {
    const page = await test.open('/timeline')
    await page.clock.install()
    await page.reload()
    await ready(page)
    const look = (state: 'hidden' | 'visible') =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { value, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await look('hidden')
    const streams: string[] = []
    page.on('request', (request) => request.url().endsWith('/api/stream') && streams.push(request.url()))
    await page.clock.runFor(31_000)
    await call('listCoupons', {})
    await look('visible')
    await page.locator('[data-entry=action]').filter({ hasText: 'listCoupons' }).waitFor()
    expect(streams.length).toBe(1)
    await page.close()
  })

  it('had no errors and asked nothing of another host', () => {
    // An object that does not exist is asked for above, twice with its one repetition in each of four windows.
    expect(test.problems.filter((text) => !text.includes('/objects/cus_unknown'))).toEqual([])
  })
})
