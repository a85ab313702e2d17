import type Stripe from 'stripe'
import type { StripeOptions } from '../../src'
import { createShop } from '../support/shop'
import { sdkMethods } from './sdk'

/** An account in which every operation has something to do: one object for each state that operations ask for. */
export const createWorld = async (options: StripeOptions = {}) => {
  const shop = createShop({ seed: 'contract', fees: { percent: 2.9, fixed: 30, dispute: 1500 }, ...options })
  const { stripe, clock, sandbox } = shop
  const other = await stripe.customers.create({ email: 'other@example.com' })
  const club = await shop.price(1000, { interval: 'month' })
  const paused = await stripe.subscriptions.create({
    ...{ customer: other.id, items: [{ price: club.id }], trial_period_days: 1 },
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  })
  await clock.advance(86_400_000)
  const now = Math.floor(clock.now() / 1000)
  const customer = await stripe.customers.create({
    ...{ email: 'buyer@example.com', name: 'Buyer', payment_method: 'pm_card_visa', metadata: { kept: '1' } },
  })
  const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
  const method = card?.id ?? ''
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method } })
  const loose = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
  const product = await stripe.products.create({ name: 'T-Shirt', shippable: true, url: 'https://example.com/shirt' })
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1999,
    product: product.id,
    lookup_key: 'shirt',
  })
  const monthly = await stripe.prices.create({
    ...{ currency: 'usd', unit_amount: 1000, product: product.id, recurring: { interval: 'month' } },
  })
  const unused = await stripe.products.create({ name: 'Unused' })
  const coupon = await stripe.coupons.create({ amount_off: 100, currency: 'usd', duration: 'forever' })
  const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'HELLO' })
  const link = await shop.link({}, price)
  const line_items = [{ price: price.id, quantity: 1 }]
  const success_url = 'https://example.com/thanks'
  const session = await stripe.checkout.sessions.create({ mode: 'payment', line_items, success_url })
  const pay = (more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({ amount: 2500, currency: 'usd', customer: customer.id, ...more })
  const paidBy = { payment_method: method, confirm: true }
  const intent = await pay()
  const paid = await pay({ ...paidBy })
  const reserved = await pay({ ...paidBy, capture_method: 'manual' })
  const unconfirmed = await pay({ payment_method: method })
  const disputed = await pay({ confirm: true, payment_method: 'pm_card_createDispute' })
  const lateRefund = await pay({ confirm: true, payment_method: 'pm_card_pendingRefund' })
  await pay({ confirm: true, payment_method: 'pm_card_bypassPending', amount: 50_000 })
  await sandbox.settled()
  const refund = await stripe.refunds.create({ payment_intent: paid.id, amount: 100 })
  const pendingRefund = await stripe.refunds.create({ payment_intent: lateRefund.id, amount: 100 })
  const setup = await stripe.setupIntents.create({ customer: customer.id })
  const ready = await stripe.setupIntents.create({ customer: customer.id, payment_method: method })
  const subscribe = (more: Partial<Stripe.SubscriptionCreateParams> = {}) =>
    stripe.subscriptions.create({ customer: customer.id, items: [{ price: monthly.id }], ...more })
  const subscription = await subscribe()
  const byInvoice = await subscribe({ collection_method: 'send_invoice', days_until_due: 7 })
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: byInvoice.id })
  const draft = await stripe.invoices.create({ customer: customer.id, auto_advance: false })
  const item = await stripe.invoiceItems.create({
    customer: customer.id,
    invoice: draft.id,
    amount: 700,
    currency: 'usd',
  })
  const openInvoice = await stripe.invoices.create({
    ...{ customer: customer.id, collection_method: 'send_invoice', days_until_due: 7, auto_advance: false },
  })
  await stripe.invoiceItems.create({ customer: customer.id, invoice: openInvoice.id, amount: 900, currency: 'usd' })
  await stripe.invoices.finalizeInvoice(openInvoice.id)
  const pending = await stripe.invoiceItems.create({ customer: customer.id, amount: 300, currency: 'usd' })
  const credit = await stripe.creditNotes.create({ invoice: openInvoice.id, amount: 100 })
  const adjustment = await stripe.customers.createBalanceTransaction(customer.id, { amount: -10, currency: 'usd' })
  const quote = await stripe.quotes.create({ customer: customer.id, line_items })
  const openQuote = await stripe.quotes.create({ customer: customer.id, line_items })
  await stripe.quotes.finalizeQuote(openQuote.id)
  const rate = await stripe.taxRates.create({ display_name: 'VAT', inclusive: true, percentage: 19 })
  const shipping = await stripe.shippingRates.create({
    ...{ display_name: 'Post', type: 'fixed_amount', fixed_amount: { amount: 500, currency: 'usd' } },
  })
  const payout = await stripe.payouts.create({ amount: 1000, currency: 'usd' })
  const topup = await stripe.topups.create({ amount: 1000, currency: 'usd' })
  const plan = await stripe.plans.create({ amount: 1000, currency: 'usd', interval: 'month', product: product.id })
  const frozen = await stripe.testHelpers.testClocks.create({ frozen_time: now })
  const configuration = await stripe.billingPortal.configurations.create({
    features: { invoice_history: { enabled: true } },
  })
  const endpoint = await stripe.webhookEndpoints.create({ url: 'https://example.com/hook', enabled_events: ['*'] })
  // Only requests of older versions give a coupon to a customer.
  await shop.raw('POST', `/v1/customers/${other.id}`, `coupon=${coupon.id}`)
  const [event] = (await stripe.events.list({ type: 'customer.created' })).data
  const [dispute] = (await stripe.disputes.list({ payment_intent: disputed.id })).data
  const [entry] = (await stripe.balanceTransactions.list({ type: 'charge' })).data
  const [payment] = (await stripe.invoicePayments.list()).data
  const [line] = draft.id ? (await stripe.invoices.listLineItems(draft.id)).data : []
  const [linkItem] = (await stripe.paymentLinks.listLineItems(link.id)).data
  await sandbox.settled()
  return {
    shop,
    now,
    ids: {
      ...{ customer: customer.id, method, loose: loose.id, product: product.id, price: price.id, monthly: monthly.id },
      ...{ unused: unused.id, coupon: coupon.id, code: code.id, link: link.id, session: session.id, intent: intent.id },
      ...{ paid: paid.id, charge: String(paid.latest_charge), reserved: reserved.id, unconfirmed: unconfirmed.id },
      ...{ refund: refund.id, pendingRefund: pendingRefund.id, setup: setup.id, ready: ready.id, quote: quote.id },
      ...{ subscription: subscription.id, byInvoice: byInvoice.id, schedule: schedule.id, draft: draft.id },
      ...{
        item: item.id,
        openInvoice: openInvoice.id,
        pending: pending.id,
        credit: credit.id,
        openQuote: openQuote.id,
      },
      ...{ adjustment: adjustment.id, rate: rate.id, shipping: shipping.id, payout: payout.id, topup: topup.id },
      ...{ plan: plan.id, clock: frozen.id, configuration: configuration.id, endpoint: endpoint.id },
      ...{ event: event?.id ?? '', dispute: dispute?.id ?? '', entry: entry?.id ?? '', payment: payment?.id ?? '' },
      ...{
        line: line?.id ?? '',
        other: other.id,
        paused: paused.id,
        linkItem: linkItem?.id ?? '',
        subscriptionItem: subscription.items.data[0]?.id ?? '',
      },
      paidInvoice: String(subscription.latest_invoice),
    },
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>

/** A world, how its operations are called, and what it began with, to go back to. */
export const createContract = async () => {
  const world = await createWorld()
  return { world, methods: await sdkMethods(), begin: world.shop.sandbox.snapshot() }
}

export type Contract = Awaited<ReturnType<typeof createContract>>
export type Ids = World['ids']
