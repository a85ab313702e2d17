import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { ownerOrCustomerInput } from '../identity/index'

export const detachPaymentMethod = defineAction({
  title: 'Detach payment method',
  description:
    'Removes a saved payment method from a customer for good. Subscriptions that were charged to it can no longer be: ask the customer to confirm, and to choose another one first (setDefaultPaymentMethod).',
  input: z.object({
    paymentMethodId: idInput('Payment method ID', 'pm_', 'The payment method, as listPaymentMethods returns it'),
    ...ownerOrCustomerInput,
  }),
  output: z.object({
    id: z.string().title('Payment method ID').describe('The ID of the payment method'),
    detached: z.boolean().title('Detached').describe('Whether it is removed: true'),
  }),
  examples: [{ title: 'An old card', input: { paymentMethodId: 'pm_1ExampleOfACard', userId: 'user_of_the_chat' } }],
  async handler(input, { stripe, identity }) {
    const owner = await identity.ownerOf(input)
    owner.customer()
    const method = await stripe.paymentMethods.retrieve(input.paymentMethodId)
    owner.check({ customer: method.customer }, 'paymentMethodId')
    const { id } = await stripe.paymentMethods.detach(method.id)
    return { id, detached: true }
  },
})
