import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStory, customerOf, type Story } from '../../integration/test/support/story'
import { LARGE, SMALL } from './support/size'

/** What the delivery of Stripe's events costs at Stripe, in accounts of any size. */
describe.each([SMALL, LARGE])('webhooks in an account with %d objects of each kind', (size) => {
  let story: Story
  /** The calls to Stripe that the integration makes itself. */
  let asked: string[]

  beforeEach(async () => {
    asked = []
    story = await createStory({
      wrap: (fetch) => (input, init) => {
        asked.push(`${init?.method ?? 'GET'} ${new URL(String(input)).pathname.replace(/\/\w+_\w{14,}/g, '/{id}')}`)
        return fetch(input, init)
      },
    })
    story.world.stripe.fill({ products: size, prices: size, paymentLinks: size, customers: size })
    asked = []
  })
  afterEach(() => story.close())

  /** The calls that the work leads to, apart from those of the bot's own actions. */
  const during = async (work: () => Promise<unknown>): Promise<string[]> => {
    asked = []
    await work()
    await story.settled()
    return asked
  }
  const received = () => story.world.botpress.events.length

  it('an event that only tells what it says: none', async () => {
    const before = received()
    const calls = await during(async () => {
      const { id } = await customerOf(story.stripe)
      await story.stripe.customers.update(id, { name: 'Payer' })
    })
    expect(calls).toEqual([])
    expect(received()).toBeGreaterThan(before)
  })

  it('a payment by a link, with all that Stripe tells of it: one', async () => {
    const { url } = await story.sell('createPaymentLink', { productName: 'T-Shirt', unit_amount: 1999 })
    const page = await story.open(url)
    expect(await during(() => story.pay(page))).toEqual(['GET /v1/checkout/sessions/{id}'])
  })

  it('a declined try: one', async () => {
    const { url } = await story.sell('createPaymentLink', { productName: 'T-Shirt', unit_amount: 1999 })
    const page = await story.open(url)
    expect(await during(() => story.pay(page, '4000000000009995'))).toHaveLength(1)
  })

  it('the first payment and the renewals of a subscription: none', async () => {
    const { url } = await story.sell('createSubsLink', { productName: 'Club', unit_amount: 900 })
    const page = await story.open(url)
    expect(await during(() => story.pay(page))).toEqual([])
    expect(await during(() => story.days(62))).toEqual([])
  })

  it('a dispute of an invoice’s payment: one the first time, none after', async () => {
    const { url } = await story.sell('createSubsLink', { productName: 'Club', unit_amount: 900 })
    const page = await story.open(url)
    expect((await during(() => story.pay(page, '4000000000002685'))).length).toBeLessThanOrEqual(1)
    const [{ id } = { id: '' }] = (await story.stripe.disputes.list()).data
    expect(await during(() => story.stripe.disputes.close(id))).toEqual([])
  })

  it('a refund of an invoice’s payment: one for each of its two events the first time, none after', async () => {
    const { url } = await story.sell('createSubsLink', { productName: 'Club', unit_amount: 900 })
    await story.pay(await story.open(url))
    const [{ id } = { id: '' }] = (await story.stripe.paymentIntents.list()).data
    const refund = () => story.stripe.refunds.create({ payment_intent: id, amount: 100 })
    const first = await during(refund)
    // charge.refunded asks for the invoice of the payment, refund.created for the charge.
    expect(first.toSorted()).toEqual(['GET /v1/charges/{id}', 'GET /v1/invoice_payments'])
    expect(await during(refund)).toEqual([])
  })
})
