import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { type CustomerOutput, customerOutput, customerSchema } from '../define/customer'
import { cursorAfter, pageInput, pageOutput, readPage } from '../define/page'

/** The key under which customers without an e-mail address are listed. */
const NO_EMAIL = 'null_email'

export const listCustomers = defineAction({
  title: 'List customers by e-mail',
  description:
    'Lists customers grouped by e-mail address, the newest first; only those with exactly one address when it is given.',
  input: z.object({
    email: z
      .string()
      .email()
      .max(512)
      .optional()
      .title('Email')
      .placeholder('customer@example.com')
      .describe('Only customers with exactly this address, in exactly this case'),
    ...pageInput,
  }),
  output: z.object({
    customers: z
      .record(z.array(customerSchema))
      .title('Customers')
      .describe(`By e-mail address, the customers who have it. Those without one are under ${NO_EMAIL}`),
    ...pageOutput,
  }),
  examples: [
    { title: 'The ten newest customers', input: { limit: 10 } },
    { title: 'By address', input: { email: 'customer@example.com' } },
  ],
  async handler({ email, ...request }, { stripe }) {
    const page = await readPage('listCustomers', { email }, request, async ({ limit, cursor }) => {
      const customers = await stripe.customers.list({ email, limit, starting_after: cursor })
      return { items: customers.data, next: cursorAfter(customers) }
    })
    return { customers: byEmail(page.items), nextToken: page.nextToken }
  },
})

const byEmail = (customers: Stripe.Customer[]): Record<string, CustomerOutput[]> => {
  const groups = new Map<string, CustomerOutput[]>()
  for (const customer of customers) {
    const key = customer.email ?? NO_EMAIL
    groups.set(key, [...(groups.get(key) ?? []), customerOutput(customer)])
  }
  return Object.fromEntries(groups)
}
