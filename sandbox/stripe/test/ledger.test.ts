import { describe, expect, it } from 'vitest'
import { createShop, failure } from './support/shop'

const DAY = 86_400_000
const FEES = { percent: 2.9, fixed: 30, dispute: 1500 }

const createLedger = () => {
  const shop = createShop({ fees: FEES })
  const { stripe } = shop
  const pay = async (payment_method: string, amount = 10_000) => {
    const intent = await stripe.paymentIntents.create({ amount, currency: 'usd', confirm: true, payment_method })
    return String(intent.latest_charge)
  }
  const sums = async () => {
    const { available, pending } = await stripe.balance.retrieve()
    return [available[0]?.amount, pending[0]?.amount]
  }
  const entries = async () =>
    (await stripe.balanceTransactions.list()).data
      .map(({ type, amount, fee, net }) => [type, amount, fee, net])
      .reverse()
  return { ...shop, pay, sums, entries }
}

describe('the balance', () => {
  it('gets what is paid less the fee, after two days', async () => {
    const { stripe, pay, sums, entries, clock, types } = createLedger()
    const charge = await stripe.charges.retrieve(await pay('pm_card_visa'), { expand: ['balance_transaction'] })
    expect(charge.balance_transaction).toMatchObject({
      amount: 10_000,
      fee: 320,
      net: 9680,
      status: 'pending',
      source: charge.id,
    })
    expect(await sums()).toEqual([0, 9680])
    await clock.advance(2 * DAY)
    expect(await sums()).toEqual([9680, 0])
    expect(await entries()).toEqual([['charge', 10_000, 320, 9680]])
    expect((await types()).at(-1)).toBe('balance.available')
    const [event] = (await stripe.events.list({ type: 'balance.available' })).data
    expect(event?.data.object).toMatchObject({ object: 'balance', available: [{ amount: 9680 }] })
    expect(event?.data.object).not.toHaveProperty('id')
  })

  it('tells once of all that comes at one moment', async () => {
    const { stripe, pay, clock } = createLedger()
    for (let count = 0; count < 3; count++) await pay('pm_card_visa')
    await clock.advance(2 * DAY)
    expect((await stripe.events.list({ type: 'balance.available' })).data).toHaveLength(1)
  })

  it('gives a refund without the fee, and gets it back when it fails', async () => {
    const { stripe, pay, sums, entries, clock } = createLedger()
    const charge = await pay('pm_card_refundFail')
    const refund = await stripe.refunds.create({ charge, amount: 4000 })
    expect(await sums()).toEqual([0, 5680])
    await clock.advance(DAY)
    expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(0)
    const { failure_balance_transaction: back } = await stripe.refunds.retrieve(refund.id)
    expect(await stripe.balanceTransactions.retrieve(String(back))).toMatchObject({
      amount: 4000,
      type: 'refund_failure',
    })
    await clock.advance(2 * DAY)
    expect(await sums()).toEqual([9680, 0])
    expect((await entries()).map(([type]) => type)).toEqual(['charge', 'refund', 'refund_failure'])
  })

  it.each([
    [
      'winning_evidence',
      [
        ['charge', 10_000, 320, 9680],
        ['adjustment', -10_000, 1500, -11_500],
        ['adjustment', 10_000, -1500, 11_500],
      ],
    ],
    [
      'losing_evidence',
      [
        ['charge', 10_000, 320, 9680],
        ['adjustment', -10_000, 1500, -11_500],
      ],
    ],
  ])('loses what is disputed and a fee: %s', async (text, expected) => {
    const { stripe, pay, sums, entries, clock } = createLedger()
    await pay('pm_card_createDispute')
    const [dispute] = (await stripe.disputes.list()).data
    const closed = await stripe.disputes.update(dispute?.id ?? '', { evidence: { uncategorized_text: text } })
    expect(await entries()).toEqual(expected)
    expect(closed.balance_transactions).toHaveLength(expected.length - 1)
    await clock.advance(2 * DAY)
    expect(await sums()).toEqual([expected.reduce((sum, [, , , net]) => sum + Number(net), 0), 0])
  })

  it('takes the fee of what is captured only', async () => {
    const { stripe, sums } = createLedger()
    const intent = await stripe.paymentIntents.create({
      ...{ amount: 10_000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', capture_method: 'manual' },
    })
    expect(await sums()).toEqual([0, 0])
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1000 })
    expect(await sums()).toEqual([0, 1000 - 59])
  })

  it('filters its transactions', async () => {
    const { stripe, pay } = createLedger()
    const charge = await pay('pm_card_visa')
    await stripe.refunds.create({ charge })
    const count = async (params: object) => (await stripe.balanceTransactions.list(params)).data.length
    expect([
      await count({ source: charge }),
      await count({ type: 'refund' }),
      await count({ currency: 'eur' }),
    ]).toEqual([1, 1, 0])
  })
})

describe('payouts and top-ups', () => {
  it('take from the balance what is there, and bring it back when they are cancelled', async () => {
    const { stripe, pay, sums, clock, types } = createLedger()
    await pay('pm_card_bypassPending')
    const error = await failure(stripe.payouts.create({ amount: 9681, currency: 'usd' }))
    expect([error.statusCode, error.code, error.param]).toEqual([400, 'balance_insufficient', 'amount'])
    const kept = await stripe.payouts.create({ amount: 9000, currency: 'usd' })
    const { id } = await stripe.payouts.create({ amount: 680, currency: 'usd' })
    expect(await sums()).toEqual([0, 0])
    expect(await stripe.payouts.cancel(id)).toMatchObject({ status: 'canceled' })
    expect(await sums()).toEqual([680, 0])
    expect((await failure(stripe.payouts.cancel(id))).message).toContain('cannot be canceled')
    await clock.advance(2 * DAY)
    expect((await stripe.payouts.retrieve(kept.id)).status).toBe('paid')
    expect((await stripe.payouts.list({ status: 'paid' })).data).toHaveLength(1)
    expect(await types()).toEqual(expect.arrayContaining(['payout.created', 'payout.canceled', 'payout.paid']))
  })

  it('bring money from the bank a day later', async () => {
    const { stripe, sums, clock, types } = createLedger()
    const { id } = await stripe.topups.create({ amount: 2000, currency: 'usd', description: 'More' })
    const other = await stripe.topups.create({ amount: 100, currency: 'usd' })
    await stripe.topups.cancel(other.id)
    expect(await sums()).toEqual([0, 0])
    await clock.advance(DAY)
    expect(await sums()).toEqual([2000, 0])
    expect((await stripe.topups.retrieve(id)).status).toBe('succeeded')
    expect((await types()).slice(-2)).toEqual(['balance.available', 'topup.succeeded'])
    expect((await failure(stripe.topups.cancel(id))).statusCode).toBe(400)
  })
})

describe("a customer's balance", () => {
  it('is the sum of what changed it', async () => {
    const { stripe } = createLedger()
    const { id } = await stripe.customers.create({ balance: -500 })
    await stripe.customers.createBalanceTransaction(id, { amount: 200, currency: 'usd', description: 'A fee' })
    await stripe.customers.update(id, { balance: -1000 })
    const { data } = await stripe.customers.listBalanceTransactions(id)
    expect(data.map(({ type, amount, ending_balance: end }) => [type, amount, end])).toEqual([
      ['adjustment', -700, -1000],
      ['adjustment', 200, -300],
      ['initial', -500, -500],
    ])
    expect((await stripe.customers.retrieve(id)) as object).toMatchObject({ balance: -1000 })
  })

  it('settles an invoice first, and comes back when the invoice is void', async () => {
    const { stripe } = createLedger()
    const { id: customer } = await stripe.customers.create({ balance: -500 })
    await stripe.invoiceItems.create({ customer, amount: 800, currency: 'usd' })
    const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' })
    const open = await stripe.invoices.finalizeInvoice(draft.id)
    expect(open).toMatchObject({ amount_due: 300, starting_balance: -500, ending_balance: 0 })
    await stripe.invoices.voidInvoice(open.id)
    expect((await stripe.customers.retrieve(customer)) as object).toMatchObject({ balance: -500 })
    const { data } = await stripe.customers.listBalanceTransactions(customer, { invoice: open.id })
    expect(data.map(({ type, amount }) => [type, amount])).toEqual([
      ['unapplied_from_invoice', -500],
      ['applied_to_invoice', 500],
    ])
  })
})
