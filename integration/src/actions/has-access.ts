import { z } from '@botpress/sdk'
import { byMetadata, byPage, bySubscription } from '../access'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { invalidInput } from '../errors'
import { ownerOrCustomerInput } from '../identity/index'

/** Subscriptions that give access. One whose payment failed lately may still do. */
const PAID = ['active', 'trialing']

export const hasAccess = defineAction({
  title: 'Has access',
  description:
    'Tells whether a chat user has bought a product or price, and was not paid back, or holds an active subscription to it. Use it to open something for those who paid: content, a course, a feature. A purchase of the last minute may not be seen yet: then ask getPaymentStatus.',
  input: z.object({
    productId: idInput(
      'Product ID',
      'prod_',
      'The product (prod_…): any price of it counts. Either this or a price ID'
    ).optional(),
    priceId: idInput('Price ID', 'price_', 'The price (price_…): only this one counts').optional(),
    allowPastDue: z
      .boolean()
      .optional()
      .title('Allow past due')
      .describe('Whether a subscription counts whose renewal could not be charged yet. Default false'),
    ...ownerOrCustomerInput,
  }),
  output: z.object({
    hasAccess: z.boolean().title('Has access').describe('Whether it was bought'),
    via: z
      .enum(['subscription', 'purchase'])
      .optional()
      .title('Via')
      .describe('How it was bought: by a subscription, or once'),
    subscriptionId: z.string().optional().title('Subscription ID').describe('The subscription (sub_…)'),
    paymentId: z.string().optional().title('Payment ID').describe('The payment (pi_…)'),
    until: z
      .number()
      .optional()
      .title('Until')
      .describe('For a subscription: until when it is paid, in seconds since 1970'),
  }),
  examples: [{ title: 'A course', input: { productId: 'prod_ExampleOfACourse', userId: 'user_of_the_chat' } }],
  async handler({ productId, priceId, allowPastDue, ...input }, tools) {
    if ((productId === undefined) === (priceId === undefined)) {
      throw invalidInput('productId', 'give either productId or priceId.')
    }
    const owner = await tools.identity.ownerOf(input)
    if (owner.isAnyone) owner.customer()
    const [wanted, { customerId }] = [{ productId, priceId }, owner]
    const states = allowPastDue ? [...PAID, 'past_due'] : PAID
    const access =
      (customerId && (await bySubscription(customerId, wanted, states, tools.stripe))) ||
      (customerId && (await byPage(customerId, wanted, tools.stripe))) ||
      (await byMetadata(owner, wanted, tools))
    return { hasAccess: Boolean(access), ...access }
  },
})
