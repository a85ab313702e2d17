import type { Environment } from '../sandbox'
import type { StoredObject } from '../store'
import type { StoredEvent } from '../webhooks/deliver'
import { OLD_VERSION } from './version'

type Fields = Record<string, unknown>
type Downgrade = (object: Fields, env: Environment) => Fields

const field = (object: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    object
  )

/** The invoice a payment intent paid, through the invoice payments. */
const invoiceOf = (intent: unknown, env: Environment): unknown => {
  const payment = env.store
    .all('invoice_payment')
    .find((object) => field(object, 'payment', 'payment_intent') === intent)
  return field(payment, 'invoice') ?? null
}

const intentOf = (invoice: unknown, env: Environment): unknown => {
  const payment = env.store.all('invoice_payment').find((object) => field(object, 'invoice') === invoice)
  return field(payment, 'payment', 'payment_intent') ?? null
}

/**
 * What objects had in 2023-10-16 that moved or went since. @see docs.stripe.com/changelog
 */
const downgrades: Record<string, Downgrade> = {
  charge: (charge, env) => ({ ...charge, invoice: invoiceOf(charge.payment_intent, env) }),
  payment_intent: (intent, env) => ({ ...intent, invoice: invoiceOf(intent.id, env) }),
  subscription: (subscription) => {
    const item = field(subscription, 'items', 'data', '0')
    return {
      ...subscription,
      current_period_start: field(item, 'current_period_start') ?? null,
      current_period_end: field(item, 'current_period_end') ?? null,
      discount: null,
      plan: field(item, 'plan') ?? null,
      quantity: field(item, 'quantity') ?? null,
    }
  },
  invoice: (invoice, env) => {
    const intent = intentOf(invoice.id, env)
    return {
      ...invoice,
      charge: field(env.store.get(String(intent)), 'latest_charge') ?? null,
      discount: null,
      paid: invoice.status === 'paid',
      paid_out_of_band: false,
      payment_intent: intent,
      quote: null,
      subscription: field(invoice, 'parent', 'subscription_details', 'subscription') ?? null,
      subscription_details: { metadata: field(invoice, 'parent', 'subscription_details', 'metadata') ?? null },
      tax: null,
      total_tax_amounts: [],
      transfer_data: null,
    }
  },
  subscription_schedule: (schedule) => schedule,
}

/** An object as the older version shows it. */
export const renderObject = (object: StoredObject, env: Environment): Fields => {
  const downgrade = Object.hasOwn(downgrades, object.object) ? downgrades[object.object] : undefined
  return downgrade ? downgrade({ ...object }, env) : { ...object }
}

/** An event as an endpoint of this version gets it: the endpoint's version decides, not that of the request. */
export const renderFor = (version: string | null, event: StoredEvent, env: Environment): Fields => {
  if (version !== OLD_VERSION) return { ...event }
  const before = event.data.previous_attributes
  const period = before && field(before, 'items', 'data', '0')
  return {
    ...event,
    api_version: version,
    data: {
      object: renderObject(event.data.object, env),
      ...(before && { previous_attributes: { ...before, ...periods(period) } }),
    },
  }
}

const periods = (item: unknown): Fields =>
  Object.fromEntries(
    ['current_period_start', 'current_period_end'].flatMap((name) => {
      const value = field(item, name)
      return value === undefined ? [] : [[name, value]]
    })
  )
