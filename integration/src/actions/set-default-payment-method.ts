import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { ownerOrCustomerInput } from '../identity/index'
import { paymentMethodSchema, toPaymentMethod } from '../models/payment-method'

export const setDefaultPaymentMethod = defineAction({
  title: 'Set default payment method',
  description:
    'Chooses which saved payment method is charged for subscriptions and invoices. Let the customer choose from listPaymentMethods first.',
  input: z.object({
    paymentMethodId: idInput('Payment method ID', 'pm_', 'The payment method, as listPaymentMethods returns it'),
    ...ownerOrCustomerInput,
  }),
  output: z.object({
    paymentMethod: paymentMethodSchema.title('Payment method').describe('What is charged by default now'),
  }),
  examples: [{ title: 'Another card', input: { paymentMethodId: 'pm_1ExampleOfACard', userId: 'user_of_the_chat' } }],
  async handler(input, { stripe, identity, clock }) {
    const owner = await identity.ownerOf(input)
    const customer = owner.customer()
    const method = await stripe.paymentMethods.retrieve(input.paymentMethodId)
    owner.check({ customer: method.customer }, 'paymentMethodId')
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } })
    return { paymentMethod: toPaymentMethod(method, method.id, clock.now()) }
  },
})
