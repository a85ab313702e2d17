import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { customerOutput, customerSchema } from '../define/customer'
import { idInput } from '../define/id'
import { IntegrationError } from '../errors'

export const retrieveCustomerById = defineAction({
  title: 'Retrieve customer by ID',
  description: 'Returns the Stripe customer with an ID.',
  input: z.object({
    id: idInput('Customer ID', 'cus_', 'The ID of the customer (cus_…)'),
  }),
  output: customerSchema,
  examples: [{ title: 'One customer', input: { id: 'cus_ExampleCustomer' } }],
  async handler({ id }, { stripe }) {
    const customer = await stripe.customers.retrieve(id)
    if (customer.deleted) {
      throw new IntegrationError('not_found', `id: the customer ${id} was deleted.`, { field: 'id' })
    }
    return customerOutput(customer)
  },
})
