import type { z } from '@botpress/sdk'
import { FAULTS, type Fault } from '@botpress-stripe/sandbox-stripe'
import type Stripe from 'stripe'
import { cancelSubscription } from '../../integration/src/actions/cancel-subscription'
import { changeSubscription } from '../../integration/src/actions/change-subscription'
import { createCheckoutSession } from '../../integration/src/actions/create-checkout-session'
import { createCustomer } from '../../integration/src/actions/create-customer'
import { createOrRetrieveCustomer } from '../../integration/src/actions/create-or-retrieve-customer'
import { createPaymentLink } from '../../integration/src/actions/create-payment-link'
import { createSubsLink } from '../../integration/src/actions/create-subs-link'
import { createSubscription } from '../../integration/src/actions/create-subscription'
import { deactivatePaymentLink } from '../../integration/src/actions/deactivate-payment-link'
import { extendTrial } from '../../integration/src/actions/extend-trial'
import { pauseSubscription } from '../../integration/src/actions/pause-subscription'
import { resumeSubscription } from '../../integration/src/actions/resume-subscription'
import type { Action } from '../../integration/src/define/action'
import type { IntegrationError } from '../../integration/src/errors'
import type { GuardrailConfiguration } from '../../integration/src/guardrails/index'
import { createTestClock, type TestClock } from '../../integration/test/support/clock'
import { linkedCustomer, subscribed } from '../../integration/test/support/customers'
import { createEmbedded, type Embedded } from '../../integration/test/support/embedded'
import { catalogueWriters } from './catalogue'
import { invoiceWriters } from './invoices'
import { sellingWriters } from './selling'

/** A writing action, and how to see what it left at Stripe. */
export interface Writer {
  name: string
  action: Action
  input: object
  /** Before the faults begin; may add to the input. */
  prepare?: (world: Embedded) => Promise<object>
  /** How many results there are; one is right. */
  results(world: Embedded): number
  /** A repeated call needs the same idempotency key to be the same call. */
  keyed: boolean
  /** A part of the operations that faults strike. Default: every change. */
  strikes?: string
  /** An error leaves nothing at all behind. */
  leavesNothing?: boolean
  /** What the configuration allows. */
  guardrails?: GuardrailConfiguration
}

const count = (type: string) => (world: Embedded) => world.stripe.count(type, 'test')

const existingLink = async ({ gateway }: Embedded) => {
  const price = await gateway.prices.create({ currency: 'usd', unit_amount: 500, product_data: { name: 'Car' } })
  return { id: (await gateway.paymentLinks.create({ line_items: [{ price: price.id, quantity: 1 }] })).id }
}

const warm = async (world: Embedded) => {
  await world.run(createPaymentLink, { productName: 'Car', unit_amount: 500 })
  return {}
}

const inactiveLinks = (world: Embedded): number => (world.stripe.count('payment_link', 'test') === 1 ? 1 : 0)

const USER = { userId: 'user_ann' }

const member = async (world: Embedded) => {
  await linkedCustomer(world)
  return {}
}

/** The subscription that a world began with. */
const subscriptions = new WeakMap<Embedded, string>()

/** A chat user with a subscription. @param change what is done to it before */
const subscriber =
  (params: Partial<Stripe.SubscriptionCreateParams> = {}, change?: Stripe.SubscriptionUpdateParams) =>
  async (world: Embedded) => {
    const { id } = await subscribed(world, await linkedCustomer(world), params)
    subscriptions.set(world, id)
    if (change) await world.gateway.subscriptions.update(id, change)
    return { subscriptionId: id }
  }

/** What can be seen of a world's subscription. */
const ofSubscription =
  <Seen extends object>(see: (subscription: Seen) => number) =>
  (world: Embedded) =>
    see(world.stripe.get(subscriptions.get(world) ?? '') as Seen)

const WEEK = 7 * 86_400

export const writers: Writer[] = [
  {
    ...{ name: 'createCheckoutSession', action: createCheckoutSession, keyed: true },
    ...{ input: { items: [{ productName: 'Car', unit_amount: 500 }] }, results: count('checkout.session') },
  },
  {
    name: 'createCustomer',
    action: createCustomer,
    input: { email: 'a@example.com' },
    results: count('customer'),
    keyed: true,
  },
  {
    ...{ name: 'createOrRetrieveCustomer', action: createOrRetrieveCustomer, input: { email: 'a@example.com' } },
    ...{ results: count('customer'), keyed: false },
  },
  {
    ...{ name: 'createPaymentLink, new product', action: createPaymentLink, keyed: true },
    ...{ input: { productName: 'Car', unit_amount: 500 }, results: count('payment_link') },
  },
  {
    ...{ name: 'createPaymentLink, known price', action: createPaymentLink, keyed: true, prepare: warm },
    input: { productName: 'Car', unit_amount: 500 },
    results: (world) => world.stripe.count('payment_link', 'test') - 1,
  },
  {
    ...{ name: 'createSubsLink, new product', action: createSubsLink, keyed: true },
    ...{ input: { productName: 'Club', unit_amount: 500 }, results: count('payment_link') },
  },
  {
    ...{ name: 'deactivatePaymentLink', action: deactivatePaymentLink, input: {}, prepare: existingLink },
    ...{ results: inactiveLinks, keyed: false },
  },
  ...sellingWriters,
  ...invoiceWriters,
  ...catalogueWriters,
  {
    ...{ name: 'createSubscription', action: createSubscription, prepare: member, keyed: false },
    ...{ input: { productName: 'Club', unit_amount: 500, ...USER }, results: count('subscription') },
  },
  {
    ...{ name: 'changeSubscription', action: changeSubscription, prepare: subscriber(), keyed: false },
    input: { quantity: 2, proration: 'charge_now', ...USER },
    // The first invoice is not of the change.
    results: (world) => world.stripe.count('invoice', 'test') - 1,
  },
  {
    ...{ name: 'cancelSubscription', action: cancelSubscription, prepare: subscriber(), input: USER, keyed: false },
    results: ofSubscription<Stripe.Subscription>(({ cancel_at_period_end: atEnd }) => Number(atEnd)),
  },
  {
    ...{ name: 'resumeSubscription', action: resumeSubscription, input: USER, keyed: false },
    prepare: subscriber({}, { cancel_at_period_end: true, pause_collection: { behavior: 'void' } }),
    results: ofSubscription<Stripe.Subscription>(({ cancel_at: end, pause_collection: pause }) =>
      end === null && pause === null ? 1 : 0
    ),
  },
  {
    ...{ name: 'pauseSubscription', action: pauseSubscription, prepare: subscriber(), input: USER, keyed: false },
    results: ofSubscription<Stripe.Subscription>(({ pause_collection: pause }) => (pause === null ? 0 : 1)),
  },
  {
    ...{ name: 'extendTrial', action: extendTrial, input: { days: 7, ...USER }, keyed: false },
    ...{ prepare: subscriber({ trial_period_days: 7 }), guardrails: { largestTrialDays: 90 } },
    results: ofSubscription<Stripe.Subscription>(
      ({ trial_end: end, trial_start: start }) => ((end ?? 0) - (start ?? 0)) / WEEK - 1
    ),
  },
] as Writer[]

/** How often a fault strikes. */
export const TIMES = [1, 3, Number.POSITIVE_INFINITY]

/** What became of one cell of the matrix. */
export interface Cell {
  writer: string
  leavesNothing: boolean
  fault: Fault
  times: number
  /** `ok`, or the code of the error. */
  first: string
  resultsAfterFirst: number
  /** The same call again, with the same key and without faults. */
  second: string
  resultsAfterSecond: number
  /** Products and prices there are: never more than one of each for one name and amount. */
  products: number
  prices: number
}

const attempt = async (world: Embedded, clock: TestClock, { action }: Writer, input: object): Promise<string> => {
  const run = world.run(action as Action<z.AnyZodObject, z.AnyZodObject>, input)
  return clock.drive(run).then(
    () => 'ok',
    (error: IntegrationError) => error.code ?? String(error)
  )
}

const strikes = ({ strikes: part = '' }: Writer, operation: string): boolean =>
  operation.startsWith('POST') && operation.includes(part)

/** Plays one cell: the action under the fault, then once more without it. Time is the test's own. */
export const play = async (writer: Writer, fault: Fault, times: number): Promise<Cell> => {
  const clock = createTestClock()
  const world = createEmbedded({
    clock,
    gatewayClock: clock,
    ...(writer.guardrails && { guardrails: writer.guardrails }),
  })
  const extra = (await (writer.prepare && clock.drive(writer.prepare(world)))) ?? {}
  const input = { ...writer.input, ...extra, ...(writer.keyed && { idempotencyKey: 'order-1' }) }
  world.stripe.faults.add({ fault, times, matches: (operation) => strikes(writer, operation) })
  const first = await attempt(world, clock, writer, input)
  const resultsAfterFirst = writer.results(world)
  world.stripe.faults.clear()
  const second = await attempt(world, clock, writer, input)
  return {
    ...{ writer: writer.name, leavesNothing: writer.leavesNothing === true },
    ...{ fault, times, first, resultsAfterFirst, second },
    resultsAfterSecond: writer.results(world),
    ...{ products: world.stripe.count('product', 'test'), prices: world.stripe.count('price', 'test') },
  }
}

/** Every cell, one after the other. */
export async function* matrix(): AsyncGenerator<Cell> {
  for (const writer of writers) {
    for (const fault of FAULTS) for (const times of TIMES) yield await play(writer, fault, times)
  }
}

/** Clear errors: the caller knows what to do. */
const CLEAR = ['stripe_busy', 'stripe_unavailable', 'stripe_outcome_unknown']

/** What is wrong with a cell, or undefined. */
export const problemOf = (cell: Cell): string | undefined => {
  const { first, resultsAfterFirst, second, resultsAfterSecond, products, prices } = cell
  if (first === 'ok' && resultsAfterFirst !== 1) return `said ok with ${resultsAfterFirst} results`
  if (first !== 'ok' && cell.leavesNothing && resultsAfterFirst > 0) return 'left something behind'
  if (first !== 'ok' && !CLEAR.includes(first)) return `an unclear error: ${first}`
  if (resultsAfterFirst > 1 || resultsAfterSecond > 1) return 'made more than one'
  if (second !== 'ok' && second !== 'stripe_outcome_unknown') return `the second call failed: ${second}`
  if (second === 'ok' && resultsAfterSecond !== 1) return `the second call said ok with ${resultsAfterSecond} results`
  if (products > 1 || prices > 1) return `made ${products} products and ${prices} prices`
  return undefined
}
