import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { createClub } from './support/customers'
import { createShop, failure } from './support/shop'

const DAY = 86_400_000

/** An open invoice over 50.00. */
const createInvoice = async () => {
  const club = await createClub()
  const { stripe, customer } = club
  await stripe.invoiceItems.create({ customer, amount: 5000, currency: 'usd', description: 'Work' })
  const draft = await stripe.invoices.create({
    customer,
    pending_invoice_items_behavior: 'include',
    auto_advance: false,
  })
  const invoice = await stripe.invoices.finalizeInvoice(draft.id)
  return { ...club, invoice, read: () => stripe.invoices.retrieve(invoice.id) }
}

describe('credit notes', () => {
  it('reduce what is owed of an open invoice, and are taken back', async () => {
    const { stripe, invoice, read, types } = await createInvoice()
    const line = invoice.lines.data[0]?.id ?? ''
    const note = await stripe.creditNotes.create({
      ...{ invoice: invoice.id, memo: 'Too much', reason: 'order_change' },
      lines: [
        { type: 'custom_line_item', unit_amount: 500, quantity: 2, description: 'Less' },
        { type: 'invoice_line_item', invoice_line_item: line, amount: 100 },
      ],
    })
    expect(note).toMatchObject({
      amount: 1100,
      type: 'pre_payment',
      status: 'issued',
      number: `${invoice.number}-CN-1`,
    })
    expect(await read()).toMatchObject({
      amount_due: 3900,
      amount_remaining: 3900,
      pre_payment_credit_notes_amount: 1100,
    })
    await stripe.creditNotes.update(note.id, { metadata: { seen: 'yes' } })
    await stripe.creditNotes.voidCreditNote(note.id)
    expect(await read()).toMatchObject({ amount_due: 5000, pre_payment_credit_notes_amount: 0 })
    expect((await types()).slice(-3)).toEqual(['credit_note.created', 'credit_note.updated', 'credit_note.voided'])
    expect((await failure(stripe.creditNotes.voidCreditNote(note.id))).message).toContain('already void')
    expect((await stripe.creditNotes.listLineItems(note.id)).data.map(({ amount }) => amount)).toEqual([1000, 100])
  })

  it('pay an invoice of which they leave nothing', async () => {
    const { stripe, invoice, read } = await createInvoice()
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 5000 })
    expect(await read()).toMatchObject({ status: 'paid', amount_due: 0, amount_paid: 0 })
  })

  it('give back what was paid: to the card, as credit, or outside of Stripe', async () => {
    const { stripe, customer, invoice, read } = await createInvoice()
    await stripe.invoices.pay(invoice.id)
    const error = await failure(stripe.creditNotes.create({ invoice: invoice.id, amount: 1000, refund_amount: 999 }))
    expect(error.message).toContain('must equal')
    const note = await stripe.creditNotes.create({
      ...{ invoice: invoice.id, amount: 1000, refund_amount: 500, credit_amount: 300, out_of_band_amount: 200 },
    })
    const refund = await stripe.refunds.retrieve(String(note.refunds[0]?.refund))
    expect([refund.amount, note.type]).toEqual([500, 'post_payment'])
    expect((await stripe.customers.retrieve(customer)) as object).toMatchObject({ balance: -300 })
    expect((await read()).post_payment_credit_notes_amount).toBe(1000)
    const more = await failure(stripe.creditNotes.create({ invoice: invoice.id, amount: 4001, credit_amount: 4001 }))
    expect(more.param).toBe('amount')
    expect((await failure(stripe.creditNotes.voidCreditNote(note.id))).statusCode).toBe(400)
  })

  it('are refused for more than is owed, and for a draft', async () => {
    const { stripe, customer, invoice } = await createInvoice()
    expect((await failure(stripe.creditNotes.create({ invoice: invoice.id, amount: 5001 }))).param).toBe('amount')
    expect((await failure(stripe.creditNotes.create({ invoice: invoice.id }))).code).toBe('parameter_missing')
    const draft = await stripe.invoices.create({ customer })
    expect((await failure(stripe.creditNotes.create({ invoice: draft.id, amount: 1 }))).param).toBe('invoice')
  })
})

describe('quotes', () => {
  const createQuote = async (params: Stripe.QuoteCreateParams = {}) => {
    const club = await createClub()
    const { stripe, customer, monthly, price } = club
    const [again, once] = [await monthly(900), await price(500)]
    const quote = await stripe.quotes.create({
      ...{ customer, line_items: [{ price: again.id, quantity: 2 }, { price: once.id }], ...params },
    })
    return { ...club, quote, once }
  }

  it('become a subscription when they are accepted', async () => {
    const { stripe, quote, types } = await createQuote()
    expect(quote).toMatchObject({
      status: 'draft',
      amount_total: 2300,
      computed: { recurring: { amount_total: 1800 } },
    })
    expect((await failure(stripe.quotes.accept(quote.id))).message).toContain('must be open')
    await stripe.quotes.finalizeQuote(quote.id)
    const accepted = await stripe.quotes.accept(quote.id)
    const subscription = await stripe.subscriptions.retrieve(String(accepted.subscription), {
      expand: ['latest_invoice'],
    })
    expect(subscription).toMatchObject({ status: 'active', latest_invoice: { amount_paid: 2300 } })
    expect((await stripe.quotes.listLineItems(quote.id)).data).toHaveLength(2)
    expect(await types()).toEqual(expect.arrayContaining(['quote.created', 'quote.finalized', 'quote.accepted']))
  })

  it('become a draft of an invoice when nothing of them is recurring', async () => {
    const { stripe, quote, once } = await createQuote()
    await stripe.quotes.update(quote.id, { line_items: [{ price: once.id, quantity: 3 }], description: 'Three' })
    await stripe.quotes.finalizeQuote(quote.id)
    const { invoice } = await stripe.quotes.accept(quote.id)
    expect(await stripe.invoices.retrieve(String(invoice))).toMatchObject({ status: 'draft', total: 1500 })
  })

  it('are cancelled, and refuse what is not modelled', async () => {
    const { stripe, quote } = await createQuote()
    expect(await stripe.quotes.cancel(quote.id)).toMatchObject({ status: 'canceled' })
    expect((await failure(stripe.quotes.finalizeQuote(quote.id))).message).toContain('canceled')
    const error = await failure(stripe.quotes.create({ discounts: [{ coupon: 'X' }] }))
    expect([error.statusCode, error.param]).toEqual([501, 'discounts'])
  })
})

describe('plans and tax rates', () => {
  it('a plan is a recurring price by its older name', async () => {
    const { stripe, types } = createShop()
    const plan = await stripe.plans.create({
      currency: 'usd',
      interval: 'month',
      amount: 900,
      product: { name: 'Club' },
    })
    expect(plan).toMatchObject({ object: 'plan', amount: 900, interval: 'month' })
    expect(await stripe.prices.retrieve(plan.id)).toMatchObject({ unit_amount: 900, type: 'recurring' })
    expect(await stripe.plans.update(plan.id, { nickname: 'Monthly' })).toMatchObject({ nickname: 'Monthly' })
    expect((await stripe.plans.list({ product: String(plan.product) })).data).toHaveLength(1)
    expect(await stripe.plans.del(plan.id)).toMatchObject({ id: plan.id, object: 'plan', deleted: true })
    expect((await failure(stripe.plans.retrieve(plan.id))).code).toBe('resource_missing')
    expect((await types()).filter((type) => type.startsWith('plan.'))).toEqual([
      'plan.created',
      'plan.updated',
      'plan.deleted',
    ])
  })

  it('a tax rate is kept, and changed', async () => {
    const { stripe } = createShop()
    const rate = await stripe.taxRates.create({ display_name: 'VAT', inclusive: true, percentage: 19 })
    expect(await stripe.taxRates.update(rate.id, { active: false })).toMatchObject({ active: false, percentage: 19 })
    expect((await stripe.taxRates.list({ active: true })).data).toEqual([])
    expect((await failure(stripe.taxRates.create({ display_name: 'X', inclusive: true, percentage: 101 }))).param).toBe(
      'percentage'
    )
  })
})

describe("a customer's discount", () => {
  const form = (text: string) => ['POST', '/v1/customers', text] as const

  it('is given in older words only, and counts for all invoices', async () => {
    const { stripe, raw } = await createClub()
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' })
    expect((await raw(...form(`coupon=${coupon}`), { 'stripe-version': '2026-10-28.endive' })).json().error.param).toBe(
      'coupon'
    )
    const customer = (await raw(...form(`coupon=${coupon}`))).json()
    expect(customer.discount.source.coupon).toBe(coupon)
    await stripe.invoiceItems.create({ customer: customer.id, amount: 1000, currency: 'usd' })
    const draft = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: 'include' })
    expect(draft.total).toBe(500)
    await stripe.invoices.finalizeInvoice(draft.id)
    expect((await stripe.customers.retrieve(customer.id)) as object).toMatchObject({ discount: null })
  })

  it('is taken away', async () => {
    const { stripe, raw, types } = await createClub()
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
    const { id } = (await raw(...form(`coupon=${coupon}`))).json()
    expect(await stripe.customers.deleteDiscount(id)).toMatchObject({ object: 'discount', deleted: true })
    expect((await types()).filter((type) => type.startsWith('customer.discount'))).toEqual([
      'customer.discount.created',
      'customer.discount.deleted',
    ])
    expect((await failure(stripe.customers.deleteDiscount(id))).statusCode).toBe(404)
  })
})

describe('what used to be taken and ignored', () => {
  it('discounts on single items are not modelled, and say so', async () => {
    const { stripe, customer, monthly, subscribe, itemOf } = await createClub()
    const { id: price } = await monthly(900)
    const discounts = [{ coupon: 'X' }]
    const subscription = await subscribe(900)
    for (const work of [
      stripe.subscriptions.create({ customer, items: [{ price, discounts }] }),
      stripe.subscriptions.update(subscription.id, { items: [{ id: itemOf(subscription), discounts }] }),
      stripe.invoiceItems.create({ customer, amount: 100, currency: 'usd', discounts }),
      stripe.subscriptionSchedules.create({
        customer,
        start_date: 'now',
        phases: [{ items: [{ price, discounts }], duration: { interval: 'month' } }],
      }),
    ]) {
      const { statusCode, param } = await failure(work)
      expect([statusCode, param]).toEqual([501, 'discounts'])
    }
  })

  it("a coupon's other currencies count", async () => {
    const { stripe, customer } = await createClub()
    const coupon = await stripe.coupons.create({
      ...{ amount_off: 500, currency: 'usd', currency_options: { eur: { amount_off: 400 } } },
    })
    expect(coupon).not.toHaveProperty('currency_options')
    const shown = await stripe.coupons.retrieve(coupon.id, { expand: ['currency_options'] })
    expect(shown.currency_options).toEqual({ eur: { amount_off: 400 } })
    const total = async (currency: string) => {
      await stripe.invoiceItems.create({ customer, amount: 1000, currency })
      const invoice = await stripe.invoices.create({
        ...{ customer, currency, pending_invoice_items_behavior: 'include', discounts: [{ coupon: coupon.id }] },
      })
      return invoice.total
    }
    expect([await total('usd'), await total('eur')]).toEqual([500, 600])
    expect((await failure(total('gbp'))).message).toContain('does not match')
    await stripe.coupons.update(coupon.id, { currency_options: { gbp: { amount_off: 100 } } })
    expect(await total('gbp')).toBe(1900)
  })

  it('a session that is recovered is paid by the same means', async () => {
    const { stripe, price, sandbox, clock } = createShop()
    const session = await stripe.checkout.sessions.create({
      ...{
        mode: 'payment',
        success_url: 'https://example.com',
        line_items: [{ price: (await price()).id, quantity: 1 }],
      },
      ...{ allowed_payment_method_types: ['us_bank_account'], after_expiration: { recovery: { enabled: true } } },
    })
    await clock.advance(DAY)
    const { after_expiration: after } = await stripe.checkout.sessions.retrieve(session.id)
    await sandbox.fetch(new Request(after?.recovery?.url ?? ''))
    const [recovered] = (await stripe.checkout.sessions.list()).data
    expect(recovered).toMatchObject({ recovered_from: session.id, allowed_payment_method_types: ['us_bank_account'] })
  })

  it('a trial that is ended now leads to a period, at the end of which the subscription is over', async () => {
    const { stripe, subscribe, now, days } = await createClub()
    const { id } = await subscribe(900, { trial_period_days: 10, cancel_at_period_end: true })
    const ended = await stripe.subscriptions.update(id, { trial_end: 'now' })
    expect(ended).toMatchObject({ status: 'active', cancel_at_period_end: true })
    expect(ended.cancel_at).toBeGreaterThan(now() + 27 * 86_400)
    expect(ended.cancel_at).toBe(ended.items.data[0]?.current_period_end)
    await days(32)
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled')
    const { data } = await stripe.invoices.list({ subscription: id })
    expect(data.map(({ amount_paid: paid }) => paid)).toEqual([900, 0])
  })

  it('a schedule says a week before that it ends', async () => {
    const { stripe, customer, monthly, days, types } = await createClub()
    const { id: price } = await monthly(900)
    await stripe.subscriptionSchedules.create({
      ...{
        customer,
        start_date: 'now',
        phases: [{ items: [{ price }], duration: { interval: 'day', interval_count: 20 } }],
      },
    })
    await days(12)
    expect(await types()).not.toContain('subscription_schedule.expiring')
    await days(1)
    expect((await types()).at(-1)).toBe('subscription_schedule.expiring')
  })
})
