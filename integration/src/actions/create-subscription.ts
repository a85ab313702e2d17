import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { placeInput, toMetadata } from '../binding'
import { withPrices } from '../catalogue/index'
import { defineAction } from '../define/action'
import { countInput, quantityInput } from '../define/count'
import { idInput } from '../define/id'
import { idempotencyInput } from '../define/idempotency'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { isRepeated, repeatedOutput } from '../define/repeated'
import { invalidInput } from '../errors'
import { LONGEST_TRIAL_DAYS } from '../guardrails/configuration'
import { ownerOrCustomerInput } from '../identity/index'
import { SUBSCRIPTION_EXPAND, subscriptionFields, toSubscription } from '../models/subscription'
import { checkLocale, localeInput } from '../money/input'
import { discountInput, discountsOf } from '../subscriptions/discounts'
import { savedMethod } from '../subscriptions/payment-method'
import { checkPlan, planInput, planOf } from '../subscriptions/plan'
import { explaining } from '../subscriptions/refusals'

/** The longest time to pay an invoice in. */
const LONGEST_DUE_DAYS = 90
const DUE_DAYS = 14

export const createSubscription = defineAction({
  title: 'Create subscription',
  description:
    'Starts a subscription at once for a customer who has a saved card, and charges it, without a payment page. Use it only after the customer saw the price and said yes. For a customer without a saved card use createCheckoutSession with mode subscription; to change a plan, changeSubscription. A declined card starts nothing.',
  input: z.object({
    priceId: idInput('Price ID', 'price_', 'The price to subscribe to, as listProductPrices returns it').optional(),
    ...planInput,
    quantity: quantityInput.describe('How many pieces, for example seats. Default 1'),
    trialDays: countInput(LONGEST_TRIAL_DAYS)
      .title('Trial days')
      .describe('Free days before the first charge, as far as the configuration allows them (Longest trial)'),
    collection: z
      .enum(['charge', 'send_invoice'])
      .optional()
      .default('charge')
      .title('Collection')
      .describe('charge: the saved card is charged. send_invoice: an invoice is sent by e-mail. Default charge'),
    daysUntilDue: countInput(LONGEST_DUE_DAYS)
      .title('Days until due')
      .describe(`With send_invoice: in how many days an invoice is to be paid. Default ${DUE_DAYS}`),
    paymentMethodId: idInput(
      'Payment method ID',
      'pm_',
      "The saved way to pay. Default: the customer's default one, or the only one they have"
    ).optional(),
    ...discountInput,
    ...ownerOrCustomerInput,
    ...placeInput,
    ...localeInput,
    ...rawInput,
    ...idempotencyInput,
  }),
  output: z.object({ ...subscriptionFields, ...repeatedOutput, ...rawOutput }),
  examples: [
    { title: 'A plan by its price', input: { priceId: 'price_1ExampleOfAPlan', userId: 'user_of_the_chat' } },
    {
      title: 'Three seats for 9.99 EUR a month each, by invoice',
      input: {
        ...{ productName: 'Team plan', amount: '9.99', currency: 'eur', chargingInterval: 'month', quantity: 3 },
        ...{ collection: 'send_invoice', daysUntilDue: 14, customerId: 'cus_ExampleOfACustomer' },
      },
    },
  ],
  once: true,
  async handler(input, tools) {
    const { stripe, identity, guardrails, botId, sales } = tools
    const locale = checkLocale(input.locale)
    const { quantity = 1, trialDays } = input
    const collected = collectionOf(input)
    const defaults = { currency: 'usd', interval: 'month' } as const
    const plan = planOf({ ...input, priceId: input.priceId }, { field: 'priceId', quantity, ...defaults })
    if (plan === undefined) throw invalidInput('priceId', 'is required, or a productName with an amount.')
    if (trialDays !== undefined) guardrails.checkTrial(trialDays)
    const owner = await identity.ownerOf(input)
    const customer = owner.customer()
    await checkPlan(plan, { field: 'priceId', quantity }, tools)
    const discounts = await discountsOf(input, tools)
    const isCharged = input.collection === 'charge'
    const method = input.paymentMethodId ?? (isCharged ? await savedMethod(customer, stripe) : undefined)
    const create = (price: string) =>
      stripe.subscriptions.create({
        ...{ customer, items: [{ price, quantity }], ...collected, ...discounts },
        ...(trialDays && { trial_period_days: trialDays }),
        ...(method && { default_payment_method: method }),
        metadata: toMetadata({ ...input, userId: owner.userId ?? input.userId }, botId),
        expand: SUBSCRIPTION_EXPAND,
      })
    const fields = { items: 'priceId', discounts: 'promotionCode', default_payment_method: 'paymentMethodId' }
    const subscription = await withPrices([plan], tools, ([price = '']) => create(price)).catch(
      explaining(fields, 'Send the page of createCheckoutSession (mode subscription), where they can.')
    )
    const { latest_invoice: invoice } = subscription
    if (typeof invoice === 'string') await sales.remember(input, { kind: 'invoice', id: invoice })
    return { ...toSubscription(subscription, locale), ...isRepeated(subscription), ...rawOf(input, subscription) }
  },
})

interface Collection {
  collection: 'charge' | 'send_invoice'
  daysUntilDue?: number | undefined
  paymentMethodId?: string | undefined
}

/** How it is paid. A first charge that is declined is an error, and leaves no subscription behind. */
const collectionOf = ({ collection, daysUntilDue, paymentMethodId }: Collection) => {
  if (collection === 'charge') {
    if (daysUntilDue !== undefined) throw invalidInput('daysUntilDue', 'goes with collection send_invoice only.')
    return { payment_behavior: 'error_if_incomplete' } satisfies Partial<Stripe.SubscriptionCreateParams>
  }
  if (paymentMethodId !== undefined) throw invalidInput('paymentMethodId', 'goes with collection charge only.')
  return {
    collection_method: 'send_invoice',
    days_until_due: daysUntilDue ?? DUE_DAYS,
  } satisfies Partial<Stripe.SubscriptionCreateParams>
}
