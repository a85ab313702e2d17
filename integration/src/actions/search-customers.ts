import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { customerOutput, customerSchema } from '../define/customer'
import { pageInput, pageOutput, readPage } from '../define/page'
import { invalidInput } from '../errors'
import { all, contains } from '../search'

const FIELDS = ['email', 'name', 'phone'] as const

export const searchCustomers = defineAction({
  title: 'Search customers',
  description:
    "Finds customers whose e-mail, name or phone contains a text, in any case. Every field that is given must match. Customers of the last minute may be missing: Stripe's search lags a little.",
  input: z.object({
    email: z
      .string()
      .max(512)
      .optional()
      .title('Email')
      .describe('Part of the e-mail address; the whole of it under three characters'),
    name: z
      .string()
      .max(256)
      .optional()
      .title('Name')
      .describe('Part of the name; the whole of it under three characters'),
    phone: z
      .string()
      .max(50)
      .optional()
      .title('Phone')
      .describe('Part of the phone number; the whole of it under three characters'),
    ...pageInput,
  }),
  output: z.object({
    customers: z.array(customerSchema).title('Customers').describe('The customers that match'),
    ...pageOutput,
  }),
  examples: [{ title: 'Everybody at a company', input: { email: '@example.com' } }],
  async handler({ email, name, phone, ...request }, { stripe }) {
    const given = { email: email?.trim(), name: name?.trim(), phone: phone?.trim() }
    const clauses = FIELDS.flatMap((field) => (given[field] ? [contains(field, given[field])] : []))
    if (clauses.length === 0) throw invalidInput('email', 'give at least one of email, name and phone.')
    const query = all(...clauses)
    const page = await readPage('searchCustomers', { query }, request, async ({ limit, cursor }) => {
      const found = await stripe.customers.search({ query, limit, page: cursor })
      return { items: found.data, next: found.next_page ?? undefined }
    })
    return { customers: page.items.map(customerOutput), nextToken: page.nextToken }
  },
})
