import { afterAll, describe, expect, it } from 'vitest'
import { NAMES } from '../../src/binding'
import { announcements } from '../../src/events/announce'
import { events } from '../../src/events/table'
import { createStory, customerOf, goldenOf, type Story } from '../support/story'

/**
 * Each way a payment can go: what Stripe says, and what the bot is told of it. The goldens are read by people: one
 * settled event for each payment, each failed try and each refund, in the conversation where it was sold.
 */
type Play = (story: Story) => Promise<void>

const tshirt = { productName: 'T-Shirt', unit_amount: 1999 }
const club = { productName: 'Club', unit_amount: 900 }
const INSUFFICIENT = '4000000000009995'
const ALWAYS_CONFIRM = '4000002760003184'

/** What our own actions write, for objects that the shopkeeper makes in these stories. */
const ours = ({ world, place }: Story, more: Record<string, string> = {}) => ({
  [NAMES.bot]: world.botId,
  ...{ [NAMES.conversation]: place.conversationId, [NAMES.user]: place.userId, ...more },
})

const bill = async (story: Story) => {
  const { stripe } = story
  const { id: customer } = await customerOf(stripe)
  const metadata = ours(story)
  const draft = await stripe.invoices.create({
    customer,
    collection_method: 'send_invoice',
    days_until_due: 7,
    metadata,
  })
  await stripe.invoiceItems.create({
    customer,
    invoice: draft.id,
    amount: 2500,
    currency: 'usd',
    description: 'Repair',
  })
  return stripe.invoices.sendInvoice(draft.id)
}

const subscribe = async (story: Story, card: string, input: object = {}): Promise<void> => {
  const { url } = await story.sell('createSubsLink', { ...club, ...input })
  await story.pay(await story.open(url), card)
}

const sequences: Record<string, Play> = {
  'card by link': async ({ sell, open, pay }) => {
    const { url } = await sell('createPaymentLink', tshirt)
    await pay(await open(url))
  },
  'card by session': async ({ sell, pay }) => {
    const { url } = await sell('createCheckoutSession', { items: [{ ...tshirt, quantity: 2 }] })
    await pay(url)
  },
  'two tries declined, then paid': async ({ sell, open, pay }) => {
    const page = await open((await sell('createPaymentLink', tshirt)).url)
    await pay(page, INSUFFICIENT)
    await pay(page, '4100000000000019')
    await pay(page)
  },
  'a debit that arrives': async ({ sell, debit, days }) => {
    const { url } = await sell('createCheckoutSession', { items: [tshirt] })
    await debit(url, '000123456789')
    await days(5)
  },
  'a debit that fails': async ({ sell, debit, days }) => {
    const { url } = await sell('createCheckoutSession', { items: [tshirt] })
    await debit(url, '000222222227')
    await days(5)
  },
  'a session with an invoice': async (story) => {
    const { id: price } = await story.stripe.prices.create({
      currency: 'usd',
      unit_amount: 500,
      product_data: { name: 'Mug' },
    })
    const metadata = ours(story)
    const session = await story.stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], metadata, success_url: 'https://shop.example' },
      ...{ payment_intent_data: { metadata }, invoice_creation: { enabled: true, invoice_data: { metadata } } },
    })
    await story.pay(session.url ?? '')
  },
  'manual capture': async (story) => {
    const { stripe } = story
    const { id: price } = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 500,
      product_data: { name: 'Mug' },
    })
    const metadata = ours(story, { [NAMES.announces]: 'intent' })
    const session = await stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], metadata, success_url: 'https://shop.example' },
      payment_intent_data: { metadata, capture_method: 'manual' },
    })
    await story.pay(session.url ?? '')
    const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(session.id)
    await stripe.paymentIntents.capture(String(intent), { amount_to_capture: 400 })
    await story.settled()
  },
  'an intent of its own, confirmed by the bank': async (story) => {
    const intent = await story.stripe.paymentIntents.create({
      ...{ amount: 700, currency: 'usd', confirm: true, payment_method: 'pm_card_authenticationRequired' },
      metadata: ours(story, { [NAMES.announces]: 'intent' }),
    })
    await story.settled()
    await story.stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
    await story.settled()
  },
  'an intent of its own, cancelled': async (story) => {
    const metadata = ours(story, { [NAMES.announces]: 'intent' })
    const intent = await story.stripe.paymentIntents.create({ amount: 700, currency: 'usd', metadata })
    await story.stripe.paymentIntents.cancel(intent.id)
    await story.settled()
  },
  'a session that expires, with its recovery': async (story) => {
    const { id: price } = await story.stripe.prices.create({
      currency: 'usd',
      unit_amount: 500,
      product_data: { name: 'Mug' },
    })
    const metadata = ours(story)
    await story.stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], metadata, success_url: 'https://shop.example' },
      ...{ payment_intent_data: { metadata }, after_expiration: { recovery: { enabled: true } } },
    })
    await story.days(2)
  },
  'a subscription and three months of renewals': async (story) => {
    await subscribe(story, '4242424242424242', { chargingInterval: 'month' })
    await story.days(92)
  },
  'a subscription with a trial': async (story) => {
    await subscribe(story, '4242424242424242', { trial_period_days: 7 })
    await story.days(8)
  },
  'a first payment declined': async (story) => {
    await subscribe(story, INSUFFICIENT)
  },
  'a renewal declined to the end': async (story) => {
    await subscribe(story, '4000000000000341', { trial_period_days: 7 })
    await story.days(25)
  },
  'a renewal confirmed by the bank, on the page of its invoice': async (story) => {
    await subscribe(story, ALWAYS_CONFIRM)
    await story.days(31.5)
    const [invoice] = (await story.stripe.invoices.list({ status: 'open' })).data
    await story.pay(invoice?.hosted_invoice_url ?? '')
  },
  'a subscription cancelled at the end of its period': async (story) => {
    await subscribe(story, '4242424242424242')
    const [subscription] = (await story.stripe.subscriptions.list()).data
    await story.stripe.subscriptions.update(subscription?.id ?? '', { cancel_at_period_end: true })
    await story.days(32)
  },
  'a trial that pauses, and goes on': async (story) => {
    const { stripe } = story
    const { id: customer } = await stripe.customers.create({ metadata: ours(story) })
    const { id: price } = await stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 900, product_data: { name: 'Club' }, recurring: { interval: 'month' } },
    })
    const { id } = await stripe.subscriptions.create({
      ...{ customer, items: [{ price }], trial_period_days: 5, metadata: ours(story) },
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    })
    await story.days(6)
    const { id: method } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method } })
    await stripe.subscriptions.resume(id)
    await story.days(1)
  },
  'an invoice, declined and then paid on its page': async (story) => {
    const { hosted_invoice_url: url } = await bill(story)
    await story.settled()
    await story.pay(url ?? '', INSUFFICIENT)
    await story.pay(url ?? '')
  },
  'an invoice paid out of band': async (story) => {
    const { id } = await bill(story)
    await story.stripe.invoices.pay(id ?? '', { paid_out_of_band: true })
    await story.settled()
  },
  'an invoice that is overdue, uncollectible, void': async (story) => {
    const { id } = await bill(story)
    await story.days(8)
    await story.stripe.invoices.markUncollectible(id ?? '')
    await story.stripe.invoices.voidInvoice(id ?? '')
    await story.settled()
  },
  'a refund in parts': async (story) => {
    const { url } = await story.sell('createCheckoutSession', { items: [tshirt] })
    await story.pay(url)
    const [{ id } = { id: '' }] = (await story.stripe.paymentIntents.list()).data
    await story.stripe.refunds.create({ payment_intent: id, amount: 500 })
    await story.settled()
    await story.stripe.refunds.create({ payment_intent: id })
    await story.settled()
  },
  'refunds of a subscription, of which one fails': async (story) => {
    await subscribe(story, '4000000000005126')
    const [{ id } = { id: '' }] = (await story.stripe.paymentIntents.list()).data
    await story.stripe.refunds.create({ payment_intent: id, amount: 300 })
    await story.days(2)
  },
  'a refund that takes its time': async (story) => {
    const { url } = await story.sell('createCheckoutSession', { items: [tshirt] })
    await story.pay(url, '4000000000007726')
    const [{ id } = { id: '' }] = (await story.stripe.paymentIntents.list()).data
    await story.stripe.refunds.create({ payment_intent: id })
    await story.days(2)
  },
  'a dispute that is won': async (story) => {
    const { url } = await story.sell('createCheckoutSession', { items: [tshirt] })
    await story.pay(url, '4000000000000259')
    const [{ id } = { id: '' }] = (await story.stripe.disputes.list()).data
    await story.stripe.disputes.update(id, { evidence: { uncategorized_text: 'winning_evidence' } })
    await story.settled()
  },
  'a dispute of a subscription': async (story) => {
    await subscribe(story, '4000000000002685')
    const [{ id } = { id: '' }] = (await story.stripe.disputes.list()).data
    await story.stripe.disputes.close(id)
    await story.settled()
  },
  'schedules, customers, payouts': async (story) => {
    const { stripe, world } = story
    const { id: customer } = await customerOf(stripe, ours(story))
    await stripe.customers.update(customer, { name: 'Payer' })
    const { id: price } = await stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 900, product_data: { name: 'Club' }, recurring: { interval: 'month' } },
    })
    const duration = { interval: 'month' as const, interval_count: 1 }
    const phases = [{ items: [{ price, quantity: 1 }], duration }]
    const schedule = (end_behavior: 'cancel' | 'release') =>
      stripe.subscriptionSchedules.create({ customer, start_date: 'now', end_behavior, phases })
    const first = await schedule('cancel')
    await stripe.subscriptionSchedules.update(first.id, { metadata: { seen: 'yes' } })
    await stripe.subscriptionSchedules.release((await schedule('release')).id)
    await stripe.subscriptionSchedules.cancel((await schedule('cancel')).id)
    await story.days(32)
    await stripe.customers.del(customer)
    world.stripe.trigger('payout.failed', { id: 'po_1', object: 'payout' })
    world.stripe.trigger('customer.tax_id.created', { id: 'txi_1', object: 'tax_id' })
    await story.settled()
  },
}

const seen = new Set<string>()
const announced = new Set<string>()

describe.each(Object.entries(sequences))('%s', (name, play) => {
  it('is told as its golden says', async () => {
    const story = await createStory()
    try {
      await play(story)
      const told = story.told()
      for (const { type } of told.mirrored) seen.add(type)
      for (const { type, payload } of told.settled) announced.add(`${type}`).add(String(payload.eventId))
      const refused = story.world.statuses.filter((status) => status !== 200)
      expect(refused).toEqual([])
      await expect(goldenOf(told)).toMatchFileSnapshot(`../golden/sequences/${name.replace(/[^a-z]+/g, '-')}.json`)
    } finally {
      await story.close()
    }
  })
})

describe('together', () => {
  it('they show every event of the table', () => {
    expect([...Object.keys(events), 'stripeEvent'].filter((name) => !seen.has(name))).toEqual([])
  })
  it('and everything that can be announced', () => {
    expect(announcements.map(({ tells }) => tells).filter((name) => !announced.has(name))).toEqual([])
  })
})

afterAll(() => seen.clear())
