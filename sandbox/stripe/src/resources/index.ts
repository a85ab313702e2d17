import type { Resource } from '../sandbox'
import { account } from './account'
import { charges } from './charges'
import { checkoutSessions } from './checkout-sessions'
import { customers } from './customers'
import { events } from './events'
import { invoicePayments } from './invoice-payments'
import { invoices } from './invoices'
import { paymentIntents } from './payment-intents'
import { paymentLinks } from './payment-links'
import { paymentMethods } from './payment-methods'
import { prices } from './prices'
import { products } from './products'
import { subscriptionSchedules } from './subscription-schedules'
import { subscriptions } from './subscriptions'
import { webhookEndpoints } from './webhook-endpoints'

/** One line per resource. */
export const resources: readonly Resource[] = [
  account,
  charges,
  checkoutSessions,
  customers,
  events,
  invoicePayments,
  invoices,
  paymentIntents,
  paymentLinks,
  paymentMethods,
  prices,
  products,
  subscriptionSchedules,
  subscriptions,
  webhookEndpoints,
]
