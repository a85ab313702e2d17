import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'

export const deleteCustomer = defineAction({
  title: 'Delete customer',
  description:
    "Deletes a customer for good, and ends all their subscriptions at once, without paying anything back. For a bot of the shop's staff only, for example when a customer asks for their data to be erased: the configuration must let it see every customer's data. Deleting again changes nothing.",
  input: z.object({ customerId: idInput('Customer ID', 'cus_', 'The Stripe customer (cus_…)') }),
  output: z.object({
    id: z.string().title('Customer ID').describe('The ID of the customer'),
    deleted: z.boolean().title('Deleted').describe('Whether the customer is deleted: true'),
  }),
  examples: [{ title: 'At the customer’s wish', input: { customerId: 'cus_ExampleOfACustomer' } }],
  async handler({ customerId }, { stripe, guardrails, customers }) {
    guardrails.checkStaff()
    const { id } = await stripe.customers.del(customerId).catch(async (error) => {
      if (await wasDeleted(customerId, error, stripe)) return { id: customerId }
      throw error
    })
    await customers.unlink(id, await customers.holderOf(id))
    return { id, deleted: true }
  },
})

/** Stripe does not delete twice, but still tells a customer who was deleted from one who never was. */
const wasDeleted = async (id: string, error: unknown, stripe: Stripe): Promise<boolean> => {
  if (!(error instanceof Error && 'code' in error && error.code === 'resource_missing')) return false
  return stripe.customers.retrieve(id).then(
    (customer) => customer.deleted === true,
    () => false
  )
}
