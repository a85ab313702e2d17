import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { INTERVALS, type Interval } from '../catalogue/index'
import { invalidInput } from '../errors'
import type { Guardrails } from '../guardrails/index'
import { amountInput, currencyInput, minorUnits } from '../money/input'
import { checkAmount, parseCurrency } from '../money/money'

/** What a new price is made of. */
export const priceInput = {
  ...amountInput,
  currency: currencyInput,
  interval: z
    .enum(INTERVALS)
    .optional()
    .title('Interval')
    .describe('For a subscription: how often it is charged, day, week, month or year. Left out, it is paid once'),
  intervalCount: z
    .number()
    .int()
    .min(1)
    .optional()
    .title('Interval count')
    .describe('With an interval: 3 and month for every three months. Default 1'),
}

interface PriceInput {
  unit_amount?: number | undefined
  amount?: string | undefined
  currency?: string | undefined
  interval?: Interval | undefined
  intervalCount?: number | undefined
}

/** Stripe charges every three years at least. @see docs.stripe.com/api/prices/create (recurring.interval_count) */
const MOST_INTERVALS = { day: 1095, week: 156, month: 36, year: 3 } as const

/**
 * The parameters of a new price; undefined when no amount is given.
 * @throws {IntegrationError} invalid_input, not_allowed
 */
export const newPrice = (
  input: PriceInput,
  guardrails: Pick<Guardrails, 'checkFreePrice' | 'checkSum'>
): Pick<Stripe.PriceCreateParams, 'currency' | 'unit_amount' | 'recurring'> | undefined => {
  const currency = parseCurrency(input.currency ?? 'usd')
  const amount = minorUnits(input, currency)
  if (amount === undefined) return refuseRest(input)
  checkAmount({ amount, currency })
  guardrails.checkFreePrice()
  guardrails.checkSum({ amount, currency })
  return { currency, unit_amount: amount, ...recurringOf(input) }
}

const refuseRest = (input: PriceInput): undefined => {
  const field = (['currency', 'interval', 'intervalCount'] as const).find((name) => input[name] !== undefined)
  if (field) throw invalidInput(field, 'says nothing without an amount. Give unit_amount or amount too.')
}

const recurringOf = ({ interval, intervalCount }: PriceInput): Pick<Stripe.PriceCreateParams, 'recurring'> => {
  if (interval === undefined) {
    if (intervalCount === undefined) return {}
    throw invalidInput('intervalCount', 'says nothing without an interval. Give that too.')
  }
  const most = MOST_INTERVALS[interval]
  if (intervalCount !== undefined && intervalCount > most) {
    throw invalidInput(
      'intervalCount',
      `is at most ${most} for ${interval}: Stripe charges every three years at least.`
    )
  }
  return { recurring: { interval, ...(intervalCount !== undefined && { interval_count: intervalCount }) } }
}
