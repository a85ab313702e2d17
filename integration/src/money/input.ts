import { z } from '@botpress/sdk'
import { invalidInput } from '../errors'
import { currencies } from './currencies'
import { formatMoney, type Money } from './money'

/** How an amount is given: in minor units, or as people write it. Never both. */
export const amountInput = {
  unit_amount: z
    .number()
    .optional()
    .title('Unit amount')
    .placeholder('1999')
    .describe("The amount as a whole number in the currency's smallest unit: 1999 is 19.99 USD, 500 is 500 JPY"),
  amount: z
    .string()
    .max(30)
    .optional()
    .title('Amount')
    .placeholder('19.99')
    .describe('Instead of unit_amount: the amount as people write it, "19.99", without a currency sign'),
}

/** The currency that goes with an amount. */
export const currencyInput = z
  .string()
  .max(20)
  .optional()
  .title('Currency')
  .placeholder('usd')
  .describe('Three-letter currency code, in any case. Default usd')

interface AmountInput {
  unit_amount?: number | undefined
  amount?: string | undefined
}

/** Digits, with a point or a comma before the last ones: no signs and no grouping, which would be guesswork. */
const DECIMAL = /^(\d{1,12})(?:[.,](\d{1,3}))?$/

/**
 * The amount that was given, in minor units of the currency; undefined when none was. What Stripe takes of it is
 * checked by `checkAmount`.
 * @param currency lower-case code of a currency Stripe can charge in; `field` the input that holds the text
 * @throws {IntegrationError} invalid_input for both at once, for text that is not an amount, for too many decimals
 */
export const minorUnits = (
  { unit_amount, amount }: AmountInput,
  currency: string,
  field = 'amount'
): number | undefined => {
  if (amount === undefined) return unit_amount
  if (unit_amount !== undefined) throw invalidInput(field, 'cannot be given together with unit_amount. Leave one out.')
  const decimals = currencies.get(currency)?.decimals ?? 2
  const [, whole, fraction = ''] = DECIMAL.exec(amount.trim()) ?? []
  if (whole === undefined) {
    throw invalidInput(field, `"${amount.slice(0, 30)}" is not an amount. Write it like 19.99: digits and one point.`)
  }
  if (/[^0]/.test(fraction.slice(decimals))) {
    const places = decimals === 0 ? 'no decimals' : `at most ${decimals} decimals`
    throw invalidInput(field, `has too many decimals: ${currency.toUpperCase()} has ${places}.`)
  }
  return Number(`${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`)
}

/** The language in which amounts are written for people. */
export const localeInput = {
  locale: z
    .string()
    .max(35)
    .optional()
    .title('Locale')
    .placeholder('en')
    .describe('In which language amounts are formatted, for example en, de or pt-BR. Default en'),
}

/** @throws {IntegrationError} invalid_input for what is not a language tag */
export const checkLocale = (locale: string | undefined): string => {
  if (locale === undefined) return 'en'
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en'
  } catch {
    throw invalidInput('locale', `"${locale}" is not a language. Write it like en, de or pt-BR.`)
  }
}

/** An amount as the actions return it: as Stripe counts, as a person would type it, and as people read it. */
export const moneySchema = z.object({
  unit_amount: z.number().describe("In the currency's smallest unit: 1999 is 19.99 USD"),
  amount: z.string().describe('As people write it: "19.99"'),
  currency: z.string().describe('Three-letter currency code in lower case'),
  formatted: z.string().describe('As people read it: "$19.99"'),
})

export type MoneyOutput = z.output<typeof moneySchema>

/** @param locale as `checkLocale` returns it */
export const toMoney = ({ amount, currency }: Money, locale = 'en'): MoneyOutput => {
  const decimals = currencies.get(currency)?.decimals ?? 2
  return {
    unit_amount: amount,
    amount: (amount / 10 ** decimals).toFixed(decimals),
    ...{ currency, formatted: formatMoney({ amount, currency }, locale) },
  }
}
