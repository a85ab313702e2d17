import { z } from '@botpress/sdk'
import { bindingInput, toMetadata } from '../binding'
import { defineAction } from '../define/action'
import { countInput } from '../define/count'
import { idInput } from '../define/id'
import { IntegrationError, invalidInput } from '../errors'

/** Seconds. */
const HOUR = 3600
const LONGEST = 30 * 24

export const linkCustomer = defineAction({
  title: 'Link customer',
  description:
    "Ties a Stripe customer to a chat user, so that actions done for the user reach what is the customer's. Call it from the code of the bot, after it made sure that the user is that customer (a login, a code sent by e-mail), never because somebody typed an address. Returns a token for the user, which other actions can be made to require.",
  input: z.object({
    customerId: idInput('Customer ID', 'cus_', 'The Stripe customer (cus_…)'),
    userId: z
      .string()
      .min(1)
      .max(100)
      .title('User ID')
      .placeholder('{{event.userId}}')
      .describe('The chat user who is this customer'),
    conversationId: bindingInput.conversationId.describe(
      'Where events about the customer arrive, when nothing else says where'
    ),
    replace: z
      .boolean()
      .optional()
      .title('Replace')
      .describe('Whether a customer who is tied to another chat user is taken from that one. Default false'),
    tokenHours: countInput(LONGEST)
      .title('Token hours')
      .describe(`How long the token is good for, 1 to ${LONGEST} hours. Default 1`),
  }),
  output: z.object({
    customerId: z.string().title('Customer ID').describe('The Stripe customer (cus_…)'),
    userId: z.string().title('User ID').describe('The chat user'),
    customerToken: z
      .string()
      .title('Customer token')
      .describe('Proves to other actions for whom they are done. Keep it in the bot, out of what a model writes'),
    expiresAt: z.number().title('Expires at').describe('Until when the token is good, in seconds since 1970'),
  }),
  examples: [{ title: 'After a login', input: { customerId: 'cus_ExampleOfACustomer', userId: 'user_of_the_chat' } }],
  async handler(
    { customerId, userId, conversationId, replace, tokenHours = 1 },
    { stripe, customers, identity, botId }
  ) {
    const holder = await customers.holderOf(customerId)
    if (holder !== undefined && holder !== userId && !replace) {
      throw new IntegrationError(
        'not_owned',
        'customerId: is tied to another chat user. Set replace to true if it is this user now.',
        { field: 'customerId' }
      )
    }
    const binding = { userId, ...(conversationId && { conversationId }) }
    // Found again also where the state is not, for example under a new key.
    const customer = await stripe.customers.update(customerId, { metadata: toMetadata(binding, botId) })
    if (customer.deleted) throw invalidInput('customerId', 'was deleted.')
    await customers.link(customerId, binding)
    const { token, expiresAt } = identity.tokenFor({ userId, customerId }, tokenHours * HOUR)
    return { customerId, userId, customerToken: token, expiresAt }
  },
})
