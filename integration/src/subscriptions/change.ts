import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { INTERVALS, type Interval } from '../catalogue/index'
import { quantityInput } from '../define/count'
import { idInput } from '../define/id'
import type { Tools } from '../define/tools'
import { IntegrationError, invalidInput } from '../errors'
import { ownerOrCustomerInput } from '../identity/index'
import { SUBSCRIPTION_EXPAND } from '../models/subscription'
import { localeInput } from '../money/input'
import type { Money } from '../money/money'
import { checkGoesOn, itemOf } from './items'
import { checkPlan, checkPrice, costOf, type Plan, planInput, planOf } from './plan'

/** What previewSubscriptionChange and changeSubscription have in common: what is shown is what is done. */
export const changeInput = {
  subscriptionId: idInput('Subscription ID', 'sub_', 'The subscription, as listSubscriptions returns it'),
  itemId: idInput(
    'Item ID',
    'si_',
    'Which line of the subscription is changed (si_…). Needed only when it has several'
  ).optional(),
  newPriceId: idInput(
    'New price ID',
    'price_',
    'The price to change to, as listProductPrices returns it. It takes the place of the present one'
  ).optional(),
  ...planInput,
  quantity: quantityInput.describe('How many pieces from now on, for example seats. Default: as before'),
  proration: z
    .enum(['prorate', 'charge_now', 'none'])
    .optional()
    .default('prorate')
    .title('Proration')
    .describe(
      'What becomes of the rest of the paid period. prorate: the difference comes with the next invoice. charge_now: it is charged at once. none: nothing is charged or given back for it. Default prorate'
    ),
  ...ownerOrCustomerInput,
  ...localeInput,
}

/** Stripe's names for what becomes of the rest of a period. */
export const PRORATION = { prorate: 'create_prorations', charge_now: 'always_invoice', none: 'none' } as const

interface ChangeInput {
  subscriptionId: string
  itemId?: string | undefined
  newPriceId?: string | undefined
  productName?: string | undefined
  unit_amount?: number | undefined
  amount?: string | undefined
  currency?: string | undefined
  chargingInterval?: Interval | undefined
  quantity?: number | undefined
  proration: keyof typeof PRORATION
  userId?: string | undefined
  customerToken?: string | undefined
  customerId?: string | undefined
}

/** A change that may be made. */
export interface PlannedChange {
  subscription: Stripe.Subscription
  item: Stripe.SubscriptionItem
  /** What is subscribed to from now on; undefined: the same as before. */
  plan: Plan | undefined
  quantity: number
  /** The price from now on, as far as it was looked at. */
  price: Next | undefined
  /** Everything is like that already. */
  isSame: boolean
}

/** What matters of a price that is changed to. */
interface Next {
  unit_amount: number | null
  currency: string
  recurring: { interval: string; interval_count: number } | null
}

const fromPlan = (plan: Plan | undefined, item: Stripe.SubscriptionItem, looked: Stripe.Price | undefined) => {
  if (plan === undefined) return item.price
  if (typeof plan === 'string') return looked
  const { amount, currency, interval } = plan
  return { unit_amount: amount, currency, recurring: { interval, interval_count: 1 } }
}

/** Whether a line is already what a plan says. */
const isPlan = (plan: Plan | undefined, { price }: Stripe.SubscriptionItem): boolean => {
  if (plan === undefined || typeof plan === 'string') return plan === undefined || plan === price.id
  const { product, unit_amount: amount, currency, recurring } = price
  const name = typeof product === 'object' && 'name' in product ? product.name : undefined
  return (
    name === plan.productName &&
    amount === plan.amount &&
    currency === plan.currency &&
    recurring?.interval === plan.interval &&
    recurring.interval_count === 1
  )
}

const everyOf = ({ recurring }: Pick<Next, 'recurring'>): string =>
  `${recurring?.interval}/${recurring?.interval_count}`

/** Whether a new period begins at once, which is charged in whole: when it is charged at other times from now on. */
export const beginsAnew = ({ subscription, item, price }: PlannedChange): boolean =>
  subscription.status !== 'trialing' && price !== undefined && everyOf(price) !== everyOf(item.price)

/**
 * More for the rest of a paid period at no charge is money given away.
 * @throws {IntegrationError} not_allowed
 */
const checkUncharged = (planned: PlannedChange): void => {
  const { subscription, item, price, quantity } = planned
  if (subscription.status === 'trialing' || beginsAnew(planned)) return
  const [before, after] = [costOf(item.price, item.quantity ?? 1), price && costOf(price, quantity)]
  if (before && after && after.amount <= before.amount) return
  throw new IntegrationError(
    'not_allowed',
    "proration: none is for a change that costs no more than before, else the rest of the period would be free. Use prorate or charge_now, or let the configuration allow it for the shop's staff (access).",
    { field: 'proration' }
  )
}

/**
 * What an input means for a subscription, checked: whose it is, what the bot may sell. One call, two when the price that
 * is changed to has to be looked at.
 * @param look whether the price that is changed to has to be known
 * @throws {IntegrationError} invalid_input, not_owned, not_allowed
 */
export const planChange = async (input: ChangeInput, tools: Tools, look: boolean): Promise<PlannedChange> => {
  const { stripe, identity, guardrails } = tools
  const owner = await identity.ownerOf(input)
  const subscription = await stripe.subscriptions.retrieve(input.subscriptionId, { expand: SUBSCRIPTION_EXPAND })
  owner.check(subscription, 'subscriptionId')
  checkGoesOn(subscription)
  const item = itemOf(subscription, input.itemId)
  const before = item.quantity ?? 1
  const quantity = input.quantity ?? before
  const plan = planOf(
    { ...input, priceId: input.newPriceId },
    { field: 'newPriceId', quantity, currency: item.price.currency, interval: intervalOf(item) }
  )
  if (plan === undefined && input.quantity === undefined) {
    throw invalidInput('newPriceId', 'is required, or a productName with an amount, or a quantity: what is to change?')
  }
  const isSame = isPlan(plan, item) && quantity === before
  if (isSame) return { subscription, item, plan: undefined, quantity, price: item.price, isSame }
  const isGuarded = input.proration === 'none' && guardrails.access !== 'any'
  const options = { field: 'newPriceId', quantity, look: look || isGuarded }
  const looked = plan === undefined ? undefined : await checkPlan(plan, options, tools)
  if (plan === undefined && quantity > before) checkPrice(item.price, quantity, 'quantity', tools)
  const planned = { subscription, item, plan, quantity, price: fromPlan(plan, item, looked), isSame }
  checkCurrency(planned)
  if (isGuarded) checkUncharged(planned)
  return planned
}

/** Before a price would be made that cannot be used. */
const checkCurrency = ({ subscription, plan, price }: PlannedChange): void => {
  if (!price || price.currency === subscription.currency) return
  const [is, wanted] = [price.currency, subscription.currency].map((code) => code.toUpperCase())
  throw invalidInput(
    typeof plan === 'string' ? 'newPriceId' : 'currency',
    `is ${is}, but the subscription is in ${wanted}, which cannot change. Choose a price in ${wanted}, or cancel and start a new subscription.`
  )
}

const intervalOf = ({ price }: Stripe.SubscriptionItem): Interval =>
  INTERVALS.find((interval) => interval === price.recurring?.interval) ?? 'month'

/** Stripe's parameter of a change: an item without an ID would be added instead. */
export const itemsOf = ({ item, quantity }: PlannedChange, price: string | undefined) => [
  { id: item.id, ...(price !== undefined && { price }), ...(item.quantity !== undefined && { quantity }) },
]

/** What a period costs after the change, before discounts and taxes; undefined when that is not known. */
export const costAfter = ({ subscription, item, price, quantity }: PlannedChange): Money | undefined => {
  const costs = subscription.items.data.map((each) =>
    each.id === item.id ? price && costOf(price, quantity) : costOf(each.price, each.quantity ?? 1)
  )
  const known = costs.flatMap((cost) => (cost ? [cost.amount] : []))
  const currency = price?.currency ?? subscription.currency
  return known.length === costs.length ? { amount: known.reduce((sum, each) => sum + each, 0), currency } : undefined
}
