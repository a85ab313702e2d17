import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInstalled, type PageTest, seriousProblems, startPageTest } from './support/browser'

describe.skipIf(!isInstalled)('the timeline on the page', () => {
  let test: PageTest
  let page: Page

  const call = (name: string, input: unknown): Promise<Response> =>
    fetch(`${test.stack.pageUrl}/api/actions/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })

  const entries = (kind?: string) => page.locator(kind ? `[data-entry=${kind}]` : '[data-entry]')

  beforeAll(async () => {
    test = await startPageTest()
    page = await test.open('/timeline')
  })

  afterAll(async () => {
    await test?.close()
  })

  it('begins with what to do', async () => {
    await page.getByText('Nothing has happened yet').waitFor()
    expect(await page.getByRole('link', { name: 'Open the shop' }).getAttribute('href')).toBe('/')
    expect(await page.getByRole('link', { name: 'Run an action' }).getAttribute('href')).toBe('/actions')
  })

  it('shows what happens as it happens', async () => {
    await call('createPaymentLink', { productName: 'T-Shirt', unit_amount: 1999 })
    await entries('change').filter({ hasText: 'payment_link.created' }).waitFor()
    expect(await entries('action').filter({ hasText: 'createPaymentLink' }).count()).toBe(1)
    expect(await entries('call').count()).toBe(3)
  })

  it('opens an entry: its content, what it follows from, what followed', async () => {
    await entries('change').filter({ hasText: 'payment_link.created' }).click()
    const details = page.getByRole('listitem').filter({ has: page.locator('[aria-expanded=true]') })
    await details.getByText('Follows from').waitFor()
    expect(await details.getByRole('tree').textContent()).toContain('"payment_link.created"')
    await details.getByRole('button', { name: 'Actions: createPaymentLink' }).click()
    const action = page.getByRole('listitem').filter({ has: page.locator('[data-entry=action][aria-expanded=true]') })
    await action.getByText('Led to').waitFor()
    expect(await action.getByRole('button', { name: /^Stripe calls: / }).count()).toBe(3)
  })

  it('filters by kind, in the address', async () => {
    await page.getByRole('group', { name: 'Kinds' }).getByText('Actions', { exact: true }).click()
    await expect.poll(() => entries('call').count()).toBe(0)
    expect(await entries('action').count()).toBe(1)
    expect(new URL(page.url()).search).toBe('?kind=action')
    await page.reload()
    await entries('action').waitFor()
    expect(await entries('call').count()).toBe(0)
  })

  it('searches', async () => {
    await page.goto(`${test.stack.pageUrl}/timeline`)
    await entries().first().waitFor()
    await page.getByRole('textbox', { name: 'Search the timeline' }).fill('PAYMENT_LINK.created')
    await expect.poll(() => entries('action').count()).toBe(0)
    expect(await entries('change').count()).toBe(1)
    await page.getByRole('textbox', { name: 'Search the timeline' }).fill('nothing-has-this')
    await page.getByRole('button', { name: 'Show everything' }).click()
    await entries('action').waitFor()
    expect(await page.getByRole('textbox', { name: 'Search the timeline' }).inputValue()).toBe('')
  })

  it('stops, counts what waits, and goes on', async () => {
    await page.getByRole('group', { name: 'Kinds' }).getByText('Actions', { exact: true }).click()
    await expect.poll(() => entries('call').count()).toBe(0)
    await page.getByRole('button', { name: 'Pause' }).click()
    for (let count = 0; count < 3; count += 1) await call('listCustomers', { limit: 10 })
    await page.getByText('3 new').waitFor()
    expect(await entries('action').count()).toBe(1)
    await page.getByRole('button', { name: 'Go on' }).click()
    await expect.poll(() => entries('action').count()).toBe(4)
  })

  it('begins again for everybody who looks', async () => {
    const other = await test.open('/timeline')
    await other.locator('[data-entry]').first().waitFor()
    await page.getByRole('button', { name: 'Begin again' }).click()
    const dialog = page.getByRole('dialog', { name: 'Begin again?' })
    await dialog.waitFor()
    expect(await seriousProblems(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Begin again' }).click()
    await other.getByText('Nothing has happened yet').waitFor()
    await page.getByText('Nothing fits the filter').waitFor()
    await other.close()
  })

  it('had no errors and asked nothing of another host', () => {
    expect(test.problems).toEqual([])
  })
})
