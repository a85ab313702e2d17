import { z } from '@botpress/sdk'
import { bindingInput, NAMES, toMetadata } from '../binding'
import { INTERVALS } from '../catalogue/index'
import { type Buyer, buyerOf, forBuyer } from '../checkout/buyer'
import { itemsInput, toItems } from '../checkout/item'
import { checkOptions, SESSION_MODES, sessionOptions } from '../checkout/options'
import { pageOptions } from '../checkout/page'
import { sessionParams } from '../checkout/parameters'
import { checkReminder, lifeInput, reminderOutput, remindOf } from '../checkout/reminder'
import { type Line, sell } from '../checkout/sell'
import { defineAction } from '../define/action'
import { countInput } from '../define/count'
import { httpsInput, idInput } from '../define/id'
import { idempotencyInput } from '../define/idempotency'
import { sessionOutput, toSession } from '../define/session'
import { LONGEST_TRIAL_DAYS } from '../guardrails/configuration'
import { ownerInput } from '../identity/index'
import { discountInput, discountsOf } from '../subscriptions/discounts'

export const createCheckoutSession = defineAction({
  title: 'Create checkout session',
  description:
    'Creates a Stripe payment page for one customer and one purchase, once or as a subscription, or to save a card for later. It expires within a day. Use it when the customer decided what to buy; ask for the quantity first. For an address that many people can use, create a payment link instead.',
  input: z.object({
    items: itemsInput.optional().describe(`${itemsInput.description}. Required unless mode is setup`),
    mode: z
      .enum(SESSION_MODES)
      .optional()
      .default('payment')
      .title('Mode')
      .describe(
        'payment: paid once. subscription: charged again and again. setup: nothing is sold, a card is saved for later. Default payment'
      ),
    chargingInterval: z
      .enum(INTERVALS)
      .optional()
      .default('month')
      .title('Charging interval')
      .describe('For a subscription to a product by name: how often it is charged. Default month'),
    trial_period_days: countInput(LONGEST_TRIAL_DAYS)
      .title('Trial days')
      .describe('For a subscription: free days before the first charge'),
    customerId: idInput(
      'Customer ID',
      'cus_',
      'The Stripe customer who pays, when known. Not needed with a user ID: the customer of that chat user pays'
    ).optional(),
    customerEmail: z
      .string()
      .email()
      .max(512)
      .optional()
      .title('Customer email')
      .describe('Without a customer: the e-mail address that the page is filled in with'),
    successUrl: httpsInput('Success URL', 'Where the customer goes after paying. {CHECKOUT_SESSION_ID} is replaced'),
    cancelUrl: httpsInput('Cancel URL', 'Where the customer goes back to without paying'),
    ...lifeInput,
    ...discountInput,
    ...pageOptions,
    ...sessionOptions,
    ...bindingInput,
    customerToken: ownerInput.customerToken,
    ...idempotencyInput,
  }),
  output: z.object({ ...sessionOutput, ...reminderOutput }),
  examples: [
    { title: 'A T-shirt', input: { items: [{ productName: 'T-Shirt', unit_amount: 1999 }] } },
    {
      title: 'A monthly plan with a free week',
      input: {
        items: [{ productName: 'Coffee club', unit_amount: 999 }],
        mode: 'subscription',
        trial_period_days: 7,
      },
    },
    {
      title: 'Two mugs, sent to Germany, with a field for a promotion code',
      input: {
        items: [{ productName: 'Mug', amount: '12.50', currency: 'eur', quantity: 2 }],
        ...{ collectShipping: ['DE'], allowPromotionCodes: true, locale: 'de' as const },
      },
    },
    { title: 'Save a card for later', input: { mode: 'setup', customerId: 'cus_ExampleOfACustomer' } },
  ],
  async handler(input, tools) {
    checkOptions(input)
    checkReminder(input)
    tools.guardrails.checkOfferedTrial(input.trial_period_days)
    const items = toItems(input.items ?? [], input.mode === 'subscription' ? input.chargingInterval : undefined)
    const buyer = await buyerOf(input, tools)
    const bound = { ...input, userId: buyer.userId }
    const metadata = { ...toMetadata(bound, tools.botId), ...buyerMark(input, buyer) }
    const { discounts } = await discountsOf(input, tools)
    const { clock, thanksUrl } = tools
    const paramsFor = sessionParams(input, { metadata, discounts: discounts || undefined, clock, thanksUrl })
    const create = (lines: Line[], who: Buyer) => tools.stripe.checkout.sessions.create(paramsFor(lines, who))
    const session = await forBuyer(buyer, tools, (who) =>
      input.mode === 'setup' ? create([], who) : sell(items, tools, (lines) => create(lines, who))
    )
    if (input.mode === 'setup') return toSession(session)
    const remind = remindOf(session, bound, tools)
    const reminderScheduled = await tools.sales.remember(input, { kind: 'session', id: session.id }, remind)
    return { ...toSession(session), ...(remind && { reminderScheduled }) }
  },
})

/**
 * How the customer was found. Who the chat user is at Stripe may be found out between two calls under one key, which are
 * the same call all the same; a customer who was only named is tied to nobody by what comes of it.
 */
const buyerMark = (
  { idempotencyKey, customerToken }: { idempotencyKey?: string | undefined; customerToken?: string | undefined },
  { customerId, isFound }: Buyer
): Record<string, string> => {
  if (isFound) return idempotencyKey === undefined ? {} : { [NAMES.buyer]: 'user' }
  return customerId === undefined || customerToken !== undefined ? {} : { [NAMES.buyer]: 'named' }
}
