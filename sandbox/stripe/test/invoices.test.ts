import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const billing = async (params: Partial<Stripe.InvoiceCreateParams> = {}) => {
  const shop = createShop()
  const customer = await shop.stripe.customers.create({
    ...{ email: 'payer@example.com', payment_method: 'pm_card_visa' },
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const draft = await shop.stripe.invoices.create({
    ...{ customer: customer.id, collection_method: 'send_invoice', days_until_due: 7, metadata: { order: '9' } },
    ...params,
  })
  await shop.stripe.invoiceItems.create({
    ...{ customer: customer.id, invoice: draft.id, amount: 2500, currency: 'usd', description: 'Repair' },
  })
  return { ...shop, customer, draft }
}

test('a draft, finalized, sent, and paid on its page', async () => {
  const { stripe, draft, sandbox, types } = await billing()
  expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({
    status: 'draft',
    total: 2500,
    hosted_invoice_url: null,
  })
  const sent = await stripe.invoices.sendInvoice(draft.id)
  expect(sent).toMatchObject({ status: 'open', amount_due: 2500, metadata: { order: '9' } })
  const url = sent.hosted_invoice_url ?? ''
  const page = await (await sandbox.fetch(new Request(url))).text()
  expect(page).toContain('Repair')
  expect(page).toContain('$25.00')
  const form = { number: '4242424242424242', cvc: '123', expiry: '12/40', name: 'Payer' }
  const post = (number: string) =>
    sandbox.fetch(new Request(url, { method: 'POST', body: new URLSearchParams({ ...form, number }) }))
  expect(await (await post('4000000000000002')).text()).toContain('Your card was declined.')
  expect((await post('4242424242424242')).status).toBe(303)
  expect(await (await sandbox.fetch(new Request(url))).text()).toContain('Payment received')
  expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({
    status: 'paid',
    amount_paid: 2500,
    attempt_count: 2,
  })
  const happened = await types()
  expect(happened.filter((type) => type.startsWith('invoice.'))).toEqual([
    ...['invoice.created', 'invoice.finalized', 'invoice.sent', 'invoice.payment_failed'],
    ...['invoice.paid', 'invoice.payment_succeeded'],
  ])
})

test('paid out of band: no payment intent, one invoice.paid', async () => {
  const { stripe, draft, sandbox } = await billing()
  await stripe.invoices.finalizeInvoice(draft.id)
  expect(await stripe.invoices.pay(draft.id, { paid_out_of_band: true })).toMatchObject({ status: 'paid' })
  expect(sandbox.count('payment_intent', 'test')).toBe(0)
  expect((await failure(stripe.invoices.pay(draft.id))).code).toBe('invoice_already_paid')
})

test('charged automatically: a draft that goes on by itself after an hour', async () => {
  const params = { collection_method: 'charge_automatically', days_until_due: undefined, auto_advance: true } as const
  const { stripe, draft, clock } = await billing(params)
  await clock.advance(HOUR)
  expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ status: 'paid', amount_paid: 2500 })
})

test('overdue, void and uncollectible', async () => {
  const { stripe, draft, clock, types, sandbox } = await billing()
  const open = await stripe.invoices.finalizeInvoice(draft.id)
  await clock.advance(8 * DAY)
  expect((await types()).at(-1)).toBe('invoice.overdue')
  expect((await stripe.invoices.markUncollectible(draft.id)).status).toBe('uncollectible')
  expect((await stripe.invoices.voidInvoice(draft.id)).status).toBe('void')
  expect((await types()).slice(-2)).toEqual(['invoice.marked_uncollectible', 'invoice.voided'])
  expect((await sandbox.fetch(new Request(open.hosted_invoice_url ?? ''))).status).toBe(410)
  expect((await failure(stripe.invoices.voidInvoice(draft.id))).code).toBe('invoice_not_editable')
})

test('items wait for the next invoice, and leave it again', async () => {
  const { stripe, customer } = await billing()
  const item = await stripe.invoiceItems.create({ customer: customer.id, amount: 700, currency: 'usd' })
  const next = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: 'include' })
  expect(next.total).toBe(700)
  await stripe.invoiceItems.del(item.id)
  expect((await stripe.invoices.retrieve(next.id)).total).toBe(0)
  expect(await stripe.invoices.del(next.id)).toMatchObject({ deleted: true })
})

test.each([
  [{ collection_method: 'charge_automatically', days_until_due: 3 }, 'days_until_due'],
  [{ collection_method: 'send_invoice', days_until_due: undefined }, undefined],
  [{ due_date: 1_900_000_000 }, 'days_until_due'],
] as const)('%j is refused', async (params, param) => {
  const error = await failure(billing(params))
  expect([error.statusCode, error.param]).toEqual([400, param])
})

test('lines that do not fit leave nothing, also those before them', async () => {
  const { stripe, draft, sandbox, price } = await billing()
  const { id: archived } = await stripe.prices.update((await price(500)).id, { active: false })
  const cases = [
    [{ pricing: { price: archived } }, 'lines[1][pricing][price]'],
    [{ pricing: { price: (await price(500, { interval: 'month' })).id } }, 'lines[1][pricing][price]'],
    [{ amount: 500, quantity: 2 }, 'lines[1][amount]'],
    [{ invoice_item: 'ii_nothing' }, 'lines[1][invoice_item]'],
  ] as const
  for (const [line, param] of cases) {
    expect((await failure(stripe.invoices.addLines(draft.id, { lines: [{ amount: 100 }, line] }))).param).toBe(param)
  }
  expect(sandbox.count('invoiceitem', 'test')).toBe(1)
  const empty = await stripe.invoices.create({ customer: String(draft.customer) })
  const pricing = { price: (await price(500, undefined, 'eur')).id }
  expect((await failure(stripe.invoices.addLines(empty.id, { lines: [{ amount: 100 }, { pricing }] }))).param).toBe(
    'lines'
  )
})

test('a debit of a bank account is under way, which is no failure', async () => {
  const { stripe, draft, customer, clock } = await billing()
  const { id: payment_method } = await stripe.paymentMethods.attach('pm_usBankAccount_success', {
    customer: customer.id,
  })
  const open = await stripe.invoices.pay(draft.id, { payment_method })
  expect(open).toMatchObject({ status: 'open', attempted: true })
  await clock.advance(5 * DAY)
  expect((await stripe.invoices.retrieve(draft.id)).status).toBe('paid')
})

test('nothing is sent to a customer without an e-mail address', async () => {
  const { stripe } = createShop()
  const customer = (await stripe.customers.create({ name: 'Nobody' })).id
  const params = { customer, collection_method: 'send_invoice', days_until_due: 7 } as const
  expect((await failure(stripe.invoices.create(params))).message).toContain('Missing email')
})
