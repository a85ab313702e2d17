import type { Ids } from './world'

/** What is given of a parameter where a made-up value would be refused, or would change nothing; and what goes with it. */
type Values = Readonly<Record<string, (ids: Ids) => object>>

const byName: Values = {
  billing_address_collection: () => ({ billing_address_collection: 'required' }),
  discountable: () => ({ discountable: false }),
  discounts: ({ coupon }) => ({ discounts: [{ coupon }] }),
  submit_type: () => ({ submit_type: 'donate' }),
}

/** Of filters: what leaves something out. */
const filters: Values = {
  currency: () => ({ currency: 'eur' }),
  customer: ({ other }) => ({ customer: other }),
}

const sendInvoice = () => ({ collection_method: 'send_invoice', days_until_due: 3 })
const onceAMonth = (monthly: string) => ({ mode: 'subscription', line_items: [{ price: monthly, quantity: 1 }] })
const custom_fields = [{ key: 'size', label: { type: 'custom', custom: 'Size' }, type: 'text' }]

const byRoute: Values = {
  'POST /v1/checkout/sessions custom_fields': () => ({ custom_fields }),
  'POST /v1/checkout/sessions customer_update': ({ customer }) => ({ customer, customer_update: { name: 'auto' } }),
  'POST /v1/checkout/sessions line_items': ({ price }) => ({ line_items: [{ price, quantity: 3 }] }),
  'POST /v1/checkout/sessions payment_method_collection': ({ monthly }) => ({
    ...{ ...onceAMonth(monthly), payment_method_collection: 'if_required' },
  }),
  'POST /v1/checkout/sessions shipping_options': ({ shipping }) => ({
    shipping_options: [{ shipping_rate: shipping }],
  }),
  'POST /v1/checkout/sessions subscription_data': ({ monthly }) => ({
    ...{ ...onceAMonth(monthly), subscription_data: { trial_period_days: 5 } },
  }),
  'POST /v1/coupons amount_off': () => ({ percent_off: undefined, amount_off: 50, currency: 'usd' }),
  'POST /v1/coupons currency': () => ({ percent_off: undefined, amount_off: 50, currency: 'eur' }),
  'POST /v1/coupons currency_options': () => ({
    ...{ percent_off: undefined, amount_off: 50, currency: 'usd', currency_options: { eur: { amount_off: 45 } } },
  }),
  'POST /v1/coupons duration_in_months': () => ({ duration: 'repeating', duration_in_months: 3 }),
  'POST /v1/credit_notes credit_amount': ({ paidInvoice }) => ({ invoice: paidInvoice, credit_amount: 100 }),
  'POST /v1/credit_notes out_of_band_amount': ({ paidInvoice }) => ({ invoice: paidInvoice, out_of_band_amount: 100 }),
  'POST /v1/credit_notes refund_amount': ({ paidInvoice }) => ({ invoice: paidInvoice, refund_amount: 100 }),
  'POST /v1/customers invoice_settings': () => ({ invoice_settings: { footer: 'Thanks' } }),
  'POST /v1/customers next_invoice_sequence': () => ({ next_invoice_sequence: 7 }),
  'POST /v1/customers payment_method': () => ({ payment_method: 'pm_card_visa' }),
  'POST /v1/customers source': () => ({ source: 'tok_visa' }),
  'POST /v1/invoiceitems price_data': ({ product }) => ({
    ...{ amount: undefined, currency: undefined, price_data: { currency: 'usd', product, unit_amount: 5 } },
  }),
  'POST /v1/invoices collection_method': sendInvoice,
  'POST /v1/invoices currency': () => ({ currency: 'eur' }),
  'POST /v1/invoices days_until_due': sendInvoice,
  'POST /v1/invoices due_date': () => ({ collection_method: 'send_invoice', due_date: 2_000_000_000 }),
  'POST /v1/invoices pending_invoice_items_behavior': () => ({ pending_invoice_items_behavior: 'include' }),
  'POST /v1/invoices/{id}/add_lines lines': () => ({ lines: [{ amount: 5, description: 'Other' }] }),
  'POST /v1/invoices/{id}/pay payment_method': () => ({ payment_method: 'pm_card_mastercard' }),
  'POST /v1/invoices/{id}/remove_lines lines': ({ line }) => ({ lines: [{ id: line, behavior: 'unassign' }] }),
  'POST /v1/payment_intents confirm': () => ({ confirm: true, payment_method: 'pm_card_visa' }),
  'POST /v1/payment_intents confirmation_method': () => ({ confirmation_method: 'manual' }),
  'POST /v1/payment_intents/{id} customer': ({ other }) => ({ customer: other }),
  'POST /v1/payment_intents/{id}/confirm payment_method': () => ({ payment_method: 'pm_card_mastercard' }),
  'POST /v1/payment_links custom_fields': () => ({ custom_fields }),
  'POST /v1/payment_links line_items': ({ price }) => ({ line_items: [{ price, quantity: 3 }] }),
  'POST /v1/payment_links payment_method_collection': ({ monthly }) => ({
    ...{ line_items: [{ price: monthly, quantity: 1 }], payment_method_collection: 'if_required' },
  }),
  'POST /v1/payment_links subscription_data': ({ monthly }) => ({
    ...{ line_items: [{ price: monthly, quantity: 1 }], subscription_data: { description: 'Club' } },
  }),
  'POST /v1/payment_links/{id} custom_fields': () => ({ custom_fields }),
  'POST /v1/payment_links/{id} line_items': ({ linkItem }) => ({ line_items: [{ id: linkItem, quantity: 3 }] }),
  'POST /v1/payment_links/{id} payment_method_collection': () => ({ payment_method_collection: 'if_required' }),
  'POST /v1/payment_methods card': () => ({ card: { token: 'tok_mastercard' } }),
  'POST /v1/payment_methods sepa_debit': () => ({
    ...{ type: 'sepa_debit', card: undefined, sepa_debit: { iban: 'AT611904300234573201' } },
  }),
  'POST /v1/plans amount_decimal': () => ({ amount: undefined, amount_decimal: '12.5' }),
  'POST /v1/plans interval_count': () => ({ interval_count: 2 }),
  'POST /v1/plans usage_type': () => ({ usage_type: 'metered' }),
  'POST /v1/plans/{id} product': ({ unused }) => ({ product: unused }),
  'POST /v1/prices product_data': () => ({ product: undefined, product_data: { name: 'Mug' } }),
  'POST /v1/prices transfer_lookup_key': () => ({ lookup_key: 'shirt', transfer_lookup_key: true }),
  'POST /v1/prices unit_amount_decimal': () => ({ unit_amount: undefined, unit_amount_decimal: '12.5' }),
  'POST /v1/promotion_codes restrictions': () => ({ restrictions: { first_time_transaction: true } }),
  'POST /v1/quotes collection_method': () => ({ collection_method: 'send_invoice' }),
  'POST /v1/quotes line_items': ({ price }) => ({ line_items: [{ price, quantity: 3 }] }),
  'POST /v1/quotes/{id} collection_method': () => ({ collection_method: 'send_invoice' }),
  'POST /v1/quotes/{id} customer': ({ other }) => ({ customer: other }),
  'POST /v1/refunds charge': ({ charge }) => ({ payment_intent: undefined, charge }),
  'POST /v1/setup_intents confirm': () => ({ confirm: true, payment_method: 'pm_card_visa' }),
  'POST /v1/setup_intents usage': () => ({ usage: 'on_session' }),
  'POST /v1/setup_intents/{id} customer': ({ other }) => ({ customer: other }),
  'POST /v1/setup_intents/{id}/confirm payment_method': () => ({ payment_method: 'pm_card_mastercard' }),
  'POST /v1/subscription_schedules from_subscription': ({ subscription }) => ({
    ...{ customer: undefined, phases: undefined, start_date: undefined, end_behavior: undefined },
    from_subscription: subscription,
  }),
  'POST /v1/subscriptions collection_method': sendInvoice,
  'POST /v1/subscriptions days_until_due': sendInvoice,
  'POST /v1/subscriptions items': ({ monthly }) => ({ items: [{ price: monthly, quantity: 3 }] }),
  'POST /v1/subscriptions payment_behavior': () => ({ payment_behavior: 'default_incomplete' }),
  'POST /v1/subscriptions/{id} collection_method': sendInvoice,
  'POST /v1/subscriptions/{id} items': ({ subscriptionItem }) => ({ items: [{ id: subscriptionItem, quantity: 3 }] }),
  'POST /v1/subscriptions/{id} proration_behavior': ({ subscriptionItem }) => ({
    ...{ items: [{ id: subscriptionItem, quantity: 3 }], proration_behavior: 'none' },
  }),
  'POST /v1/webhook_endpoints api_version': () => ({ api_version: '2023-10-16' }),
}

/** The parameters to ask with, where they are not made from the table. */
export const valuesOf = (route: string, name: string, ids: Ids): object | undefined => {
  const make = byRoute[`${route} ${name}`] ?? (route.startsWith('GET') ? filters[name] : undefined) ?? byName[name]
  return make?.(ids)
}
