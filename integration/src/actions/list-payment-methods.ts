import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { cursorAfter, pageOutput, readPage, shortPageInput } from '../define/page'
import { ownerOrCustomerInput } from '../identity/index'
import { defaultOf, paymentMethodSchema, toPaymentMethod } from '../models/payment-method'

export const listPaymentMethods = defineAction({
  title: 'List payment methods',
  description:
    'Lists the cards and other ways to pay that a customer has saved, and which one is charged by default. Use it before setDefaultPaymentMethod and detachPaymentMethod. To add one, send the page of createBillingPortalSession: card numbers are never typed into a chat.',
  input: z.object({ ...ownerOrCustomerInput, ...shortPageInput }),
  output: z.object({
    paymentMethods: z
      .array(paymentMethodSchema)
      .title('Payment methods')
      .describe('The saved payment methods, the newest first'),
    ...pageOutput,
  }),
  examples: [{ title: 'Of the chat user', input: { userId: 'user_of_the_chat' } }],
  async handler(input, { stripe, identity, clock }) {
    const owner = await identity.ownerOf(input)
    if (owner.customerId === undefined && !owner.isAnyone) return { paymentMethods: [] }
    const customer = owner.customer()
    const [page, found] = await Promise.all([
      readPage('listPaymentMethods', { customer }, input, async ({ limit, cursor }) => {
        const list = await stripe.customers.listPaymentMethods(customer, { limit, starting_after: cursor })
        return { items: list.data, next: cursorAfter(list) }
      }),
      stripe.customers.retrieve(customer),
    ])
    const defaultId = defaultOf(found)
    return {
      paymentMethods: page.items.map((method) => toPaymentMethod(method, defaultId, clock.now())),
      nextToken: page.nextToken,
    }
  },
})
