import { manualClock } from '@botpress-stripe/sandbox-stripe'
import type Stripe from 'stripe'
import type { GuardrailConfiguration } from '../../src/guardrails/index'
import { linkedCustomer, subscribed } from './customers'
import { createEmbedded } from './embedded'

/** When these stories begin: 15 January 2027, in a month of 31 days. In seconds since 1970. */
export const NOW = 1_800_000_000
const DAY_MS = 86_400_000

/** What is left of 31 days after ten of them. */
export const rest = (amount: number): number => Math.round((amount * 21) / 31)

/** Ten days ago somebody subscribed to a coffee club at 9.00 USD a month. */
export const createMember = async (
  guardrails: GuardrailConfiguration = {},
  params: Partial<Stripe.SubscriptionCreateParams> = {}
) => {
  const clock = manualClock(NOW * 1000)
  const world = createEmbedded({ clock, gatewayClock: clock, guardrails })
  const customer = await linkedCustomer(world)
  const subscription = await subscribed(world, customer, params)
  const price = async (amount: number, more: Partial<Stripe.PriceCreateParams> = {}) =>
    (
      await world.gateway.prices.create({
        ...{ currency: 'usd', unit_amount: amount, recurring: { interval: 'month' } },
        ...{ product_data: { name: 'Tea club' }, ...more },
      })
    ).id
  const yearly = (amount: number) => price(amount, { recurring: { interval: 'year' } })
  await clock.advance(10 * DAY_MS)
  const now = () => Math.floor(clock.now() / 1000)
  const current = () => world.gateway.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] })
  return { world, clock, customer, subscriptionId: subscription.id, price, yearly, now, current }
}
