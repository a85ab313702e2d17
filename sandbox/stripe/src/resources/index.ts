import type { Resource } from '../sandbox'
import { account } from './account'
import { balance } from './balance'
import { charges } from './charges'
import { checkoutSessions } from './checkout-sessions'
import { coupons } from './coupons'
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
import { portalConfigurations } from './portal-configurations'
import { portalSessions } from './portal-sessions'
import { prices } from './prices'
import { products } from './products'
import { promotionCodes } from './promotion-codes'
import { refunds } from './refunds'
import { setupIntents } from './setup-intents'
import { shippingRates } from './shipping-rates'
import { subscriptionSchedules } from './subscription-schedules'
import { subscriptions } from './subscriptions'
import { testClocks } from './test-clocks'
import { webhookEndpoints } from './webhook-endpoints'

/** One line per resource. */
export const resources: readonly Resource[] = [
  account,
  balance,
  charges,
  checkoutSessions,
  coupons,
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
  portalConfigurations,
  portalSessions,
  prices,
  products,
  promotionCodes,
  refunds,
  setupIntents,
  shippingRates,
  subscriptionSchedules,
  subscriptions,
  testClocks,
  webhookEndpoints,
]
