import { DAY_SECONDS } from '../clock'
import { IntegrationError, invalidInput } from '../errors'
import { currencies } from '../money/currencies'
import { minorUnits } from '../money/input'
import { formatMoney, type Money } from '../money/money'
import { DEFAULTS } from './configuration'

interface Limit {
  currency: string
  amount: string
}

/** What the configuration says; nothing of it has to be there. */
export interface GuardrailConfiguration {
  testModeOnly?: boolean | undefined
  allowedCurrencies?: string[] | undefined
  allowedProducts?: string[] | undefined
  allowedPrices?: string[] | undefined
  largestAmounts?: Limit[] | undefined
  largestQuantity?: number | undefined
  largestDiscountPercent?: number | undefined
  largestTrialDays?: number | undefined
  refunds?: 'off' | 'own' | 'any' | undefined
  largestRefunds?: Limit[] | undefined
  refundDays?: number | undefined
  access?: 'own' | 'any' | undefined
  requireCustomerToken?: boolean | undefined
  allowedRequests?: string[] | undefined
}

/** What is sold, as far as it is known before Stripe is asked. */
export interface Sold {
  priceId?: string | undefined
  productId?: string | undefined
  productName?: string | undefined
  quantity?: number | undefined
}

/** What a bot may do at most. Each throws `not_allowed`, naming the field at fault and the setting that forbids it. */
export interface Guardrails {
  /** `amount` is the whole sum, in minor units. */
  checkSum(sum: Money, field?: string): void
  /** For a price whose sum cannot be known before: tiers, or an amount the customer chooses. */
  checkOpenSum(currency: string, field?: string): void
  checkCurrency(currency: string, field?: string): void
  checkSold(sold: Sold, field?: string, quantityField?: string): void
  /** Whether it is on the list of what may be sold, where there is one: what is not is not shown either. */
  isListed(sold: Sold): boolean
  /** Whether the bot may name an amount of its own: not when the configuration lists what may be sold. */
  checkFreePrice(field?: string): void
  checkDiscount(percent: number, field?: string): void
  /**
   * An amount off is a percentage only of the smallest purchase it is good for. Without one it can be all of the price
   * of something cheap: then any discount must be allowed.
   */
  checkDiscountAmount(off: Money, minimum: Money | undefined, field?: string): void
  largestDiscountPercent: number
  /** Free time is money: the days of a trial from its start to its end. */
  checkTrial(days: number, field?: string): void
  /**
   * A trial that a customer begins on a page of Stripe's. Without a limit in the configuration there is none: sellers offer
   * trials on their links, and always could.
   */
  checkOfferedTrial(days: number | undefined, field?: string): void
  checkRefundsOn(): void
  /** What is the shop's own, or everybody's. */
  checkStaff(): void
  /** @param paidAt when it was paid, and `now`, both in seconds since 1970 */
  checkRefund(refund: Money, paidAt: number, now: number): void
  /** @throws {IntegrationError} invalid_configuration for a live key in test mode only */
  checkMode(key: { livemode: boolean }): void
  refunds: 'off' | 'own' | 'any'
  access: 'own' | 'any'
  requireCustomerToken: boolean
  allowedRequests: readonly string[]
  /** Whether what is sold is limited to a list: then a price has to be looked at before it is sold. */
  hasList: boolean
  /** Whether a price that is named by its ID has to be looked at before it is sold. */
  looksAtPrices: boolean
}

const notAllowed = (field: string, problem: string): IntegrationError =>
  new IntegrationError('not_allowed', `${field}: ${problem}`, { field })

/** The limits in minor units by currency. @throws {IntegrationError} invalid_configuration */
const limitsOf = (limits: Limit[] | undefined, setting: string): ReadonlyMap<string, number> =>
  new Map(
    (limits ?? []).map(({ currency, amount }): [string, number] => {
      const code = currency.trim().toLowerCase()
      try {
        if (!currencies.has(code)) throw invalidInput('currency', `"${currency}" is not one Stripe can charge in.`)
        return [code, minorUnits({ amount }, code) ?? 0]
      } catch (error) {
        const why = error instanceof IntegrationError ? error.sentence : 'it cannot be read.'
        throw new IntegrationError('invalid_configuration', `${setting}: ${why}`, { field: setting })
      }
    })
  )

const lower = (texts: string[] | undefined): string[] => (texts ?? []).map((text) => text.trim().toLowerCase())
const trimmed = (texts: string[] | undefined): string[] => (texts ?? []).map((text) => text.trim()).filter(Boolean)

/**
 * The guardrails of an installation.
 * @throws {IntegrationError} invalid_configuration for a limit that cannot be read
 */
export const createGuardrails = (configuration: GuardrailConfiguration): Guardrails => {
  const allowedCurrencies = lower(configuration.allowedCurrencies).filter(Boolean)
  const products = trimmed(configuration.allowedProducts)
  const prices = trimmed(configuration.allowedPrices)
  const hasList = products.length + prices.length > 0
  const largest = limitsOf(configuration.largestAmounts, 'largestAmounts')
  const largestRefund = limitsOf(configuration.largestRefunds, 'largestRefunds')
  const { largestDiscountPercent, largestTrialDays, refunds, refundDays, access } = {
    ...DEFAULTS,
    ...withoutNothing(configuration),
  }
  const largestQuantity = configuration.largestQuantity ?? Number.POSITIVE_INFINITY

  const checkCurrency: Guardrails['checkCurrency'] = (currency, field = 'currency') => {
    if (allowedCurrencies.length === 0 || allowedCurrencies.includes(currency)) return
    throw notAllowed(field, `this bot sells in ${allowedCurrencies.join(', ')} only, not in ${currency}.`)
  }
  const checkRefundsOn: Guardrails['checkRefundsOn'] = () => {
    if (refunds === 'off') throw notAllowed('paymentId', 'this bot may not refund (refunds).')
  }
  const checkTrial: Guardrails['checkTrial'] = (days, field = 'trialDays') => {
    if (days <= largestTrialDays) return
    const most = largestTrialDays === 0 ? 'no free trial' : `a free trial of at most ${largestTrialDays} days`
    throw notAllowed(field, `this bot may give ${most} (largestTrialDays).`)
  }
  const isListed = ({ priceId, productId, productName }: Sold): boolean =>
    !hasList ||
    (priceId !== undefined && prices.includes(priceId)) ||
    [productId, productName].some((product) => product !== undefined && products.includes(product))

  return {
    ...{ refunds, access, hasList, requireCustomerToken: configuration.requireCustomerToken === true },
    allowedRequests: trimmed(configuration.allowedRequests),
    looksAtPrices: hasList || allowedCurrencies.length > 0 || largest.size > 0,
    ...{ checkCurrency, checkRefundsOn, isListed, largestDiscountPercent },
    checkStaff: () => {
      if (access === 'any') return
      throw notAllowed('input', "this is for a bot of the shop's staff, which the configuration must allow (access).")
    },
    checkMode: ({ livemode }) => {
      if (!livemode || configuration.testModeOnly !== true) return
      throw new IntegrationError(
        'invalid_configuration',
        'apiKey: is a live key, and the configuration allows test mode only (testModeOnly). Use a test key, or switch that off.',
        { field: 'apiKey' }
      )
    },
    checkSum: ({ amount, currency }, field = 'unit_amount') => {
      checkCurrency(currency, field)
      const most = largest.get(currency)
      if (most === undefined || amount <= most) return
      const [is, may] = [amount, most].map((minor) => formatMoney({ amount: minor, currency }))
      throw notAllowed(field, `${is} is above what this bot may charge at once (${may}, largestAmounts).`)
    },
    checkOpenSum: (currency, field = 'priceId') => {
      checkCurrency(currency, field)
      if (!largest.has(currency)) return
      throw notAllowed(
        field,
        'what this price comes to is not known before, so its limit cannot be kept (largestAmounts).'
      )
    },
    checkSold: (sold, field = 'priceId', quantityField = 'quantity') => {
      if (!isListed(sold)) {
        throw notAllowed(field, 'this bot may sell only what its configuration lists (allowedProducts, allowedPrices).')
      }
      if (sold.quantity !== undefined && sold.quantity > largestQuantity) {
        throw notAllowed(quantityField, `this bot may sell at most ${largestQuantity} at once (largestQuantity).`)
      }
    },
    checkFreePrice: (field = 'unit_amount') => {
      if (hasList) throw notAllowed(field, 'this bot sells at listed prices only (allowedProducts, allowedPrices).')
    },
    checkDiscount: (percent, field = 'percentOff') => {
      if (percent <= largestDiscountPercent) return
      throw notAllowed(field, `this bot may give at most ${largestDiscountPercent} % (largestDiscountPercent).`)
    },
    checkDiscountAmount: (off, minimum, field = 'unit_amount') => {
      const isSame = minimum !== undefined && minimum.currency === off.currency && minimum.amount > 0
      const percent = isSame ? Math.min(100, (off.amount / minimum.amount) * 100) : 100
      if (percent <= largestDiscountPercent) return
      throw notAllowed(
        field,
        `an amount off can be the whole price of something cheap, and this bot may give at most ${largestDiscountPercent} % (largestDiscountPercent). Give a percentage, or a promotion code with a minimumAmount that keeps it within.`
      )
    },
    checkTrial,
    checkOfferedTrial: (days = 0, field = 'trial_period_days') => {
      if (typeof configuration.largestTrialDays === 'number') checkTrial(days, field)
    },
    checkRefund: ({ amount, currency }, paidAt, now) => {
      checkRefundsOn()
      if (refundDays > 0 && now - paidAt > refundDays * DAY_SECONDS) {
        throw notAllowed('paymentId', `was paid more than ${refundDays} days ago (refundDays).`)
      }
      const most = largestRefund.get(currency)
      if (most === undefined || amount <= most) return
      throw notAllowed(
        'unit_amount',
        `this bot may pay back at most ${formatMoney({ amount: most, currency })} at once (largestRefunds).`
      )
    },
  }
}

type WithDefault = Pick<GuardrailConfiguration, keyof typeof DEFAULTS>

/** The settings that have a default, as far as they are set. Forms send empty fields as null. */
const withoutNothing = ({ largestDiscountPercent, largestTrialDays, refunds, refundDays, access }: WithDefault) => ({
  ...(typeof largestTrialDays === 'number' && { largestTrialDays }),
  ...(typeof largestDiscountPercent === 'number' && { largestDiscountPercent }),
  ...(refunds && { refunds }),
  ...(typeof refundDays === 'number' && { refundDays }),
  ...(access && { access }),
})
