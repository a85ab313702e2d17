import { invalidInput } from '../errors'
import { currencies } from './currencies'

/** An amount in the minor unit of its currency (cents for usd, yen for jpy), as Stripe counts. */
export interface Money {
  amount: number
  currency: string
}

/**
 * The lower-case code of a currency Stripe can charge in, from text in any case.
 * @throws {IntegrationError} invalid_input when there is no such currency.
 */
export const parseCurrency = (text: string, field = 'currency'): string => {
  const code = text.trim().toLowerCase()
  if (currencies.has(code)) return code
  throw invalidInput(
    field,
    `"${text.slice(0, 20)}" is not a currency Stripe can charge in. Use a three-letter code such as usd, eur or jpy.`
  )
}

/**
 * Checks that an amount is one that can be counted in this currency, as a part of a larger sum.
 * @throws {IntegrationError} invalid_input
 */
export const checkUnit = ({ amount, currency }: Money, field = 'unit_amount'): void => {
  const rule = currencies.get(currency)
  if (!rule) throw invalidInput('currency', `"${currency}" is not a currency Stripe can charge in.`)
  if (!Number.isSafeInteger(amount) || amount <= 0) {
    throw invalidInput(field, `must be a whole number above 0, in the smallest unit of ${currency.toUpperCase()}.`)
  }
  if (amount % rule.step !== 0) {
    throw invalidInput(field, `must be a multiple of ${rule.step}: Stripe takes ${currency.toUpperCase()} this way.`)
  }
}

/**
 * Checks that `quantity` pieces at `amount` are a payment Stripe can take in this currency.
 * @throws {IntegrationError} invalid_input naming the smallest or largest amount.
 */
export const checkAmount = ({ amount, currency }: Money, quantity = 1, field = 'unit_amount'): void => {
  checkUnit({ amount, currency }, field)
  const { minimum, maximum } = currencies.get(currency) ?? { minimum: 0, maximum: 0 }
  const say = (minor: number) => `${minor} (${formatMoney({ amount: minor, currency })})`
  if (amount * quantity < minimum) {
    throw invalidInput(field, `is too small: the smallest payment in ${currency.toUpperCase()} is ${say(minimum)}.`)
  }
  if (amount * quantity > maximum) {
    const times = quantity === 1 ? '' : ` ${quantity} times`
    throw invalidInput(
      field,
      `is too large${times}: the largest payment in ${currency.toUpperCase()} is ${say(maximum)}.`
    )
  }
}

/** An amount as people read it, for example `$19.99`, `¥500` or `KWD 1.250`. */
export const formatMoney = ({ amount, currency }: Money, locale = 'en'): string => {
  const decimals = currencies.get(currency)?.decimals ?? 2
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(amount / 10 ** decimals)
}
