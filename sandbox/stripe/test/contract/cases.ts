import type { Ids } from './world'

/** One call of an operation that succeeds in the world: the IDs of its path, and the least it needs. */
export interface Case {
  ids?: string[]
  params?: object
}

/** What stands for the ID in a path, by what comes before it. */
const OF_PATH: Readonly<Record<string, (ids: Ids) => string>> = {
  '/v1/balance_transactions': ({ entry }) => entry,
  '/v1/billing_portal/configurations': ({ configuration }) => configuration,
  '/v1/charges': ({ charge }) => charge,
  '/v1/checkout/sessions': ({ session }) => session,
  '/v1/coupons': ({ coupon }) => coupon,
  '/v1/credit_notes': ({ credit }) => credit,
  '/v1/customers': ({ customer }) => customer,
  '/v1/disputes': ({ dispute }) => dispute,
  '/v1/events': ({ event }) => event,
  '/v1/invoice_payments': ({ payment }) => payment,
  '/v1/invoiceitems': ({ pending }) => pending,
  '/v1/invoices': ({ draft }) => draft,
  '/v1/payment_intents': ({ intent }) => intent,
  '/v1/payment_links': ({ link }) => link,
  '/v1/payment_methods': ({ method }) => method,
  '/v1/payouts': ({ payout }) => payout,
  '/v1/plans': ({ plan }) => plan,
  '/v1/prices': ({ price }) => price,
  '/v1/products': ({ product }) => product,
  '/v1/promotion_codes': ({ code }) => code,
  '/v1/quotes': ({ quote }) => quote,
  '/v1/refunds': ({ refund }) => refund,
  '/v1/setup_intents': ({ setup }) => setup,
  '/v1/shipping_rates': ({ shipping }) => shipping,
  '/v1/subscription_schedules': ({ schedule }) => schedule,
  '/v1/subscriptions': ({ subscription }) => subscription,
  '/v1/tax_rates': ({ rate }) => rate,
  '/v1/test_helpers/test_clocks': ({ clock }) => clock,
  '/v1/topups': ({ topup }) => topup,
  '/v1/webhook_endpoints': ({ endpoint }) => endpoint,
}

const SEARCH = { params: { query: 'created>0' } }
const paymentPage = { success_url: 'https://example.com/thanks' }

/** Operations that need parameters, or an object in another state. A new operation that does fails until it is here. */
const OF_ROUTE: Readonly<Record<string, (ids: Ids, now: number) => Case>> = {
  'GET /v1/charges/search': () => SEARCH,
  'GET /v1/customers/search': () => SEARCH,
  'GET /v1/invoices/search': () => SEARCH,
  'GET /v1/payment_intents/search': () => SEARCH,
  'GET /v1/prices/search': () => ({ params: { query: 'active:"true"' } }),
  'GET /v1/products/search': () => ({ params: { query: 'active:"true"' } }),
  'GET /v1/subscriptions/search': () => SEARCH,
  'GET /v1/customers/{id}/balance_transactions/{id}': ({ customer, adjustment }) => ({ ids: [customer, adjustment] }),
  'POST /v1/customers/{id}/balance_transactions/{id}': ({ customer, adjustment }) => ({ ids: [customer, adjustment] }),
  'GET /v1/customers/{id}/payment_methods/{id}': ({ customer, method }) => ({ ids: [customer, method] }),
  'POST /v1/customers/{id}/balance_transactions': () => ({ params: { amount: 100, currency: 'usd' } }),
  'POST /v1/billing_portal/configurations': () => ({ params: { features: { invoice_history: { enabled: true } } } }),
  'POST /v1/billing_portal/sessions': ({ customer }) => ({ params: { customer } }),
  'POST /v1/checkout/sessions': ({ price }) => ({
    params: { mode: 'payment', line_items: [{ price, quantity: 1 }], ...paymentPage },
  }),
  'POST /v1/coupons': () => ({ params: { percent_off: 10 } }),
  'POST /v1/credit_notes': ({ openInvoice }) => ({ params: { invoice: openInvoice, amount: 100 } }),
  'DELETE /v1/customers/{id}/discount': ({ other }) => ({ ids: [other] }),
  'POST /v1/invoiceitems': ({ customer }) => ({ params: { customer, amount: 100, currency: 'usd' } }),
  'POST /v1/invoices': ({ customer }) => ({ params: { customer } }),
  'POST /v1/invoices/create_preview': ({ subscription }) => ({ params: { subscription } }),
  'POST /v1/invoices/{id}/add_lines': () => ({ params: { lines: [{ amount: 100, description: 'More' }] } }),
  'POST /v1/invoices/{id}/update_lines': ({ line }) => ({ params: { lines: [{ id: line, description: 'Other' }] } }),
  'POST /v1/invoices/{id}/remove_lines': ({ line }) => ({ params: { lines: [{ id: line, behavior: 'delete' }] } }),
  'POST /v1/invoices/{id}/send': ({ openInvoice }) => ({ ids: [openInvoice] }),
  'POST /v1/invoices/{id}/pay': ({ openInvoice }) => ({ ids: [openInvoice] }),
  'POST /v1/invoices/{id}/void': ({ openInvoice }) => ({ ids: [openInvoice] }),
  'POST /v1/invoices/{id}/mark_uncollectible': ({ openInvoice }) => ({ ids: [openInvoice] }),
  'POST /v1/payment_intents': () => ({ params: { amount: 2500, currency: 'usd' } }),
  'POST /v1/payment_intents/{id}/confirm': ({ unconfirmed }) => ({ ids: [unconfirmed] }),
  'POST /v1/payment_intents/{id}/capture': ({ reserved }) => ({ ids: [reserved] }),
  'POST /v1/payment_links': ({ price }) => ({ params: { line_items: [{ price, quantity: 1 }] } }),
  'POST /v1/payment_methods': () => ({ params: { type: 'card', card: { token: 'tok_visa' } } }),
  'POST /v1/payment_methods/{id}/attach': ({ loose, customer }) => ({ ids: [loose], params: { customer } }),
  'POST /v1/payouts': () => ({ params: { amount: 1000, currency: 'usd' } }),
  'POST /v1/plans': ({ product }) => ({ params: { amount: 100, currency: 'usd', interval: 'month', product } }),
  'POST /v1/prices': ({ product }) => ({ params: { currency: 'usd', unit_amount: 500, product } }),
  'POST /v1/products': () => ({ params: { name: 'Mug' } }),
  'DELETE /v1/products/{id}': ({ unused }) => ({ ids: [unused] }),
  'POST /v1/promotion_codes': ({ coupon }) => ({ params: { promotion: { type: 'coupon', coupon } } }),
  'POST /v1/quotes': ({ customer, price }) => ({ params: { customer, line_items: [{ price, quantity: 1 }] } }),
  'POST /v1/quotes/{id}/accept': ({ openQuote }) => ({ ids: [openQuote] }),
  'POST /v1/refunds': ({ paid }) => ({ params: { payment_intent: paid } }),
  'POST /v1/refunds/{id}/cancel': ({ pendingRefund }) => ({ ids: [pendingRefund] }),
  'POST /v1/setup_intents/{id}/confirm': ({ ready }) => ({ ids: [ready] }),
  'POST /v1/shipping_rates': () => ({
    params: { display_name: 'Fast', type: 'fixed_amount', fixed_amount: { amount: 900, currency: 'usd' } },
  }),
  'POST /v1/subscription_schedules': ({ customer, monthly }) => ({
    params: {
      ...{ customer, start_date: 'now', end_behavior: 'release' },
      phases: [{ items: [{ price: monthly }], duration: { interval: 'month' } }],
    },
  }),
  'POST /v1/subscriptions': ({ customer, monthly }) => ({ params: { customer, items: [{ price: monthly }] } }),
  'POST /v1/subscriptions/{id}/resume': ({ paused }) => ({ ids: [paused] }),
  'POST /v1/tax_rates': () => ({ params: { display_name: 'VAT', inclusive: false, percentage: 7 } }),
  'POST /v1/test_helpers/test_clocks': (_, now) => ({ params: { frozen_time: now } }),
  'POST /v1/test_helpers/test_clocks/{id}/advance': (_, now) => ({ params: { frozen_time: now + 60 } }),
  'POST /v1/topups': () => ({ params: { amount: 1000, currency: 'usd' } }),
  'POST /v1/webhook_endpoints': () => ({ params: { url: 'https://example.com/more', enabled_events: ['*'] } }),
  'DELETE /v1/coupons/{id}': ({ coupon }) => ({ ids: [coupon] }),
}

/** The call of an operation that succeeds. */
export const caseOf = (route: string, ids: Ids, now: number): Required<Case> => {
  const [, path = ''] = route.split(' ')
  const [before = '', after] = path.split('/{id}')
  const ofPath = after === undefined ? undefined : OF_PATH[before]?.(ids)
  const given = OF_ROUTE[route]?.(ids, now)
  return { ids: given?.ids ?? (ofPath === undefined ? [] : [ofPath]), params: given?.params ?? {} }
}
