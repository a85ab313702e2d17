import type { Resource } from '../sandbox'
import { account } from './account'
import { balance } from './balance'
import { charges } from './charges'
import { checkoutSessions } from './checkout-sessions'
import { cliSessions } from './cli-sessions'
import { coupons } from './coupons'
import { creditNotes } from './credit-notes'
import { customerBalance } from './customer-balance'
import { customerDiscounts } from './customer-discounts'
import { customers } from './customers'
import { disputes } from './disputes'
import { events } from './events'
import { invoiceItems } from './invoice-items'
import { invoicePayments } from './invoice-payments'
import { invoices } from './invoices'
import { paymentIntents } from './payment-intents'
import { paymentLinks } from './payment-links'
import { paymentMethods } from './payment-methods'
import { paymentPages } from './payment-pages'
import { payouts } from './payouts'
import { plans } from './plans'
import { portalConfigurations } from './portal-configurations'
import { portalSessions } from './portal-sessions'
import { prices } from './prices'
import { products } from './products'
import { promotionCodes } from './promotion-codes'
import { quotes } from './quotes'
import { refunds } from './refunds'
import { setupIntents } from './setup-intents'
import { shippingRates } from './shipping-rates'
import { subscriptionSchedules } from './subscription-schedules'
import { subscriptions } from './subscriptions'
import { taxRates } from './tax-rates'
import { testClocks } from './test-clocks'
import { topups } from './topups'
import { webhookEndpoints } from './webhook-endpoints'

/** One line per resource. */
export const resources: readonly Resource[] = [
  account,
  balance,
  charges,
  checkoutSessions,
  cliSessions,
  coupons,
  creditNotes,
  customerBalance,
  customerDiscounts,
  customers,
  disputes,
  events,
  invoiceItems,
  invoicePayments,
  invoices,
  paymentIntents,
  paymentLinks,
  paymentMethods,
  paymentPages,
  payouts,
  plans,
  portalConfigurations,
  portalSessions,
  prices,
  products,
  promotionCodes,
  quotes,
  refunds,
  setupIntents,
  shippingRates,
  subscriptionSchedules,
  subscriptions,
  taxRates,
  testClocks,
  topups,
  webhookEndpoints,
]
