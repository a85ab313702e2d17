import { callStripe } from '../../integration/src/actions/call-stripe'
import { cancelPayment } from '../../integration/src/actions/cancel-payment'
import { capturePayment } from '../../integration/src/actions/capture-payment'
import { createBillingPortalSession } from '../../integration/src/actions/create-billing-portal-session'
import { deleteCustomer } from '../../integration/src/actions/delete-customer'
import { detachPaymentMethod } from '../../integration/src/actions/detach-payment-method'
import { expireCheckoutSession } from '../../integration/src/actions/expire-checkout-session'
import { linkCustomer } from '../../integration/src/actions/link-customer'
import { refundPayment } from '../../integration/src/actions/refund-payment'
import { setDefaultPaymentMethod } from '../../integration/src/actions/set-default-payment-method'
import { updateCustomer } from '../../integration/src/actions/update-customer'
import { linkedCustomer, paid } from '../../integration/test/support/customers'
import type { Embedded } from '../../integration/test/support/embedded'

const USER = { userId: 'user_ann' }

/** The object whose change is counted, by its world. */
const prepared = new WeakMap<Embedded, string>()
const ofPrepared = (world: Embedded): Record<string, unknown> => world.stripe.get(prepared.get(world) ?? '') ?? {}

const payment =
  (capture_method?: 'manual') =>
  async (world: Embedded): Promise<object> => {
    const customer = await linkedCustomer(world)
    const paymentId = await paid(world, { customer, ...(capture_method && { capture_method }) })
    prepared.set(world, paymentId)
    return { paymentId }
  }

const customer = async (world: Embedded): Promise<object> => {
  prepared.set(world, await linkedCustomer(world))
  return {}
}

const namedCustomer = async (world: Embedded): Promise<object> => {
  const { id } = await world.gateway.customers.create({ email: 'ann@example.com' })
  prepared.set(world, id)
  return { customerId: id }
}

/** A second card. */
const card = async (world: Embedded): Promise<object> => {
  const { id } = await world.gateway.paymentMethods.attach('pm_card_mastercard', {
    customer: await linkedCustomer(world),
  })
  prepared.set(world, id)
  return { paymentMethodId: id }
}

const session = async (world: Embedded): Promise<object> => {
  const { gateway } = world
  const price = await gateway.prices.create({ currency: 'usd', unit_amount: 500, product_data: { name: 'Car' } })
  const { id } = await gateway.checkout.sessions.create({
    ...{ mode: 'payment', line_items: [{ price: price.id, quantity: 1 }], success_url: 'https://shop.example' },
  })
  prepared.set(world, id)
  return { id }
}

const one = (isDone: boolean): number => (isDone ? 1 : 0)
const defaultOf = (world: Embedded): unknown => {
  const { customer: id } = ofPrepared(world)
  const settings = world.stripe.get(String(id))?.invoice_settings
  return typeof settings === 'object' && settings !== null && Reflect.get(settings, 'default_payment_method')
}

/** The writing actions of payments and of customers. */
export const moneyWriters = [
  {
    ...{ name: 'expireCheckoutSession', action: expireCheckoutSession, prepare: session, input: {}, keyed: false },
    results: (world: Embedded) => one(ofPrepared(world).status === 'expired'),
  },
  {
    ...{ name: 'refundPayment', action: refundPayment, prepare: payment(), input: USER, keyed: false },
    results: (world: Embedded) => world.stripe.count('refund', 'test'),
  },
  {
    ...{ name: 'cancelPayment', action: cancelPayment, prepare: payment('manual'), input: USER, keyed: false },
    results: (world: Embedded) => one(ofPrepared(world).status === 'canceled'),
  },
  {
    ...{ name: 'capturePayment', action: capturePayment, prepare: payment('manual'), input: USER, keyed: false },
    results: (world: Embedded) => one(ofPrepared(world).amount_received === 1999),
  },
  {
    ...{ name: 'linkCustomer', action: linkCustomer, prepare: namedCustomer, input: USER, keyed: false },
    results: (world: Embedded) => one(JSON.stringify(ofPrepared(world).metadata).includes(USER.userId)),
  },
  {
    ...{ name: 'updateCustomer', action: updateCustomer, prepare: customer, keyed: false },
    ...{ input: { ...USER, name: 'Ann' }, results: (world: Embedded) => one(ofPrepared(world).name === 'Ann') },
  },
  {
    ...{ name: 'deleteCustomer', action: deleteCustomer, prepare: namedCustomer, input: {}, keyed: false },
    ...{ guardrails: { access: 'any' as const }, strikes: 'DELETE' },
    results: (world: Embedded) => one(ofPrepared(world).deleted === true),
  },
  {
    ...{ name: 'setDefaultPaymentMethod', action: setDefaultPaymentMethod, prepare: card, input: USER, keyed: false },
    results: (world: Embedded) => one(defaultOf(world) === prepared.get(world)),
  },
  {
    ...{ name: 'detachPaymentMethod', action: detachPaymentMethod, prepare: card, input: USER, keyed: false },
    results: (world: Embedded) => one(ofPrepared(world).customer === null),
  },
  {
    // Each link to the portal is a new one, and none of them changes anything.
    ...{ name: 'a link to the billing portal', action: createBillingPortalSession, prepare: customer, keyed: false },
    ...{ input: USER, results: (world: Embedded) => one(world.stripe.count('billing_portal.session', 'test') > 0) },
  },
  {
    ...{ name: 'callStripe', action: callStripe, guardrails: { allowedRequests: ['POST /v1/customers'] }, keyed: true },
    input: { method: 'POST', path: '/v1/customers', params: { email: 'ann@example.com' } },
    results: (world: Embedded) => world.stripe.count('customer', 'test'),
  },
]
