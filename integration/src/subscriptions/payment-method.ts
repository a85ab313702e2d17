import type Stripe from 'stripe'
import { IntegrationError, invalidInput } from '../errors'
import { methodInWords } from '../models/payment'

/** As many saved ways to pay are looked at. */
const MOST_METHODS = 10

const missing = (): IntegrationError =>
  new IntegrationError(
    'payment_method_missing',
    'The customer has no saved way to pay, so nothing was done. Send the page of createCheckoutSession (mode subscription), where they pay and start the subscription in one step.',
    { field: 'paymentMethodId' }
  )

const hasDefault = (customer: Stripe.PaymentMethod['customer']): boolean =>
  typeof customer === 'object' &&
  customer !== null &&
  !('deleted' in customer) &&
  Boolean(customer.invoice_settings.default_payment_method ?? customer.default_source)

/**
 * What a customer's subscription is to be charged to: undefined where Stripe takes the customer's default by itself, else
 * the only one they have. One call: the customer comes with its payment methods.
 * @throws {IntegrationError} payment_method_missing; invalid_input when there are several and none is the default
 */
export const savedMethod = async (customer: string, stripe: Stripe): Promise<string | undefined> => {
  const { data } = await stripe.customers.listPaymentMethods(customer, {
    limit: MOST_METHODS,
    expand: ['data.customer'],
  })
  const [first, second] = data
  if (!first) throw missing()
  if (hasDefault(first.customer)) return undefined
  if (!second) return first.id
  const list = data.map((method) => `${method.id} (${methodInWords(method)})`).join(', ')
  throw invalidInput(
    'paymentMethodId',
    `is required: the customer has several saved ways to pay and none is the default. Ask which one: ${list}.`
  )
}
