import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { getPaymentStatus } from '../../src/actions/get-payment-status'
import { createEmbedded } from '../support/embedded'
import { createStory, customerOf, type Story } from '../support/story'

let story: Story
beforeEach(async () => {
  story = await createStory()
})
afterEach(async () => {
  await story.settled()
  await story.close()
})

const tshirt = { productName: 'T-Shirt', unit_amount: 1999 }
const club = { productName: 'Club', unit_amount: 900 }
const INSUFFICIENT = '4000000000009995'
const RETURNED = '000222222227'
const SESSION = 'GET /v1/checkout/sessions/{id}'
const SESSIONS = 'GET /v1/checkout/sessions'
const LINK = 'GET /v1/payment_links/{id}'
const INTENT = 'GET /v1/payment_intents/{id}'
const INVOICE = 'GET /v1/invoices/{id}'
const PAYMENTS = 'GET /v1/invoice_payments'

/** What the bot is told, and what was asked of Stripe for it. */
const ask = async (input: object) => {
  story.world.stripe.requests.clear()
  const { output } = await story.world.botpress.callAction('getPaymentStatus', input)
  const requests = story.world.stripe.requests.entries().map(({ operation }) => operation)
  expect(requests.length).toBeLessThanOrEqual(2)
  return { status: output as Record<string, unknown>, requests }
}

const expectStatus = async (id: string, expected: object, requests: string[]) => {
  const asked = await ask({ id })
  expect(asked.status).toMatchObject(expected)
  expect(asked.requests).toEqual(requests)
  return asked.status
}

const sellSession = (more: object = {}) => story.sell('createCheckoutSession', { items: [tshirt], ...more })
const sellLink = (more: object = {}) => story.sell('createPaymentLink', { ...tshirt, ...more })
const payLink = async (url: string, card?: string) => story.pay(await story.open(url), card)
const refund = async (payment_intent: unknown, amount?: number) => {
  await story.stripe.refunds.create({ payment_intent: String(payment_intent), ...(amount && { amount }) })
  await story.settled()
}
/** The intents so far, the newest first. */
const intents = async () => (await story.stripe.paymentIntents.list()).data

const declined = {
  customerMessage: 'There is not enough money on this card. Please use another card.',
  ...{ declineCode: 'insufficient_funds', nextStep: 'other_payment_method' },
}
const amounts = { amount: 1999, currency: 'usd', formattedAmount: '$19.99' }

describe('a checkout session', () => {
  it('unpaid: the page to pay on', async () => {
    const { id, url } = await sellSession()
    const status = await expectStatus(id, { status: 'unpaid', kind: 'session', id, sessionId: id, url, ...amounts }, [
      SESSION,
    ])
    for (const field of ['paidAt', 'amountRefunded', 'nextStep', 'sales']) expect(status).not.toHaveProperty(field)
  })

  it('paid: receipt and time; refunded in part it stays paid, refunded in whole it is not', async () => {
    const { id, url } = await sellSession()
    await story.pay(url)
    const paidAt = Math.floor(story.world.clock.now() / 1000)
    const paid = await expectStatus(id, { status: 'paid', ...amounts, paidAt }, [SESSION])
    expect(paid).toMatchObject({ url: expect.stringContaining('/receipts/ch_'), paymentIntentId: expect.any(String) })
    expect(paid).not.toHaveProperty('amountRefunded')
    await refund(paid.paymentIntentId, 500)
    await expectStatus(id, { status: 'paid', ...amounts, amountRefunded: 500 }, [SESSION])
    await refund(paid.paymentIntentId)
    await expectStatus(id, { status: 'refunded', ...amounts, amountRefunded: 1999 }, [SESSION])
  })

  it('failed: the last try was declined, and the page is open for another', async () => {
    const { id, url } = await sellSession()
    await story.pay(url, INSUFFICIENT)
    await expectStatus(id, { status: 'failed', ...amounts, ...declined, url }, [SESSION])
    await story.pay(url, '4100000000000019')
    await expectStatus(id, { customerMessage: expect.stringContaining('declined'), declineCode: 'fraudulent' }, [
      SESSION,
    ])
    await story.pay(url)
    const paid = await expectStatus(id, { status: 'paid' }, [SESSION])
    expect(paid).not.toHaveProperty('declineCode')
  })

  it('a debit: processing for days, then paid', async () => {
    const { id, url } = await sellSession()
    await story.debit(url, '000123456789')
    const processing = await expectStatus(id, { status: 'processing', ...amounts }, [SESSION])
    expect(processing).not.toHaveProperty('url')
    await story.days(5)
    await expectStatus(id, { status: 'paid', ...amounts }, [SESSION])
  })

  it('a debit that comes back: failed, and to be started over', async () => {
    const { id, url } = await sellSession()
    await story.debit(url, RETURNED)
    await story.days(5)
    const failed = await expectStatus(id, { status: 'failed', ...declined, nextStep: 'start_over' }, [SESSION])
    expect(failed).not.toHaveProperty('url')
  })

  it('expired, by time and by hand; also after a try that was declined', async () => {
    const closed = await sellSession()
    await story.world.botpress.callAction('expireCheckoutSession', { id: closed.id })
    await expectStatus(closed.id, { status: 'expired', nextStep: 'start_over', ...amounts }, [SESSION])
    const late = await sellSession({ expiresInMinutes: 30 })
    await story.pay(late.url, INSUFFICIENT)
    await story.days(1)
    const expired = await expectStatus(late.id, { status: 'expired', nextStep: 'start_over' }, [SESSION])
    for (const field of ['url', 'declineCode']) expect(expired).not.toHaveProperty(field)
  })

  it('expired with a recovery: the page to start over', async () => {
    const { id: price } = await story.stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' } },
    })
    const { id } = await story.stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], success_url: 'https://shop.example' },
      after_expiration: { recovery: { enabled: true } },
    })
    await story.days(2)
    await expectStatus(id, { status: 'expired', url: expect.stringContaining(`/r/${id}`) }, [SESSION])
  })

  it('with an invoice: paid by it, and refunds are seen', async () => {
    const { id: price } = await story.stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' } },
    })
    const { id, url } = await story.stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], success_url: 'https://shop.example' },
      invoice_creation: { enabled: true },
    })
    await story.pay(url ?? '')
    const expected = { status: 'paid', amount: 500, invoiceId: expect.stringMatching(/^in_/) }
    const { paymentIntentId } = await expectStatus(id, expected, [SESSION])
    await refund(paymentIntentId)
    await expectStatus(id, { status: 'refunded', amountRefunded: 500 }, [SESSION])
  })

  it('manual capture: reserved is processing, captured is paid with what was captured', async () => {
    const { id: price } = await story.stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' } },
    })
    const { id, url } = await story.stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], success_url: 'https://shop.example' },
      payment_intent_data: { capture_method: 'manual' },
    })
    await story.pay(url ?? '')
    const { paymentIntentId } = await expectStatus(id, { status: 'processing', amount: 500 }, [SESSION])
    await story.stripe.paymentIntents.capture(String(paymentIntentId), { amount_to_capture: 400 })
    await expectStatus(id, { status: 'paid', amount: 400, formattedAmount: '$4.00' }, [SESSION])
    const other = await story.stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], success_url: 'https://shop.example' },
      payment_intent_data: { capture_method: 'manual' },
    })
    await story.pay(other.url ?? '')
    await story.stripe.paymentIntents.cancel((await intents())[0]?.id ?? '')
    await expectStatus(other.id, { status: 'expired' }, [SESSION])
  })
})

describe('a subscription', () => {
  const sellPlan = (more: object = {}) =>
    story.sell('createCheckoutSession', { items: [club], mode: 'subscription', ...more })

  it('paid by its invoice; refunds of that payment are seen, at the price of a second call', async () => {
    const { id, url } = await sellPlan()
    await expectStatus(id, { status: 'unpaid', amount: 900, url }, [SESSION])
    await story.pay(url)
    await expectStatus(
      id,
      {
        ...{ status: 'paid', amount: 900, url: expect.stringContaining('/i/acct_'), paidAt: expect.any(Number) },
        ...{ subscriptionId: expect.stringMatching(/^sub_/), invoiceId: expect.stringMatching(/^in_/) },
        customerId: expect.stringMatching(/^cus_/),
      },
      [SESSION, PAYMENTS]
    )
    await refund((await intents())[0]?.id, 300)
    await expectStatus(id, { status: 'paid', amountRefunded: 300 }, [SESSION, PAYMENTS])
    await refund((await intents())[0]?.id)
    await expectStatus(id, { status: 'refunded', amountRefunded: 900 }, [SESSION, PAYMENTS])
  })

  it('with a trial: paid, with 0', async () => {
    const { id, url } = await sellPlan({ trial_period_days: 7 })
    await story.pay(url)
    await expectStatus(id, { status: 'paid', amount: 0, subscriptionId: expect.any(String) }, [SESSION])
  })

  it('by a link', async () => {
    const { id, url } = await story.sell('createSubsLink', club)
    await payLink(url)
    const known = { kind: 'link', id, subscriptionId: expect.any(String), payments: 1, amount: 900 }
    await expectStatus(id, { status: 'paid', ...known }, [SESSIONS, PAYMENTS])
    await refund((await intents())[0]?.id)
    await expectStatus(id, { status: 'refunded', amountRefunded: 900, ...known }, [SESSIONS, PAYMENTS])
  })
})

describe('a payment link', () => {
  it('unpaid: its address, also when somebody looked at it', async () => {
    const { id, url } = await sellLink({ quantity: 2 })
    const expected = { status: 'unpaid', kind: 'link', id, paymentLinkId: id, url, amount: 3998 }
    await expectStatus(id, expected, [SESSIONS, LINK])
    await story.open(url)
    await expectStatus(id, expected, [SESSIONS, LINK])
  })

  it('paid once: one call; refunded in part, in whole', async () => {
    const { id, url } = await sellLink()
    await payLink(url)
    const known = { kind: 'link', id, payments: 1, ...amounts, sessionId: expect.stringMatching(/^cs_/) }
    const paid = await expectStatus(id, { status: 'paid', ...known }, [SESSIONS])
    expect(paid).toMatchObject({ url: expect.stringContaining('/receipts/'), paidAt: expect.any(Number) })
    await refund(paid.paymentIntentId, 999)
    await expectStatus(id, { status: 'paid', amountRefunded: 999, ...known }, [SESSIONS])
    await refund(paid.paymentIntentId)
    await expectStatus(id, { status: 'refunded', amountRefunded: 1999, ...known }, [SESSIONS])
  })

  it('failed: the page of the try; a paid one outweighs it', async () => {
    const { id, url } = await sellLink()
    const page = await story.open(url)
    await story.pay(page, INSUFFICIENT)
    await story.open(url)
    await expectStatus(id, { status: 'failed', ...declined, url: page, ...amounts }, [SESSIONS])
    await payLink(url)
    await expectStatus(id, { status: 'paid' }, [SESSIONS])
  })

  it('a declined try whose page has expired counts no more: the link can be paid', async () => {
    const { id, url } = await sellLink()
    await payLink(url, INSUFFICIENT)
    await story.days(2)
    const status = await expectStatus(id, { status: 'unpaid', url }, [SESSIONS, LINK])
    expect(status).not.toHaveProperty('declineCode')
  })

  it('paid several times: all together, and refunded only when all of it was', async () => {
    const { id, url } = await sellLink({ maxPayments: 3 })
    await payLink(url)
    await payLink(url)
    const [newest, first] = await intents()
    await refund(newest?.id)
    const known = { payments: 2, amount: 3998, formattedAmount: '$39.98', paymentIntentId: newest?.id }
    await expectStatus(id, { status: 'paid', amountRefunded: 1999, ...known }, [SESSIONS])
    await refund(first?.id)
    await expectStatus(id, { status: 'refunded', amountRefunded: 3998, ...known }, [SESSIONS])
    const page = await story.open(url)
    await story.debit(page, '000123456789')
    await expectStatus(id, { status: 'processing' }, [SESSIONS])
    await story.days(5)
    await expectStatus(id, { status: 'paid', payments: 3, amount: 5997, amountRefunded: 3998 }, [SESSIONS])
  })

  it('a debit that comes back: to be started over, unless the link can be paid again', async () => {
    const once = await sellLink()
    await story.debit(await story.open(once.url), RETURNED)
    const twice = await sellLink({ maxPayments: 2 })
    await story.debit(await story.open(twice.url), RETURNED)
    await expectStatus(once.id, { status: 'processing', kind: 'link' }, [SESSIONS])
    await story.days(5)
    const gone = await expectStatus(once.id, { status: 'failed', ...declined, nextStep: 'start_over' }, [
      ...[SESSIONS, LINK],
    ])
    expect(gone).not.toHaveProperty('url')
    await expectStatus(twice.id, { status: 'failed', ...declined, url: twice.url }, [SESSIONS, LINK])
  })

  it('expired: switched off without a payment', async () => {
    const { id } = await sellLink()
    await story.world.botpress.callAction('deactivatePaymentLink', { id })
    const expired = await expectStatus(id, { status: 'expired', nextStep: 'start_over', ...amounts }, [SESSIONS, LINK])
    expect(expired).not.toHaveProperty('url')
  })

  it('looked at by more people than fit on a page: its payment is found all the same', async () => {
    const { id, url } = await sellLink()
    const page = await story.open(url)
    for (let look = 0; look < 100; look++) await story.open(url)
    await expectStatus(id, { status: 'unpaid' }, [SESSIONS, SESSIONS])
    await story.pay(page)
    await expectStatus(id, { status: 'paid', payments: 1, ...amounts }, [SESSIONS, SESSIONS])
  })
})

describe('a payment intent', () => {
  const make = (payment_method: string, more: object = {}) =>
    story.stripe.paymentIntents.create({ amount: 700, currency: 'usd', confirm: true, payment_method, ...more })

  it('unpaid, paid, refunded in part, in whole', async () => {
    const { id } = await story.stripe.paymentIntents.create({ amount: 700, currency: 'usd' })
    await expectStatus(id, { status: 'unpaid', kind: 'intent', id, paymentIntentId: id, amount: 700 }, [
      ...[INTENT, SESSIONS],
    ])
    await story.stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })
    await expectStatus(id, { status: 'paid', url: expect.stringContaining('/receipts/') }, [INTENT])
    await refund(id, 200)
    await expectStatus(id, { status: 'paid', amount: 700, amountRefunded: 200 }, [INTENT])
    await refund(id)
    await expectStatus(id, { status: 'refunded', amountRefunded: 700 }, [INTENT])
  })

  it('failed, with the page to try again when it has one', async () => {
    const failing = make('pm_card_visa_chargeDeclinedInsufficientFunds')
    await expect(failing).rejects.toMatchObject({ code: 'card_declined' })
    const bare = await expectStatus((await intents())[0]?.id ?? '', { status: 'failed', ...declined }, [
      ...[INTENT, SESSIONS],
    ])
    expect(bare).not.toHaveProperty('url')
    const { id: sessionId, url } = await sellSession()
    await story.pay(url, INSUFFICIENT)
    const id = (await intents())[0]?.id ?? ''
    await expectStatus(id, { status: 'failed', kind: 'intent', id, sessionId, url, ...declined }, [INTENT, SESSIONS])
  })

  it('waiting for the bank, processing, reserved, cancelled', async () => {
    const waiting = await make('pm_card_authenticationRequired')
    await expectStatus(waiting.id, { status: 'unpaid', nextStep: 'confirm' }, [INTENT, SESSIONS])
    const debit = await make('pm_usBankAccount_success')
    await expectStatus(debit.id, { status: 'processing' }, [INTENT])
    const reserved = await make('pm_card_visa', { capture_method: 'manual' })
    await expectStatus(reserved.id, { status: 'processing' }, [INTENT])
    await story.stripe.paymentIntents.cancel(reserved.id)
    await expectStatus(reserved.id, { status: 'expired' }, [INTENT])
  })
})

describe('an invoice', () => {
  const draft = async () => {
    const { stripe } = story
    const { id: customer } = await customerOf(stripe)
    const terms = { collection_method: 'send_invoice', days_until_due: 7 } as const
    const { id } = await stripe.invoices.create({ customer, ...terms })
    await stripe.invoiceItems.create({ customer, invoice: id, amount: 2500, currency: 'usd' })
    return { id, customer }
  }
  const bill = async () => {
    const { id, customer } = await draft()
    const { hosted_invoice_url: url } = await story.stripe.invoices.sendInvoice(id)
    return { id, customer, url: url ?? '' }
  }

  it('a draft is unpaid, without a page; sent, it has one', async () => {
    const { id, customer: customerId } = await draft()
    const known = { status: 'unpaid', kind: 'invoice', id, invoiceId: id, customerId, amount: 2500 }
    expect(await expectStatus(id, known, [PAYMENTS, INVOICE])).not.toHaveProperty('url')
    const { hosted_invoice_url: url } = await story.stripe.invoices.sendInvoice(id)
    await expectStatus(id, { ...known, url }, [PAYMENTS, INVOICE])
  })

  it('failed, then paid, then refunded in part and in whole: one call each', async () => {
    const { id, url } = await bill()
    await story.pay(url, INSUFFICIENT)
    await expectStatus(id, { status: 'failed', amount: 2500, ...declined, url }, [PAYMENTS])
    await story.pay(url)
    const paid = await expectStatus(id, { status: 'paid', amount: 2500, url, paidAt: expect.any(Number) }, [PAYMENTS])
    await refund(paid.paymentIntentId, 100)
    await expectStatus(id, { status: 'paid', amount: 2500, amountRefunded: 100 }, [PAYMENTS])
    await refund(paid.paymentIntentId)
    await expectStatus(id, { status: 'refunded', amount: 2500, amountRefunded: 2500 }, [PAYMENTS])
  })

  it('paid outside of Stripe', async () => {
    const { id } = await bill()
    await story.stripe.invoices.pay(id, { paid_out_of_band: true })
    await expectStatus(id, { status: 'paid', amount: 2500, paidAt: expect.any(Number) }, [PAYMENTS, INVOICE])
  })

  it('void or uncollectible: expired, without a page', async () => {
    const first = await bill()
    await story.stripe.invoices.voidInvoice(first.id)
    const closed = await expectStatus(first.id, { status: 'expired', amount: 2500 }, [PAYMENTS, INVOICE])
    expect(closed).not.toHaveProperty('url')
    const second = await bill()
    await story.pay(second.url, INSUFFICIENT)
    await story.stripe.invoices.markUncollectible(second.id)
    expect(await expectStatus(second.id, { status: 'expired' }, [PAYMENTS])).not.toHaveProperty('declineCode')
  })

  it('a renewal that the bank wants confirmed, or that is on its way', async () => {
    const { url } = await story.sell('createSubsLink', club)
    await payLink(url, '4000002760003184')
    await story.days(31.5)
    const [renewal] = (await story.stripe.invoices.list({ status: 'open' })).data
    await expectStatus(
      renewal?.id ?? '',
      {
        ...{ status: 'unpaid', nextStep: 'confirm', amount: 900, subscriptionId: expect.stringMatching(/^sub_/) },
        url: renewal?.hosted_invoice_url,
      },
      [PAYMENTS]
    )
    const { id } = await bill()
    await story.stripe.invoices.pay(id, { payment_method: 'pm_usBankAccount_success' })
    await expectStatus(id, { status: 'processing' }, [PAYMENTS])
  })
})

describe('a conversation', () => {
  const inConversation = () => ask({ conversationId: story.place.conversationId })

  it('where nothing was sold: says so, and asks nobody', async () => {
    const { status, requests } = await inConversation()
    expect(status).toEqual({ status: 'nothing_sold', sales: [] })
    expect(requests).toEqual([])
  })

  it('tells of what was last sold, and names the older ones to ask for', async () => {
    const link = await sellLink()
    await payLink(link.url)
    await story.world.clock.advance(60_000)
    const session = await sellSession()
    const soldAt = Math.floor(story.world.clock.now() / 1000)
    const { status, requests } = await inConversation()
    expect(status).toMatchObject({ status: 'unpaid', kind: 'session', id: session.id, url: session.url })
    expect(status.sales).toEqual([
      { kind: 'session', id: session.id, soldAt },
      { kind: 'link', id: link.id, soldAt: soldAt - 60 },
    ])
    expect(requests).toEqual([SESSION])
    await expectStatus(link.id, { status: 'paid' }, [SESSIONS])
  })

  it('reads its state with one call to Botpress', async () => {
    await sellLink()
    const before = story.world.botpress.calls.length
    await inConversation()
    expect(story.world.botpress.calls.slice(before).map(({ operation }) => operation)).toEqual(['getState'])
  })

  it('remembers the last 20 sales', async () => {
    for (let count = 0; count < 21; count++) {
      await sellLink()
      // Calls to Stripe are paced, and time stands still here.
      await story.world.clock.advance(1000)
    }
    const { status } = await inConversation()
    expect(status.sales).toHaveLength(20)
  })
})

describe('bad input', () => {
  it.each([
    [{}, 'conversationId', /unless id is given/],
    [{ id: 'cs_1', conversationId: 'conv_1' }, 'id', /together with conversationId/],
    [{ id: 'cus_1' }, 'id', /plink_….*cs_….*pi_….*in_…/],
    [{ id: 'sub_1' }, 'id', /plink_….*cs_….*pi_….*in_…/],
    [{ id: 'cs' }, 'id', /plink_…/],
    [{ id: '' }, 'id', /at least 1/],
    [{ id: 'cs_1/../x' }, 'id', /letters, digits/],
    [{ conversationId: '' }, 'conversationId', /at least 1/],
  ])('%j is refused before any call: %s', async (input, field, sentence) => {
    const world = createEmbedded()
    const refused = world.run(getPaymentStatus, input)
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input', details: { field } })
    await refused.catch(({ sentence: said }) => expect(said).toMatch(sentence))
    expect(world.calls).toEqual([])
  })

  it.each(['plink_nothing', 'cs_nothing', 'pi_nothing', 'in_nothing'])('%s: not found', async (id) => {
    const asked = createEmbedded().run(getPaymentStatus, { id })
    await expect(asked).rejects.toMatchObject({ code: 'not_found' })
  })

  it('a conversation whose sale is gone: not found', async () => {
    const world = createEmbedded()
    const place = { conversationId: 'conv_1' }
    await world.run(createPaymentLink, { ...tshirt, ...place })
    world.sold.unshift({ kind: 'link', id: 'plink_nothing', at: 0 })
    await expect(world.run(getPaymentStatus, place)).rejects.toMatchObject({ code: 'not_found' })
  })
})
