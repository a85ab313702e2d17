import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type Stack, startStack } from '../../../src/stack'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Whether there is a browser to test with. */
export const isInstalled = existsSync(executablePath)
if (!isInstalled) {
  console.warn(
    `The tests of the page are left out: ${executablePath} is missing. To install it: apt-get install chromium`
  )
}

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run']

/** Who was here before is not shown the tour. */
const SEEN = [{ name: 'playground-tour-seen', value: '1' }]

export type Scheme = 'light' | 'dark'

export interface PageOptions {
  width?: number
  scheme?: Scheme
  /** Whether the person is here for the first time. */
  isFirstVisit?: boolean
}

/** Writes down what no page may do: errors and warnings in its console, and requests to elsewhere. */
const watch = (page: Page, problems: string[]): void => {
  // Shorter than the limit of a test, so that what was waited for is named.
  page.setDefaultTimeout(12_000)
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error}`))
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (hostname !== '127.0.0.1' && !['data:', 'blob:'].includes(protocol)) problems.push(`request to ${request.url()}`)
  })
}

/** The whole playground and a browser, for a file of tests. */
export interface PageTest {
  stack: Stack
  /** What went wrong on any page so far. */
  problems: string[]
  /** Opens a view in a window of its own, as another person would. */
  open(path: string, options?: PageOptions): Promise<Page>
  close(): Promise<void>
}

/** Starts the playground on free ports, and a browser. */
export const startPageTest = async (): Promise<PageTest> => {
  const stack = await startStack({ port: 0 }, { page: 0, stripe: 0, botpress: 0 })
  const browser: Browser = await chromium.launch({ executablePath, args: ARGS })
  const problems: string[] = []

  const newContext = async ({ width = 1280, scheme = 'light', isFirstVisit }: PageOptions): Promise<BrowserContext> => {
    const context = await browser.newContext({
      viewport: { width, height: 844 },
      colorScheme: scheme,
      ...(!isFirstVisit && { storageState: { cookies: [], origins: [{ origin: stack.pageUrl, localStorage: SEEN }] } }),
    })
    context.on('page', (page) => watch(page, problems))
    return context
  }

  return {
    ...{ stack, problems },
    async open(path, options = {}) {
      const context = await newContext(options)
      const page = await context.newPage()
      await page.goto(`${stack.pageUrl}${path}`)
      await page.locator('main').waitFor()
      return page
    },
    async close() {
      await browser.close()
      await stack.close()
    },
  }
}

/** What axe finds that keeps somebody from using a page, with the place. */
const problemsNow = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

/** How long what is seen may move until it has come to rest. Milliseconds. */
const REST_LIMIT = 5_000

/**
 * What axe finds on a page, if it stays: a message that is just fading in has too little contrast for a moment.
 */
export const seriousProblems = async (page: Page): Promise<string[]> => {
  const begun = Date.now()
  for (;;) {
    const problems = await problemsNow(page)
    if (problems.length === 0 || Date.now() - begun > REST_LIMIT) return problems
  }
}

/** Whether a page has to be moved sideways. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
