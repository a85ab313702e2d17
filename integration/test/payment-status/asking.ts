import { afterEach, beforeEach, expect } from 'vitest'
import { createStory, type Story } from '../support/story'

export const tshirt = { productName: 'T-Shirt', unit_amount: 1999 }

/** Calls that an answer is made of. */
export const SESSION = 'GET /v1/checkout/sessions/{id}'
export const SESSIONS = 'GET /v1/checkout/sessions'
export const LINK = 'GET /v1/payment_links/{id}'
export const INTENT = 'GET /v1/payment_intents/{id}'
export const INVOICE = 'GET /v1/invoices/{id}'
export const PAYMENTS = 'GET /v1/invoice_payments'

/** A card with too little money on it, and what is said of it. */
export const INSUFFICIENT = '4000000000009995'
export const declined = {
  customerMessage: 'There is not enough money on this card. Please use another card.',
  ...{ declineCode: 'insufficient_funds', nextStep: 'other_payment_method' },
}
/** A bank account whose debits come back. */
export const RETURNED = '000222222227'

/** What a T-shirt costs, as a status tells it. */
export const amounts = { amount: 1999, currency: 'usd', formattedAmount: '$19.99' }

/** A shop for each test of a file, whose bot asks what became of payments. */
export const useShop = () => {
  let current: Story | undefined
  beforeEach(async () => {
    current = await createStory()
  })
  afterEach(async () => {
    await story().settled()
    await story().close()
  })
  const story = (): Story => {
    if (!current) throw new Error('The shop is there in a test only.')
    return current
  }

  /** What the bot is told, and what was asked of Stripe for it: two calls at most. */
  const ask = async (input: object) => {
    const { botpress, stripe } = story().world
    stripe.requests.clear()
    const { output } = await botpress.callAction('getPaymentStatus', input)
    const requests = stripe.requests.entries().map(({ operation }) => operation)
    expect(requests.length).toBeLessThanOrEqual(2)
    return { status: output as Record<string, unknown>, requests }
  }

  return {
    story,
    ask,
    expectStatus: async (id: string, expected: object, requests: string[]) => {
      const asked = await ask({ id })
      expect(asked.status).toMatchObject(expected)
      expect(asked.requests).toEqual(requests)
      return asked.status
    },
    sellSession: (more: object = {}) => story().sell('createCheckoutSession', { items: [tshirt], ...more }),
    sellLink: (more: object = {}) => story().sell('createPaymentLink', { ...tshirt, ...more }),
    payLink: async (url: string, card?: string) => story().pay(await story().open(url), card),
    refund: async (payment_intent: unknown, amount?: number) => {
      await story().stripe.refunds.create({ payment_intent: String(payment_intent), ...(amount && { amount }) })
      await story().settled()
    },
    /** The intents so far, the newest first. */
    intents: async () => (await story().stripe.paymentIntents.list()).data,
  }
}
