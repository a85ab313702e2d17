import { z } from '@botpress/sdk'
import { createOnce, findByEmail } from '../customers'
import { defineAction } from '../define/action'
import { customerInput, customerOutput, customerParams, customerSchema } from '../define/customer'

export const createOrRetrieveCustomer = defineAction({
  title: 'Create or retrieve customer',
  description:
    'Finds the customer with exactly this e-mail address (in any case), or creates one. Existing customers are returned as they are. When several share the address, all of them are returned and none is chosen.',
  input: z.object(customerInput),
  output: z.object({
    customer: customerSchema
      .optional()
      .title('Customer')
      .describe('The customer that was found or created. Absent when several share the address'),
    customers: z
      .array(customerSchema)
      .optional()
      .title('Customers')
      .describe('All customers with this address, when there are several'),
  }),
  examples: [{ title: 'By address', input: { email: 'customer@example.com', name: 'Example Customer' } }],
  handler(input, tools) {
    const email = input.email.toLowerCase()
    return tools.exclusive(`customer:${email}`, async () => {
      const found = await findByEmail(input.email, tools.stripe)
      const [first, ...others] = found
      if (first && others.length > 0) return { customers: found.map(customerOutput) }
      const params = customerParams({ ...input, email }, tools.botId)
      const customer = first ?? (await createOnce(params, email, tools.stripe))
      // Whoever knows an address is not yet the customer: an existing one is tied to a chat user by linkCustomer only.
      if (!first) await tools.customers.bind(customer.id, input)
      return { customer: customerOutput(customer) }
    })
  },
})
