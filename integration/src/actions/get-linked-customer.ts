import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { customerOutput, customerSchema } from '../define/customer'
import { ownerInput } from '../identity/index'

export const getLinkedCustomer = defineAction({
  title: 'Get linked customer',
  description:
    'Tells which Stripe customer a chat user is. A user who is none gets an answer without a customer, not an error: then create one with createCustomer and the user ID.',
  input: z.object(ownerInput),
  output: z.object({
    customer: customerSchema.optional().title('Customer').describe('The customer. Absent when the user is none'),
  }),
  examples: [{ title: 'Of the chat user', input: { userId: 'user_of_the_chat' } }],
  async handler(input, { stripe, identity, customers }) {
    const owner = await identity.ownerOf(input)
    if (owner.customerId === undefined) return {}
    const customer = await stripe.customers.retrieve(owner.customerId)
    if (!customer.deleted) return { customer: customerOutput(customer) }
    await customers.unlink(owner.customerId, owner.userId)
    return {}
  },
})
