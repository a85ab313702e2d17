import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listActions } from '../../src/actions'
import { isInstalled, type PageTest, startPageTest } from './support/browser'

const actions = listActions().map(({ info }) => info)

describe.skipIf(!isInstalled)('the actions on the page', () => {
  let test: PageTest
  let page: Page
  const sent = new Map<string, unknown>()

  beforeAll(async () => {
    test = await startPageTest()
    page = await test.open('/actions')
    page.on('request', (request) => {
      const name = new URL(request.url()).pathname.match(/^\/api\/actions\/(\w+)$/)?.[1]
      if (request.method() === 'POST' && name) sent.set(name, request.postDataJSON())
    })
  })

  afterAll(async () => {
    await test?.close()
  })

  const choose = async (title: string): Promise<void> => {
    await page.getByRole('navigation', { name: 'Actions' }).getByRole('link', { name: title, exact: true }).click()
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
  }

  const run = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Run' }).click()
    await page.locator('[data-result]').waitFor()
  }

  it('lists every action', async () => {
    const links = page.getByRole('navigation', { name: 'Actions' }).getByRole('link')
    await links.first().waitFor()
    expect(await links.count()).toBe(actions.length)
  })

  it.each(actions.map(({ name, title, examples }) => ({ name, title, example: examples[0] })))(
    'sends the first example of $name as it is',
    async ({ name, title, example }) => {
      if (!example) throw new Error(`${name} has no example.`)
      await choose(title)
      await page
        .getByRole('group', { name: 'Examples' })
        .getByRole('button', { name: example.title, exact: true })
        .click()
      await run()
      expect(sent.get(name)).toEqual(example.input)
      expect(await page.locator('[data-error=invalid_input]').count()).toBe(0)
    }
  )

  it('sent each of them', () => {
    expect(sent.size).toBe(65)
    expect([...sent.keys()].sort()).toEqual(actions.map(({ name }) => name).sort())
  })

  it('shows what came of it: output, page, objects, duration, calls', async () => {
    await page.goto(`${test.stack.pageUrl}/actions/createPaymentLink`)
    await page.getByRole('button', { name: 'A T-shirt for 19.99 USD' }).click()
    await run()
    const result = page.locator('[data-result=ok]')
    expect(await result.locator('[data-call]').count()).toBeGreaterThan(0)
    expect(await result.textContent()).toMatch(/\d m?s/)
    const [shop] = await Promise.all([
      page.waitForEvent('popup'),
      result.getByRole('link', { name: 'Open the page' }).click(),
    ])
    expect(shop.url().startsWith(test.stack.mode.stripeUrl ?? '?')).toBe(true)
    await shop.close()
    await result.getByRole('link', { name: /^plink_/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Payment link' }).waitFor()
    expect(await page.getByRole('link', { name: /^price_/ }).count()).toBeGreaterThan(0)
  })

  it('gives the same call as code and for a terminal', async () => {
    await page.goto(`${test.stack.pageUrl}/actions/createPaymentLink`)
    await page.getByRole('button', { name: 'A T-shirt for 19.99 USD' }).click()
    const code = page.getByRole('tabpanel')
    await expect.poll(() => code.textContent()).toContain("type: 'stripe:createPaymentLink'")
    expect(await code.textContent()).toContain("productName: 'T-Shirt',\n    unit_amount: 1999")
    await page.getByRole('tab', { name: 'curl' }).click()
    await expect.poll(() => code.textContent()).toContain(`curl ${test.stack.pageUrl}/api/actions/createPaymentLink`)
    expect(await code.textContent()).toContain(`-d '{"productName":"T-Shirt","unit_amount":1999}'`)
  })

  it('shows at its field what the integration refuses, in its words', async () => {
    await page.goto(`${test.stack.pageUrl}/actions/createPaymentLink`)
    await page.getByLabel('Product name').first().fill('T-Shirt')
    await page.getByLabel('Unit amount').first().fill('-5')
    await run()
    const failure = page.locator('[data-error=invalid_input]')
    expect(await failure.textContent()).toMatch(/Trying again will not help/)
    const field = page.getByLabel('Unit amount').first()
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
  })

  it('offers the IDs of what exists for the fields that take one', async () => {
    await page.goto(`${test.stack.pageUrl}/actions/deactivatePaymentLink`)
    const field = page.getByLabel('ID').first()
    await field.waitFor()
    const list = page.locator(`datalist[id="${await field.getAttribute('list')}"] option`)
    expect(await list.count()).toBeGreaterThan(0)
    expect(await list.first().getAttribute('value')).toMatch(/^plink_/)
  })

  it('keeps seldom used fields folded, and finds actions by any word', async () => {
    await page.goto(`${test.stack.pageUrl}/actions/createPaymentLink`)
    const seldom = page.getByLabel('Redirect URL')
    expect(await seldom.isVisible()).toBe(false)
    await page.getByRole('button', { name: /more fields/ }).click()
    await seldom.waitFor()
    await page.getByRole('textbox', { name: 'Search the actions' }).fill('refund')
    const links = page.getByRole('navigation', { name: 'Actions' }).getByRole('link')
    await page.getByRole('link', { name: 'Refund payment' }).waitFor()
    expect(await links.count()).toBeLessThan(10)
  })

  it('had no errors and asked nothing of another host', () => {
    expect(test.problems).toEqual([])
  })
})
