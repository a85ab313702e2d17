import { describe, expect, it } from 'vitest'
import { createInvoice } from '../../src/actions/create-invoice'
import { getPaymentStatus } from '../../src/actions/get-payment-status'
import type { Fetch } from '../../src/gateway/fetch'
import { createTestClock } from '../support/clock'
import { linkedCustomer } from '../support/customers'
import { createEmbedded, type Embedded } from '../support/embedded'
import { invoicesOf, sentOf } from '../support/invoices'
import { createStory } from '../support/story'

const userId = 'user_ann'
const work = { lines: [{ description: 'Hour of work', amount: '80.00', quantity: 2 }], userId }
const THREE = ['POST /v1/invoices', 'POST /v1/invoices/:id/add_lines']

const priceOf = async ({ gateway }: Embedded, params: { currency?: string; recurring?: { interval: 'month' } } = {}) =>
  (await gateway.prices.create({ currency: 'usd', unit_amount: 1999, product_data: { name: 'T-Shirt' }, ...params })).id

it('sends an invoice with a page to pay it on, in three calls, and it is found by its conversation', async () => {
  const world = createEmbedded()
  const customerId = await linkedCustomer(world)
  const place = { conversationId: 'conv_1', messageId: 'msg_1', metadata: { order: '7' } }
  const calls = await world.requestsOf(async () => {
    const invoice = await world.run(createInvoice, {
      ...work,
      ...place,
      currency: 'EUR',
      daysUntilDue: 7,
      footer: 'Bye',
    })
    expect(invoice).toMatchObject({
      ...{ status: 'open', collection: 'send', customerId, repeated: false, metadata: { order: '7' } },
      total: { unit_amount: 16000, currency: 'eur', formatted: '€160.00' },
      ...{ amountDue: { unit_amount: 16000 }, amountPaid: { unit_amount: 0 }, hostedUrl: expect.any(String) },
      lines: [{ description: '2 × Hour of work', quantity: 1, total: { amount: '160.00' } }],
    })
    expect(world.stripe.get(invoice.id)).toMatchObject({
      ...{ auto_advance: false, footer: 'Bye', due_date: invoice.dueDate },
      metadata: {
        ...{ botpress_bot_id: 'bot_in_tests', botpress_conversation_id: 'conv_1', botpress_user_id: userId },
        botpress_message_id: 'msg_1',
      },
    })
  })
  expect(calls).toEqual([...THREE, 'POST /v1/invoices/:id/send'])
  expect(world.sold).toMatchObject([{ kind: 'invoice' }])
  expect(await world.run(getPaymentStatus, { conversationId: 'conv_1' })).toMatchObject({
    ...{ status: 'unpaid', kind: 'invoice', amount: 16000 },
  })
})

it('through Botpress: the event of its payment arrives in the conversation, as does its status', async () => {
  const story = await createStory()
  const { botpress } = story.world
  await botpress.callAction('createCustomer', { email: 'payer@example.com', userId: story.place.userId })
  const { id, hostedUrl } = (await story.sell('createInvoice', { lines: work.lines })) as {
    id: string
    hostedUrl?: string
  }
  const status = async () =>
    (await botpress.callAction('getPaymentStatus', { conversationId: story.place.conversationId })).output
  expect(await status()).toMatchObject({ kind: 'invoice', id, status: 'unpaid', url: hostedUrl })
  await story.pay(hostedUrl ?? '')
  await story.settled()
  expect(botpress.events.find(({ type }) => type === 'invoicePaid')).toMatchObject({
    conversationId: story.place.conversationId,
  })
  expect(await status()).toMatchObject({ status: 'paid' })
  await story.close()
})

it('bills prices: one look at each, and none while they are known', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const [priceId, other] = [await priceOf(world, { currency: 'eur' }), await priceOf(world, { currency: 'eur' })]
  const lines = [
    { priceId, quantity: 3 },
    { priceId: other, description: 'A gift' },
  ]
  const run = (more: object) => world.requestsOf(() => world.run(createInvoice, { lines, userId, ...more }))
  const looks = ['GET /v1/prices/:id', 'GET /v1/prices/:id']
  expect(await run({})).toEqual([...looks, ...THREE, 'POST /v1/invoices/:id/send'])
  expect(await run({ idempotencyKey: 'again' })).toEqual([...THREE, 'POST /v1/invoices/:id/send'])
  expect((await world.run(createInvoice, { lines, userId, idempotencyKey: 'third' })).lines).toMatchObject([
    { description: 'T-Shirt', quantity: 3, total: { unit_amount: 5997, currency: 'eur' } },
    { description: 'A gift', quantity: 1 },
  ])
})

it('charges the saved card at once, in three calls', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const calls = await world.requestsOf(async () => {
    const invoice = await world.run(createInvoice, { ...work, collection: 'charge' })
    expect(invoice).toMatchObject({ status: 'paid', amountDue: { unit_amount: 0 }, amountPaid: { unit_amount: 16000 } })
    expect(invoice.paidAt).toBeGreaterThan(0)
  })
  expect(calls).toEqual([...THREE, 'POST /v1/invoices/:id/pay'])
})

it('leaves a draft when asked, which is no sale yet', async () => {
  const world = createEmbedded()
  await linkedCustomer(world)
  const draft = { ...work, draft: true, dueDate: Math.floor(Date.now() / 1000) + 86_400 }
  const calls = await world.requestsOf(async () => {
    const invoice = await world.run(createInvoice, draft)
    expect(invoice).toMatchObject({ status: 'draft', repeated: false, dueDate: draft.dueDate })
    expect(invoice).not.toHaveProperty('hostedUrl')
    expect(await world.run(createInvoice, draft)).toEqual({ ...invoice, repeated: true })
  })
  expect(calls.slice(0, 2)).toEqual(THREE)
  expect([world.stripe.count('invoice', 'test'), world.sold]).toEqual([1, []])
})

it('what waits for the next renewal is not billed with it', async () => {
  const world = createEmbedded()
  const customer = await linkedCustomer(world)
  await world.gateway.invoiceItems.create({ customer, amount: 700, currency: 'usd', description: 'Extra' })
  expect((await world.run(createInvoice, work)).total.unit_amount).toBe(16000)
})

describe('asked twice with the same words', () => {
  it('it is done once and says so, as it is now; with another key again', async () => {
    const world = createEmbedded()
    await linkedCustomer(world)
    const first = await world.run(createInvoice, work)
    await world.gateway.invoices.pay(first.id)
    const calls = await world.requestsOf(async () => {
      expect(await world.run(createInvoice, work)).toMatchObject({ id: first.id, status: 'paid', repeated: true })
    })
    expect(calls).toHaveLength(2)
    expect((await world.run(createInvoice, { ...work, idempotencyKey: 'second' })).repeated).toBe(false)
    expect([world.stripe.count('invoice', 'test'), await sentOf(world)]).toEqual([2, 2])
  })

  it('one that is void was undone: it is made again', async () => {
    const world = createEmbedded()
    await linkedCustomer(world)
    const first = await world.run(createInvoice, work)
    await world.gateway.invoices.voidInvoice(first.id)
    const second = await world.run(createInvoice, work)
    expect(second).toMatchObject({ status: 'open', repeated: false })
    expect(second.id).not.toBe(first.id)
  })

  it('a declined one left nothing to pay, and is tried again', async () => {
    const world = createEmbedded()
    const customer = await linkedCustomer(world, userId, 'pm_card_chargeCustomerFail')
    const input = { ...work, collection: 'charge' } as const
    await expect(world.run(createInvoice, input)).rejects.toMatchObject({
      ...{ code: 'payment_declined', details: { customerMessage: expect.stringContaining('another card') } },
    })
    expect([await invoicesOf(world), world.sold]).toEqual([['void'], []])
    const { id } = await world.gateway.paymentMethods.attach('pm_card_visa', { customer })
    await world.gateway.customers.update(customer, { invoice_settings: { default_payment_method: id } })
    expect(await world.run(createInvoice, input)).toMatchObject({ status: 'paid', repeated: false })
    expect((await invoicesOf(world)).sort()).toEqual(['paid', 'void'])
  })
})

it('a bank that asks the customer leaves it open, with the page to confirm on', async () => {
  const world = createEmbedded()
  await linkedCustomer(world, userId, 'pm_card_authenticationRequired')
  const input = { ...work, collection: 'charge' } as const
  const expected = {
    status: 'open',
    nextStep: 'confirm',
    customerMessage: expect.any(String),
    hostedUrl: expect.any(String),
  }
  expect(await world.run(createInvoice, input)).toMatchObject({ ...expected, repeated: false })
  expect(await world.run(createInvoice, input)).toMatchObject({ ...expected, repeated: true })
})

describe('is refused, and nothing is left:', () => {
  const free = { description: 'Work', unit_amount: 1000 }
  const line = (more: object) => ({ lines: [{ ...free, ...more }], userId })
  const list = { allowedProducts: ['Car'] }
  const attempts: Array<[string, object, object, string, string]> = [
    ['nobody', { lines: [free] }, {}, 'not_allowed', 'userId'],
    ['no customer yet', { lines: [free], userId: 'user_new' }, {}, 'customer_unknown', 'userId'],
    ["somebody else's customer", { ...work, customerId: 'cus_other' }, {}, 'not_owned', 'customerId'],
    ['no lines', { lines: [], userId }, {}, 'invalid_input', 'lines'],
    ['two amounts', line({ amount: '10' }), {}, 'invalid_input', 'lines[0].amount'],
    ['no amount', { lines: [{ description: 'Work' }], userId }, {}, 'invalid_input', 'lines[0].unit_amount'],
    ['no description', { lines: [free, { unit_amount: 5 }], userId }, {}, 'invalid_input', 'lines[1].description'],
    ['less than nothing', line({ unit_amount: -500 }), {}, 'invalid_input', 'lines[0].unit_amount'],
    ['half a cent', line({ unit_amount: 0.5 }), {}, 'invalid_input', 'lines[0].unit_amount'],
    ['too little', line({ unit_amount: 20 }), {}, 'invalid_input', 'lines'],
    ['too much', line({ quantity: 999_999 }), {}, 'invalid_input', 'lines'],
    ['half a piece', line({ quantity: 0.5 }), {}, 'invalid_input', 'lines[0].quantity'],
    [
      'decimals of a yen',
      { ...line({}), ...{ lines: [{ description: 'W', amount: '1.5' }], currency: 'jpy' } },
      {},
      'invalid_input',
      'lines[0].amount',
    ],
    ['no currency', { ...work, currency: 'gold' }, {}, 'invalid_input', 'currency'],
    ['an ID of another kind', { lines: [{ priceId: 'prod_1' }], userId }, {}, 'invalid_input', 'lines[0].priceId'],
    ['an unknown price', { lines: [free, { priceId: 'price_nothing' }], userId }, {}, 'not_found', 'lines[1].priceId'],
    ['a date that is past', { ...work, dueDate: 1_700_000_000 }, {}, 'invalid_input', 'dueDate'],
    ['a date in milliseconds', { ...work, dueDate: 1_900_000_000_000 }, {}, 'invalid_input', 'dueDate'],
    ['two dates', { ...work, dueDate: 1_900_000_000, daysUntilDue: 3 }, {}, 'invalid_input', 'dueDate'],
    [
      'a date to be charged at',
      { ...work, collection: 'charge', daysUntilDue: 3 },
      {},
      'invalid_input',
      'daysUntilDue',
    ],
    ['a reserved name', { ...work, metadata: { botpress_bot_id: 'x' } }, {}, 'invalid_input', 'metadata'],
    ['a price of its own', work, list, 'not_allowed', 'lines[0].unit_amount'],
    ['above the limit', work, { largestAmounts: [{ currency: 'usd', amount: '159' }] }, 'not_allowed', 'lines'],
    ['another currency', { ...work, currency: 'eur' }, { allowedCurrencies: ['usd'] }, 'not_allowed', 'lines'],
    ['too many', work, { largestQuantity: 1 }, 'not_allowed', 'lines[0].quantity'],
    ['without a token', work, { requireCustomerToken: true }, 'customer_token_required', 'customerToken'],
  ]
  it.each(attempts)('%s', async (_, input, guardrails, code, field) => {
    const world = createEmbedded({ guardrails })
    await linkedCustomer(world)
    const calls = await world.requestsOf(() =>
      expect(world.run(createInvoice, input as typeof work)).rejects.toMatchObject({ code, details: { field } })
    )
    expect(calls.filter((call) => call.startsWith('POST'))).toEqual([])
    expect([world.stripe.count('invoice', 'test'), world.sold]).toEqual([0, []])
  })

  const prices: Array<[string, Parameters<typeof priceOf>[1], object, object, string, string]> = [
    ['is recurring', { recurring: { interval: 'month' } }, {}, {}, 'invalid_input', 'createSubscription'],
    ['is in another currency', { currency: 'eur' }, {}, { currency: 'usd' }, 'invalid_input', 'eur'],
    ['is not listed', {}, list, {}, 'not_allowed', 'allowedProducts'],
  ]
  it.each(prices)('a price that %s', async (_, params, guardrails, more, code, word) => {
    const world = createEmbedded({ guardrails })
    await linkedCustomer(world)
    const lines = [{ priceId: await priceOf(world, params) }]
    await expect(world.run(createInvoice, { lines, userId, ...more })).rejects.toMatchObject({
      ...{ code, sentence: expect.stringContaining(word), details: { field: 'lines[0].priceId' } },
    })
    expect(world.stripe.count('invoice', 'test')).toBe(0)
  })

  it('a price with an amount', async () => {
    const world = createEmbedded()
    await linkedCustomer(world)
    const lines = [{ priceId: await priceOf(world), amount: '1' }]
    await expect(world.run(createInvoice, { lines, userId })).rejects.toMatchObject({
      details: { field: 'lines[0].amount' },
    })
  })

  it('a price that was archived, also since it was looked at', async () => {
    const world = createEmbedded()
    await linkedCustomer(world)
    const [priceId, late] = [await priceOf(world), await priceOf(world)]
    await world.gateway.prices.update(priceId, { active: false })
    const run = (id: string) => world.run(createInvoice, { lines: [{ ...free }, { priceId: id }], userId })
    await expect(run(priceId)).rejects.toMatchObject({ details: { field: 'lines[1].priceId' } })
    await world.run(createInvoice, { lines: [{ priceId: late }], userId, draft: true })
    await world.gateway.prices.update(late, { active: false })
    await expect(run(late)).rejects.toMatchObject({ code: 'invalid_input', details: { field: 'lines[1]' } })
    expect([await invoicesOf(world), world.stripe.count('invoiceitem', 'test')]).toEqual([['draft'], 1])
  })

  it('a customer without an e-mail address, or without a card', async () => {
    const world = createEmbedded()
    const { id } = await world.gateway.customers.create({ name: 'Ann' })
    await world.tools.customers.link(id, { userId })
    await expect(world.run(createInvoice, work)).rejects.toMatchObject({ details: { field: 'collection' } })
    await expect(world.run(createInvoice, { ...work, collection: 'charge' })).rejects.toMatchObject({
      code: 'payment_method_missing',
    })
    expect(await invoicesOf(world)).toEqual(['void'])
  })
})

it('taxes and the like count for the limit: what comes to more is taken back', async () => {
  // The embedded Stripe has no taxes: a cent is added to what it answers.
  const wrap =
    (stripe: Fetch): Fetch =>
    async (input, init) => {
      const response = await stripe(input, init)
      if (!String(input).endsWith('/add_lines')) return response
      const filled = (await response.json()) as { total: number }
      return Response.json({ ...filled, total: filled.total + 1 }, response)
    }
  const world = createEmbedded({ wrap, guardrails: { largestAmounts: [{ currency: 'usd', amount: '160' }] } })
  await linkedCustomer(world)
  await expect(world.run(createInvoice, work)).rejects.toMatchObject({ code: 'not_allowed' })
  expect([await invoicesOf(world), world.stripe.count('invoiceitem', 'test')]).toEqual([[], 0])
})

it('what cannot be taken back is told of, and the same call goes on with it', async () => {
  const clock = createTestClock()
  const world = createEmbedded({ clock, gatewayClock: clock })
  await clock.drive(linkedCustomer(world))
  const strikes = (operation: string) => operation.endsWith('/send') || operation.startsWith('DELETE')
  world.stripe.faults.add({ fault: 'reset before', times: Number.POSITIVE_INFINITY, matches: strikes })
  await expect(clock.drive(world.run(createInvoice, work))).rejects.toMatchObject({
    ...{ code: 'stripe_outcome_unknown', sentence: expect.stringMatching(/in_\w+.*could not be taken back/) },
  })
  expect(await clock.drive(invoicesOf(world))).toEqual(['draft'])
  world.stripe.faults.clear()
  const made = await clock.drive(world.run(createInvoice, work))
  expect(made).toMatchObject({ status: 'open', repeated: false, total: { unit_amount: 16000 } })
  expect(await clock.drive(invoicesOf(world))).toEqual(['open'])
})

it('what is listed may be billed', async () => {
  const world = createEmbedded({ guardrails: { allowedProducts: ['T-Shirt'] } })
  await linkedCustomer(world)
  expect((await world.run(createInvoice, { lines: [{ priceId: await priceOf(world) }], userId })).status).toBe('open')
})

it('staff bill any customer, where the configuration says so', async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const { id: customerId } = await world.gateway.customers.create({ email: 'x@example.com' })
  expect((await world.run(createInvoice, { ...work, userId: undefined, customerId })).customerId).toBe(customerId)
  await expect(world.run(createInvoice, { lines: work.lines })).rejects.toMatchObject({
    details: { field: 'customerId' },
  })
})
