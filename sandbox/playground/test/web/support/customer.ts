import type { Locator, Page } from 'playwright-core'

/** A customer before their window of the chat. */
export interface Customer {
  chat: Locator
  says(text: string): Promise<void>
  /** Presses the newest button with this text. */
  presses(label: string): Promise<void>
  /** Waits until the bot has said it. */
  hears(text: string | RegExp): Promise<void>
  /** Presses a button that opens a hosted page, and pays there with one of the test cards. */
  paysBy(label: string, card: string): Promise<Page>
}

/** Fills in a test card with one click, and presses the button that pays. */
export const payWith = async (shop: Page, card: string): Promise<void> => {
  await shop.getByRole('button', { name: card, exact: true }).click()
  await shop.locator('#payment .submit').click()
}

const SHOWN = 'visible=true'

export const customerOf = (page: Page, clientId: string): Customer => {
  const chat = page.locator(`[data-customer=${clientId}]`)
  const says = async (text: string): Promise<void> => {
    const field = chat.getByRole('textbox')
    await field.fill(text)
    await field.press('Enter')
  }
  const button = (label: string): Locator =>
    chat
      .locator('button, a')
      .filter({ hasText: new RegExp(`^${label.replaceAll('$', '\\$')}$`) })
      .locator(SHOWN)
      .last()
  return {
    chat,
    says,
    presses: (label) => button(label).click(),
    hears: (text) => chat.getByText(text).locator(SHOWN).last().waitFor(),
    async paysBy(label, card) {
      const [shop] = await Promise.all([page.waitForEvent('popup'), button(label).click()])
      await payWith(shop, card)
      return shop
    },
  }
}

/** Orders a T-shirt, up to the link. */
export const orderShirt = async (customer: Customer): Promise<void> => {
  await customer.says('shop')
  await customer.hears(/Press "Choose" on a card/)
  await customer.says('T-Shirt')
  await customer.hears(/How many would you like/)
  await customer.says('1')
  await customer.hears(/Shall I make it ready/)
  await customer.says('yes')
  await customer.hears('Pay $19.99')
}
