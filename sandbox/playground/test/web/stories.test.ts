import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EntryPage } from '../../src/api'
import { isInstalled, overflow, type PageTest, seriousProblems, startPageTest } from './support/browser'
import { type Customer, customerOf, orderShirt, payWith } from './support/customer'

/** Paging through hosted pages and waiting for webhooks takes more than one step of a test usually does. */
const LONG = 90_000

describe.skipIf(!isInstalled)('the shop in the browser', () => {
  let test: PageTest
  let page: Page
  let customer: Customer

  const ask = async <Answer>(path: string): Promise<Answer> =>
    (await fetch(`${test.stack.pageUrl}/api/${path}`)).json() as Promise<Answer>

  beforeAll(async () => {
    test = await startPageTest()
  })

  beforeEach(async () => {
    page = await test.open('/')
    customer = customerOf(page, 'customer-1')
    await customer.hears(/What would you like to do/)
  })

  afterEach(async () => {
    await page.context().close()
  })

  afterAll(async () => {
    await test?.close()
  })

  it(
    'sells: cards, quantity, confirmation, payment, thanks; and tells the story beside it',
    async () => {
      await customer.presses('Show me the shop')
      await customer.hears(/Press "Choose" on a card/)
      await customer.says('T-Shirt')
      await customer.presses('2')
      await customer.hears('2 × T-Shirt for $39.98. Shall I make it ready?')
      await customer.presses('Yes')
      const shop = await customer.paysBy('Pay $39.98', 'Succeeds')
      await shop.getByRole('heading', { name: /Thank you|Payment received/ }).waitFor()
      await customer.hears('Thank you! $39.98 for 2 × T-Shirt has arrived.')

      const story = page.getByRole('region', { name: 'Story of Customer 1' })
      for (const kind of ['message', 'action', 'call', 'change', 'webhook', 'event']) {
        await story.locator(`[data-entry=${kind}]`).first().waitFor()
      }
      expect(await seriousProblems(page)).toEqual([])
    },
    LONG
  )

  it(
    'helps who is declined, until it is paid',
    async () => {
      await orderShirt(customer)
      const shop = await customer.paysBy('Pay $19.99', 'Declined')
      await shop.getByRole('alert').filter({ hasText: 'declined' }).first().waitFor()
      await customer.hears(/That did not work: .* Nothing was charged\./)
      const again = await customer.paysBy('Try again', 'Succeeds')
      await again.getByRole('heading', { name: /Thank you|Payment received/ }).waitFor()
      await customer.hears('Thank you! $19.99 for T-Shirt has arrived.')
    },
    LONG
  )

  it(
    'never shows one customer what is the other’s',
    async () => {
      const other = customerOf(page, 'customer-2')
      await Promise.all([orderShirt(customer), other.hears(/What would you like to do/)])
      await other.says('shop')
      await other.hears(/Press "Choose" on a card/)
      await other.says('Mug')
      await other.says('3')
      await other.hears('3 × Mug for €37.50. Shall I make it ready?')
      await other.says('yes')
      const [shirt, mugs] = [
        await customer.paysBy('Pay $19.99', 'Succeeds'),
        await other.paysBy('Pay €37.50', 'Succeeds'),
      ]
      await customer.hears('Thank you! $19.99 for T-Shirt has arrived.')
      await other.hears('Thank you! €37.50 for 3 × Mug has arrived.')
      expect(await customer.chat.textContent()).not.toMatch(/37\.50|3 × Mug/)
      expect(await other.chat.textContent()).not.toMatch(/\$19\.99 for T-Shirt has arrived/)
      await Promise.all([shirt.close(), mugs.close()])

      const stories = await Promise.all(
        (await ask<Array<{ id: string; clientId: string }>>('conversations')).map(async ({ id, clientId }) => ({
          clientId,
          text: JSON.stringify((await ask<EntryPage>(`entries?limit=500&conversation=${id}`)).entries),
        }))
      )
      const mugStories = stories.filter(({ text }) => text.includes('€37.50'))
      expect(mugStories.map(({ clientId }) => clientId)).toEqual(['customer-2'])
    },
    LONG
  )

  it(
    'sells a plan with a free week; time passes, the renewal fails, the bot sends the invoice',
    async () => {
      await customer.says('shop')
      await customer.hears(/Press "Choose" on a card/)
      await customer.says('Coffee club')
      await customer.presses('$9.00 per month')
      await customer.hears(/7 days free, then \$9\.00 per month/)
      await customer.presses('Yes')
      const shop = await customer.paysBy('Start my free week', 'Saved, declined later')
      await customer.hears(/Welcome! Your free trial of Coffee club/)
      await shop.close()

      // Whoever moves time looks at another view; the chat goes on meanwhile.
      const steering = await test.open('/faults')
      for (const [jump, done] of [
        ['1 week', /days ahead/],
        ['1 day', /8 days ahead/],
      ] as const) {
        await steering.getByRole('button', { name: jump, exact: true }).click()
        await steering.getByText(done).first().waitFor({ timeout: 30_000 })
        await steering.getByRole('button', { name: jump, exact: true, disabled: false }).waitFor({ timeout: 30_000 })
      }
      await customer.hears(/Your subscription could not be renewed: .* \$9\.00 is open\./)
      const invoice = await customer.paysBy('Pay $9.00', 'Succeeds')
      await customer.hears('Thank you! $9.00 for Coffee club has been paid.')
      await invoice.close()
      await steering.context().close()
    },
    2 * LONG
  )

  it(
    'pays back',
    async () => {
      await orderShirt(customer)
      await (await customer.paysBy('Pay $19.99', 'Succeeds')).close()
      await customer.hears('Thank you! $19.99 for T-Shirt has arrived.')
      await customer.says('refund')
      await customer.hears('Shall I pay $19.99 back to you?')
      await customer.presses('Yes')
      await customer.hears('$19.99 is on its way back to you.')
    },
    LONG
  )

  it(
    'keeps no card number that somebody types: not on the page, not in the log, not in a state',
    async () => {
      await customer.says('my card is 4242 4242 4242 4242')
      await customer.hears(/never type a card number into a chat/)
      const anywhere = /4242[ -]?4242[ -]?4242[ -]?4242/
      await expect.poll(() => page.content()).not.toMatch(anywhere)
      const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
      const entries = await ask<EntryPage>('entries?limit=500')
      expect(entries.entries.some(({ title }) => title.includes('card number'))).toBe(true)
      expect(`${kept}${JSON.stringify(entries)}`).not.toMatch(anywhere)
      await page.reload()
      await customer.hears(/never type a card number into a chat/)
      expect(await page.content()).not.toMatch(anywhere)
    },
    LONG
  )

  it(
    'survives a fault that is switched on on the page, and says how often it was hit',
    async () => {
      const steering = await test.open('/faults')
      const fault = steering.locator('[data-fault=server-errors]')
      await fault.getByRole('switch').click()
      await expect.poll(() => fault.getByRole('switch').isChecked()).toBe(true)
      await orderShirt(customer)
      await (await customer.paysBy('Pay $19.99', 'Succeeds')).close()
      await customer.hears('Thank you! $19.99 for T-Shirt has arrived.')
      await fault.getByText(/[1-9]\d* hits?/).waitFor()
      await steering.getByRole('button', { name: 'All off' }).click()
      await expect.poll(() => fault.getByRole('switch').isChecked()).toBe(false)
      const retried = await ask<EntryPage>('entries?kind=call&q=503')
      expect(retried.entries.length).toBeGreaterThan(0)
      await steering.context().close()
    },
    LONG
  )

  it(
    'sells on a phone: one chat at a time, and the story behind a tab',
    async () => {
      const phone = await test.open('/', { width: 390 })
      const buyer = customerOf(phone, 'customer-1')
      await buyer.hears(/What would you like to do/)
      expect(await customerOf(phone, 'customer-2').chat.isVisible()).toBe(false)
      await orderShirt(buyer)
      const [shop] = await Promise.all([phone.waitForEvent('popup'), buyer.presses('Pay $19.99')])
      await payWith(shop, 'Succeeds')
      await buyer.hears('Thank you! $19.99 for T-Shirt has arrived.')
      expect(await overflow(phone)).toBe(0)
      await phone.getByText('Story', { exact: true }).click()
      await phone.getByRole('region', { name: 'Story of Customer 1' }).locator('[data-entry=event]').first().waitFor()
      expect(await seriousProblems(phone)).toEqual([])
      await phone.context().close()
    },
    LONG
  )

  it('had no errors and asked nothing of another host', () => {
    expect(test.problems).toEqual([])
  })
})
