import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { bindingInput, checkMetadata } from '../binding'
import { defineAction } from '../define/action'
import { customerInput, customerOutput, customerSchema, parseAddress } from '../define/customer'
import { invalidInput } from '../errors'
import { ownerOrCustomerInput } from '../identity/index'

export const updateCustomer = defineAction({
  title: 'Update customer',
  description:
    "Changes a customer's name, e-mail, phone or address. Use it when the customer says that something has changed; ask them to confirm what will be saved. Only what is given changes.",
  input: z.object({
    ...ownerOrCustomerInput,
    email: customerInput.email.optional().describe('The new e-mail address, where receipts go'),
    name: customerInput.name.describe('The new full name'),
    phone: customerInput.phone.describe('The new phone number'),
    address: customerInput.address.describe(
      'The new postal address: free text, or a JSON object with line1, line2, city, state, postal_code and country'
    ),
    description: customerInput.description.describe('A note about the customer, for the shop'),
    metadata: bindingInput.metadata.describe('Names and texts of your own. An empty text removes a name'),
  }),
  output: z.object({ customer: customerSchema.title('Customer').describe('The customer as it is now') }),
  examples: [{ title: 'A new phone number', input: { userId: 'user_of_the_chat', phone: '+1 555 0100' } }],
  async handler(input, { stripe, identity }) {
    const params = paramsOf(input)
    if (Object.keys(params).length === 0) throw invalidInput('email', 'give at least one thing to change.')
    const owner = await identity.ownerOf(input)
    const customer = await stripe.customers.update(owner.customer(), params)
    if (customer.deleted) throw invalidInput('customerId', 'was deleted.')
    return { customer: customerOutput(customer) }
  },
})

interface Changes {
  email?: string | undefined
  name?: string | undefined
  phone?: string | undefined
  address?: string | undefined
  description?: string | undefined
  metadata?: Record<string, string> | undefined
}

const paramsOf = ({ email, name, phone, address, description, metadata }: Changes): Stripe.CustomerUpdateParams => {
  if (metadata) checkMetadata(metadata)
  return {
    ...(email !== undefined && { email: email.toLowerCase() }),
    ...(name !== undefined && { name }),
    ...(phone !== undefined && { phone }),
    ...(address && { address: parseAddress(address) }),
    ...(description !== undefined && { description }),
    ...(metadata && { metadata }),
  }
}
