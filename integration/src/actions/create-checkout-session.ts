import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { type Binding, bindingInput, toMetadata, withSold } from '../binding'
import { type Interval, type Offer, withPrices } from '../catalogue/index'
import { defineAction } from '../define/action'
import { httpsInput, idInput } from '../define/id'
import { idempotencyInput } from '../define/idempotency'
import { offerOf } from '../define/link'
import { sessionOutput, toSession } from '../define/session'
import type { Tools } from '../define/tools'
import { invalidInput } from '../errors'

/** Stripe's most line items of a session. @see docs.stripe.com/api/checkout/sessions/create */
const MOST_ITEMS = 20
/** Minutes. @see docs.stripe.com/api/checkout/sessions/create (expires_at) */
const SHORTEST_LIFE = 30
const LONGEST_LIFE = 1440
/** Minutes: less is too late to pay. */
const LATEST_REMINDER = 5

const item = z.object({
  priceId: idInput('Price ID', 'price_', 'The ID of the price to sell, as listProductPrices returns it').optional(),
  productName: z
    .string()
    .min(1)
    .max(250)
    .optional()
    .title('Product name')
    .describe('Instead of a price ID: the exact name of the product'),
  unit_amount: z
    .number()
    .optional()
    .title('Unit amount')
    .describe("With a product name: the price of one piece in the currency's smallest unit"),
  currency: z
    .string()
    .max(20)
    .optional()
    .title('Currency')
    .describe('With an amount: three-letter currency code. Default usd'),
  quantity: z.number().int().min(1).max(999_999).optional().title('Quantity').describe('How many pieces. Default 1'),
})

type Item = z.output<typeof item>

export const createCheckoutSession = defineAction({
  title: 'Create checkout session',
  description:
    'Creates a Stripe payment page for one customer and one purchase, once or as a subscription. It expires within a day. For an address that many people can use, create a payment link instead.',
  input: z.object({
    items: z
      .array(item)
      .min(1)
      .max(MOST_ITEMS)
      .title('Items')
      .describe('What is sold: each by priceId, or by productName with or without unit_amount and currency'),
    mode: z
      .enum(['payment', 'subscription'])
      .optional()
      .default('payment')
      .title('Mode')
      .describe('payment: paid once. subscription: charged again and again. Default payment'),
    chargingInterval: z
      .enum(['day', 'week', 'month', 'year'])
      .optional()
      .default('month')
      .title('Charging interval')
      .describe('For a subscription to a product by name: how often it is charged. Default month'),
    trial_period_days: z
      .number()
      .int()
      .min(1)
      .max(730)
      .optional()
      .title('Trial days')
      .describe('For a subscription: free days before the first charge'),
    customerId: idInput('Customer ID', 'cus_', 'The Stripe customer who pays, when known').optional(),
    customerEmail: z
      .string()
      .email()
      .max(512)
      .optional()
      .title('Customer email')
      .describe('Without a customer ID: the e-mail address that the page is filled in with'),
    successUrl: httpsInput('Success URL', 'Where the customer goes after paying. {CHECKOUT_SESSION_ID} is replaced'),
    cancelUrl: httpsInput('Cancel URL', 'Where the customer goes back to without paying'),
    expiresInMinutes: z
      .number()
      .int()
      .min(SHORTEST_LIFE)
      .max(LONGEST_LIFE)
      .optional()
      .title('Expires in minutes')
      .describe(`How long the page can be paid, ${SHORTEST_LIFE} to ${LONGEST_LIFE} minutes. Default ${LONGEST_LIFE}`),
    remindMinutesBefore: z
      .number()
      .int()
      .min(LATEST_REMINDER)
      .max(LONGEST_LIFE)
      .optional()
      .title('Remind minutes before')
      .describe(
        `With a conversation ID: how many minutes before the page expires the event paymentReminder arrives in the conversation, at least ${LATEST_REMINDER} and less than the page can be paid. Ask getPaymentStatus when it comes, and say nothing when it is paid`
      ),
    ...bindingInput,
    ...idempotencyInput,
  }),
  output: z.object({
    ...sessionOutput,
    reminderScheduled: z
      .boolean()
      .optional()
      .title('Reminder scheduled')
      .describe('When a reminder was asked for: whether it will come. If not, the page can be paid all the same'),
  }),
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
  ],
  async handler(input, tools) {
    if (input.customerId && input.customerEmail) {
      throw invalidInput('customerEmail', 'cannot be given together with customerId. Leave one of them out.')
    }
    if (input.trial_period_days && input.mode === 'payment') {
      throw invalidInput('trial_period_days', 'is for subscriptions. Set mode to subscription, or leave it out.')
    }
    checkReminder(input)
    const metadata = toMetadata(input, tools.botId)
    const inSubscription = input.mode === 'subscription'
    const create = (prices: string[]) =>
      tools.stripe.checkout.sessions.create({
        ...{ mode: input.mode, metadata },
        line_items: prices.map((price, index) => ({ price, quantity: input.items[index]?.quantity ?? 1 })),
        // Metadata of the session does not reach what it leads to.
        ...(inSubscription
          ? {
              subscription_data: {
                metadata,
                ...(input.trial_period_days && { trial_period_days: input.trial_period_days }),
              },
            }
          : { payment_intent_data: { metadata: withSold(metadata, prices) } }),
        ...customerOf(input),
        success_url: input.successUrl ?? tools.thanksUrl,
        ...(input.cancelUrl && { cancel_url: input.cancelUrl }),
        ...(input.expiresInMinutes && {
          expires_at: Math.floor(tools.clock.now() / 1000) + input.expiresInMinutes * 60,
        }),
      })
    const interval = inSubscription ? input.chargingInterval : undefined
    const session = await withPrices(input.items.map(toOffer(interval)), tools, create)
    const remind = remindOf(session, input, tools)
    const reminderScheduled = await tools.sales.remember(input, { kind: 'session', id: session.id }, remind)
    if (input.customerId) await tools.customers.bind(input.customerId, input)
    return { ...toSession(session), ...(remind && { reminderScheduled }) }
  },
})

type ReminderInput = Binding & { remindMinutesBefore?: number | undefined; expiresInMinutes?: number | undefined }

/** @throws {IntegrationError} invalid_input */
const checkReminder = ({ remindMinutesBefore, conversationId, expiresInMinutes = LONGEST_LIFE }: ReminderInput) => {
  if (remindMinutesBefore === undefined) return
  if (!conversationId) throw invalidInput('remindMinutesBefore', 'needs a conversationId: the reminder arrives there.')
  if (remindMinutesBefore < expiresInMinutes) return
  throw invalidInput(
    'remindMinutesBefore',
    `must be less than the ${expiresInMinutes} minutes that the page can be paid (expiresInMinutes).`
  )
}

/** What schedules the reminder, if one is asked for. */
const remindOf = (session: Stripe.Checkout.Session, input: ReminderInput, { reminders }: Tools) => {
  const { remindMinutesBefore: minutesBefore, conversationId, userId, messageId } = input
  if (minutesBefore === undefined || !conversationId) return undefined
  const place = { conversationId, ...(userId && { userId }), ...(messageId && { messageId }) }
  return () => reminders.schedule({ session, minutesBefore, place })
}

const customerOf = (input: {
  customerId?: string | undefined
  customerEmail?: string | undefined
}): Pick<Stripe.Checkout.SessionCreateParams, 'customer' | 'customer_email'> => ({
  ...(input.customerId && { customer: input.customerId }),
  ...(input.customerEmail && { customer_email: input.customerEmail }),
})

/** What an item is: a price by its ID, or an offer whose price is to be found. */
const toOffer =
  (interval: Interval | undefined) =>
  ({ priceId, ...item }: Item, index: number): string | Offer => {
    const { productName, quantity = 1 } = item
    if (priceId && productName) {
      throw invalidInput(`items[${index}]`, 'has both priceId and productName. Leave one of them out.')
    }
    if (priceId) return priceId
    if (!productName) throw invalidInput(`items[${index}]`, 'needs a priceId or a productName.')
    const fixed = { adjustableQuantity: false, adjustableQuantityMaximum: 1, adjustableQuantityMinimum: 1 }
    return { ...offerOf({ ...item, ...fixed, productName, quantity }), interval }
  }
