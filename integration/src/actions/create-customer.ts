import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { customerInput, customerOutput, customerParams, customerSchema } from '../define/customer'

export const createCustomer = defineAction({
  title: 'Create customer',
  description:
    'Creates a Stripe customer, also when there is one with the same e-mail already. To find the existing one instead, use createOrRetrieveCustomer.',
  input: z.object(customerInput),
  output: z.object({ customer: customerSchema.title('Customer').describe('The customer that was created') }),
  examples: [
    { title: 'A customer with a name', input: { email: 'customer@example.com', name: 'Example Customer' } },
    {
      title: 'A customer with a postal address',
      input: {
        email: 'customer@example.com',
        address: '{"line1": "1 Main Street", "city": "Springfield", "country": "US"}',
      },
    },
  ],
  async handler(input, { stripe, botId, customers }) {
    const customer = await stripe.customers.create(customerParams(input, botId))
    await customers.bind(customer.id, input)
    return { customer: customerOutput(customer) }
  },
})
